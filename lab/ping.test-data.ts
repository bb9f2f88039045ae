// Pings from a namespace of the lab, and what they said.
import assert from 'node:assert/strict';
import { test as plainTest } from 'node:test';
import type { PingEnd, PingEvent, PingNotice, PingResult, PingStart, PingStray } from '../src/ping/types.ts';
import { TIME } from '../src/report/findings.test-data.ts';
import { violations } from '../src/report/lines.test-data.ts';
import { available } from './available.ts';
import type { Lab } from './network/build.ts';
import { runInside } from './network/namespaces.ts';
import { labProgram } from './program.ts';

export const { missing } = await available();

/** A test that is skipped, saying why, where the lab cannot be built. */
export function test(name: string, body: () => Promise<void>): void {
  plainTest(name, { skip: missing ?? false }, body);
}

export const SYN = 2;
export const RUN = labProgram('runs/ping-run');

/** What one run of ping-run.ts said, by kind. */
export interface Said {
  readonly starts: PingStart[];
  readonly results: PingResult[];
  readonly strays: PingStray[];
  readonly ends: PingEnd[];
  readonly notices: PingNotice[];
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly over: { readonly afterAbortMs: number | null } | null;
}

export function sort(text: string): Said {
  type Line = PingEvent | { type: 'error'; code: string; message: string } | { type: 'over'; afterAbortMs: number };
  const lines = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
  for (const line of lines) {
    if (line.type !== 'error' && line.type !== 'over') assert.deepEqual(violations({ v: 1, ...line, time: TIME }), []);
  }
  const of = <T extends Line['type']>(type: T) => lines.filter((line) => line.type === type) as never[];
  return {
    starts: of('ping-start'),
    results: of('ping'),
    strays: of('ping-stray'),
    ends: of('ping-end'),
    notices: of('ping-notice'),
    error: of('error')[0] ?? null,
    over: of('over')[0] ?? null,
  };
}

export type Question = Readonly<Record<string, unknown>>;

export async function pingIn(namespace: string, question: Question): Promise<Said> {
  return sort(await runInside(namespace, process.execPath, [RUN, JSON.stringify(question)], { timeoutMs: 120_000 }));
}

export const pingFrom = (lab: Lab, question: Question): Promise<Said> => pingIn(lab.scannerNamespace, question);

/** Every line agrees with the others: counts, numbers, sequence numbers, and no round trip that is none. */
export function agree({ results, ends, starts }: Said): void {
  for (const end of ends) {
    const mine = results.filter(({ dst, dport }) => dst === end.dst && dport === end.dport);
    assert.equal(mine.length, end.sent);
    const answered = mine.filter(({ state }) => ['open', 'closed', 'up'].includes(state));
    assert.equal(answered.length, end.received);
    assert.deepEqual(
      mine.map(({ n }) => n).sort((a, b) => a - b),
      mine.map((_, k) => k + 1),
    );
    const first = mine.find(({ n }) => n === 1);
    const begun = starts.find(({ dst, dport }) => dst === end.dst && dport === end.dport);
    assert.equal(first?.seq, begun?.seq);
    assert.equal(first?.sport === begun?.sport || begun?.method === 'connect', true);
    const times = mine.flatMap(({ rttMs }) => (rttMs === null ? [] : [rttMs]));
    for (const time of times) assert.ok(time >= 0);
    assert.equal(end.rttMs?.max ?? null, times.length === 0 ? null : Math.max(...times));
  }
}
