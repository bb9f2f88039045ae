// Scans that end early, again and again, and are gone on with: all is found, and nobody who had answered is asked again.
import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openJournal } from '../journal/journal.ts';
import { simulateScan } from './scan.test-data.ts';

const IDENTITY = { probe: 'syn', ports: [], seed: '', shard: { index: 1, count: 1 } };

type Outcome = Awaited<ReturnType<typeof simulateScan>>;
type Run = Parameters<typeof simulateScan>;

/** Ends it at each of these times of its own, then lets it end by itself; what each run came to. */
async function inPieces(network: Run[0], options: NonNullable<Run[1]>, ends: readonly number[]): Promise<Outcome[]> {
  const folder = mkdtempSync(join(tmpdir(), 'journal-'));
  const descriptor = openSync(join(folder, 'journal'), 'w+');
  try {
    const outcomes: Outcome[] = [];
    for (const abortAt of [...ends, undefined]) {
      const journal = openJournal(descriptor, IDENTITY);
      assert.equal(journal.before === null, outcomes.length === 0);
      outcomes.push(
        await simulateScan(network, { ...options, journal, ...(abortAt === undefined ? {} : { abortAt }) }),
      );
    }
    return outcomes;
  } finally {
    closeSync(descriptor);
    rmSync(folder, { recursive: true });
  }
}

const HOSTS = [
  ...Array.from({ length: 6 }, (_, host) => ({ open: [host, host + 8, 900], rttMs: 1 + host })),
  { open: [3], others: 'silent' as const },
  { absent: true },
];

test('a scan in four pieces is a scan: all open ports, and nobody who had answered is asked again', async () => {
  const whole = await simulateScan({ ports: 1000, hosts: HOSTS });
  for (const ends of [
    [30, 40, 50],
    [5, 5, 5],
    [whole.elapsed * 0.5, whole.elapsed * 0.9],
  ]) {
    const network = { ports: 1000, hosts: HOSTS };
    const outcomes = await inPieces(network, { spec: { rateCap: 40_000 } }, ends);
    const last = outcomes.at(-1)!;
    assert.deepEqual(last.open, last.truth, `${ends}`);
    assert.equal(last.end.interrupted, false);
    assert.deepEqual([last.end.probes, last.end.unasked], [8000, 0]);
    for (const [index, before] of outcomes.entries()) {
      const later = outcomes.slice(index + 1);
      for (let probe = 0; probe < before.states.length; probe++) {
        if (before.states[probe] === 0) continue;
        for (const { asked, states } of later) {
          assert.equal(asked[probe], 0, `probe ${probe} had answered in piece ${index}`);
          assert.equal(states[probe], before.states[probe]);
        }
      }
    }
  }
});

test('a walk through the order that was cut short goes on at its place', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'journal-'));
  const descriptor = openSync(join(folder, 'journal'), 'w+');
  const network = { ports: 1000, hosts: HOSTS.slice(0, 4) };
  const journal = openJournal(descriptor, IDENTITY);
  const { asked } = await simulateScan(network, { journal, abortAt: 100, spec: { rateCap: 20_000 } });
  const gone = asked.filter((each) => each > 0).length;
  assert.ok(gone > 1000 && gone < 3000, `${gone}`);
  const { repeats, position } = openJournal(descriptor, IDENTITY).before!;
  assert.deepEqual([repeats, position], [false, gone]);
  closeSync(descriptor);
  rmSync(folder, { recursive: true });
});

test('where much is lost it goes on asking the silent as often as that needs', async () => {
  const network = { ports: 400, hosts: HOSTS, links: [{ loss: 0.05 }], seed: 3 };
  for (const ends of [[100], [500, 500], [3000]]) {
    const outcomes = await inPieces(network, { spec: { rateCap: 20_000 } }, ends);
    const last = outcomes.at(-1)!;
    assert.deepEqual(last.open, last.truth, `${ends}`);
  }
});

test('a journal of a scan that had ended: all is told again, and little is asked', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'journal-'));
  const descriptor = openSync(join(folder, 'journal'), 'w+');
  const network = { ports: 200, hosts: HOSTS.slice(0, 3) };
  const run = () => simulateScan(network, { journal: openJournal(descriptor, IDENTITY) });
  const [first, second] = [await run(), await run()];
  assert.deepEqual(second.open, first.open);
  assert.equal(
    second.asked.reduce((sum, each) => sum + each, 0),
    0,
  );
  assert.ok(second.end.elapsedMs >= first.end.elapsedMs);
  closeSync(descriptor);
  rmSync(folder, { recursive: true });
});

test('without a ledger it goes on at the place of the order', async () => {
  const network = { ports: 1000, hosts: HOSTS.slice(0, 4) };
  const outcomes = await inPieces(network, { stateless: true, spec: { rateCap: 20_000, maxRetries: 0 } }, [100]);
  const [first, last] = outcomes;
  const asked = first.asked.map((each, probe) => each + last.asked[probe]);
  assert.ok(asked.every((each) => each >= 1));
  assert.ok(asked.reduce((sum, each) => sum + each, 0) < 1.01 * asked.length);
});
