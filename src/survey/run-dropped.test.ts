// Targets that are dropped while a survey runs: its job is cut and goes on without them, what was found stays.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { End, Finding, Line } from '../finding/finding.ts';
import type { ScanSpec } from '../scan/spec.ts';
import { flatten, unflatten } from '../target/flat-ranges.ts';
import { parseIpv4 } from '../wire/address.ts';
import { createSurveyControl } from './control.ts';
import { fakeEngine, fakeSurveyWorld, refusing, type Scan } from './fake.test-data.ts';
import { beginJournal } from './journal.ts';
import { planSurvey } from './plan.ts';
import { endOfScan, HOST, OPEN, shape } from './run.test-data.ts';
import { runSurvey } from './run.ts';

const FIRST = parseIpv4('198.18.0.1')!;
const THIRD = parseIpv4('198.18.0.3')!;
const hostEnd = (ip: string, open: number): Finding => ({ type: 'host-end', ip, open, closed: 0, filtered: 0 });

/** The first job is cut by whoever drops; it says of both what it knows then. */
const twice: Scan = async function* (spec, { signal }) {
  const isFirst = flatten(spec.targets)[0] === FIRST;
  if (isFirst) yield { ...HOST };
  if (isFirst) yield { ...OPEN, ip: '198.18.0.1', port: 80 };
  yield { ...HOST, ip: '198.18.0.3' };
  yield { ...OPEN };
  while (isFirst && !signal?.aborted) await setImmediate();
  if (isFirst) yield hostEnd('198.18.0.1', 1);
  if (!isFirst) yield { ...OPEN, port: 23 };
  yield hostEnd('198.18.0.3', isFirst ? 1 : 2);
  yield { ...endOfScan(spec), interrupted: isFirst, openPorts: 2, hostsUp: 1 } as Finding;
};

test('a job whose target is dropped goes on without it: each fact once, no end before the end, and all of it counts', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-dropped-'));
  const request = { targets: ['198.18.0.1-3'], ports: '22-80', seed: 'a', services: false, identity: false };
  const plan = await planSurvey({ ...request, udp: 'none', discovery: false }, await fakeSurveyWorld());
  const journal = beginJournal(join(folder, 'journal'), {});
  const control = createSurveyControl();
  const specs: ScanSpec[] = [];
  const lines: Line[] = [];
  const options = { recogniser: async () => refusing, control, journal };
  for await (const line of runSurvey(plan, fakeEngine(twice, specs), options)) {
    lines.push(line);
    if (line.type === 'port' && line.port === 22) control.drop([[FIRST, FIRST + 1]]);
  }
  assert.deepEqual(
    specs.map(({ targets }) => unflatten(flatten(targets))),
    [[[FIRST, THIRD]], [[THIRD, THIRD]]],
  );
  assert.deepEqual(specs[1].excluded, [[FIRST, FIRST + 1]]);
  assert.deepEqual(shape(lines), [
    ...['start', 'phase syn', 'host syn', 'port syn', 'host syn', 'port syn'],
    ...['host-end syn', 'port syn', 'host-end syn', 'phase-end syn', 'end'],
  ]);
  const ends = lines.flatMap((line) => (line.type === 'host-end' ? [[line.ip, line.open]] : []));
  assert.deepEqual(ends, [
    ['198.18.0.1', 1],
    ['198.18.0.3', 2],
  ]);
  const { hostsUp, openPorts, interrupted } = lines.at(-1) as End;
  assert.deepEqual([hostsUp, openPorts, interrupted], [2, 3, false]);
  journal.close(true);
  rmSync(folder, { recursive: true });
});

test('who is dropped and not asked by this stage cuts nothing; all dropped is nobody asked', async () => {
  const request = { targets: ['198.18.0.1-3'], ports: '22', seed: 'a', services: false, identity: false };
  const plan = await planSurvey({ ...request, udp: 'none', discovery: false }, await fakeSurveyWorld());
  const control = createSurveyControl();
  control.drop([[FIRST + 9, FIRST + 9]]);
  const specs: ScanSpec[] = [];
  const scan: Scan = async function* (spec, { signal }) {
    control.drop([[FIRST + 10, FIRST + 20]]);
    assert.equal(signal?.aborted, false);
    control.drop([[FIRST, THIRD]]);
    assert.equal(signal?.aborted, true);
    yield { ...endOfScan(spec), interrupted: true } as Finding;
  };
  const lines: Line[] = [];
  const options = { recogniser: async () => refusing, control };
  for await (const line of runSurvey(plan, fakeEngine(scan, specs), options)) lines.push(line);
  assert.equal(specs.length, 1);
  const { probes, interrupted, completeness } = lines.at(-1) as End;
  assert.deepEqual([probes, interrupted, completeness], [0, false, 1]);
});
