import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CLOSED, FILTERED, OPEN, setOnce } from '../state/ledger.ts';
import { type Before, type Kept, openJournal } from './journal.ts';
import { HEADER_BYTES, placesOf } from './layout.ts';

const IDENTITY = { probe: 'syn', ports: [[1, 20]], seed: 'a', shard: { index: 1, count: 1 } } as const;
const FIRST = 0xc6120001;

/** Three hosts in two segments, of twenty ports each. */
function keptOf(): Kept & { readonly errors: string[]; readonly moved: { position: number } } {
  const ledger = new Uint32Array(new SharedArrayBuffer(16));
  setOnce(ledger, 3, OPEN);
  setOnce(ledger, 19, CLOSED);
  setOnce(ledger, 20, FILTERED);
  setOnce(ledger, 59, OPEN);
  const errors: string[] = [];
  const moved = { position: 0 };
  return {
    table: { hosts: 3, address: Uint32Array.of(FIRST, FIRST + 10), host: Uint32Array.of(0, 2) },
    ports: 20,
    ledger,
    hosts: {
      sent: Uint32Array.of(1, 2, 3),
      smoothedRtt: Uint32Array.of(10, 20, 30),
      rttVariance: Uint32Array.of(4, 5, 6),
    },
    made: Uint8Array.of(1, 2, 3),
    whole: Uint8Array.of(4, 5, 6),
    figures: () => ({
      ...{ pass: 2, position: moved.position, repeats: true, elapsedMs: 1500.5, sent: 77 },
      byPass: [0, 5, 1],
    }),
    failed: (text) => void errors.push(text),
    errors,
    moved,
  };
}

function inFile(work: (descriptor: number) => Promise<void> | void): () => Promise<void> {
  return async () => {
    const folder = mkdtempSync(join(tmpdir(), 'journal-'));
    const descriptor = openSync(join(folder, 'journal'), 'w+');
    try {
      await work(descriptor);
    } finally {
      closeSync(descriptor);
      rmSync(folder, { recursive: true });
    }
  };
}

function contents(before: Before): [hosts: number[][], probes: number[][]] {
  const hosts: number[][] = [];
  const probes: number[][] = [];
  before.each(
    ({ address, made, whole, sent, smoothedRtt, rttVariance }) =>
      hosts.push([address - FIRST, made, whole, sent, smoothedRtt, rttVariance]),
    (port, state) => probes.push([hosts.length - 1, port, state]),
  );
  return [hosts, probes];
}

test(
  'what was kept is read again, from its first moment on',
  inFile(async (descriptor) => {
    assert.equal(openJournal(descriptor, IDENTITY).before, null);
    const kept = keptOf();
    const keeper = openJournal(descriptor, IDENTITY).keep(kept);
    const before = openJournal(descriptor, IDENTITY).before!;
    assert.partialDeepStrictEqual(before, { pass: 2, position: 0, repeats: true, elapsedMs: 1500.5, sent: 77 });
    assert.deepEqual(before.byPass.slice(0, 4), [0, 5, 1, 0]);
    assert.deepEqual(contents(before), [
      [
        [0, 1, 4, 1, 10, 4],
        [1, 2, 5, 2, 20, 5],
        [10, 3, 6, 3, 30, 6],
      ],
      [
        [0, 3, OPEN],
        [0, 19, CLOSED],
        [1, 0, FILTERED],
        [2, 19, OPEN],
      ],
    ]);
    assert.equal(before.isOf(kept.table), true);
    assert.equal(before.isOf({ ...kept.table, host: Uint32Array.of(0, 1) }), false);
    assert.equal(before.isOf({ ...kept.table, hosts: 4 }), false);
    kept.moved.position = 40;
    setOnce(kept.ledger, 30, OPEN);
    keeper.look(5000);
    await keeper.end();
    const later = openJournal(descriptor, IDENTITY).before!;
    assert.equal(later.position, 40);
    assert.ok(contents(later)[1].some(([host, port]) => host === 1 && port === 10));
    assert.deepEqual(kept.errors, []);
  }),
);

test(
  'one damaged header is made up for by the other; both, and it is refused',
  inFile(async (descriptor) => {
    const kept = keptOf();
    const keeper = openJournal(descriptor, IDENTITY).keep(kept);
    kept.moved.position = 40;
    await keeper.end();
    const newest = openJournal(descriptor, IDENTITY).before!;
    const places = [0, HEADER_BYTES];
    writeSync(descriptor, Buffer.of(99), 0, 1, places[newest.generation % 2] + 30);
    assert.equal(openJournal(descriptor, IDENTITY).before!.position, 0);
    writeSync(descriptor, Buffer.of(99), 0, 1, places[(newest.generation + 1) % 2] + 30);
    assert.throws(() => openJournal(descriptor, IDENTITY), { code: 'E_JOURNAL', message: /is none, or damaged/ });
  }),
);

test(
  'a foreign file, another scan, another version and a file cut short are refused',
  inFile((descriptor) => {
    writeSync(descriptor, Buffer.alloc(9000, 'foreign'), 0, 9000, 0);
    assert.throws(() => openJournal(descriptor, IDENTITY), { code: 'E_JOURNAL', message: /is none/ });
    ftruncateSync(descriptor, 0);
    const kept = keptOf();
    openJournal(descriptor, IDENTITY).keep(kept);
    for (const change of [
      { probe: 'udp' },
      { seed: 'b' },
      { ports: [[1, 21]] as const },
      { shard: { index: 1, count: 2 } },
    ]) {
      assert.throws(() => openJournal(descriptor, { ...IDENTITY, ...change }), {
        code: 'E_JOURNAL',
        message: /another scan/,
      });
    }
    const { end } = placesOf({ hosts: 3, segments: 2, ports: 20, stateful: true });
    ftruncateSync(descriptor, end - 1);
    assert.throws(() => openJournal(descriptor, IDENTITY), { code: 'E_JOURNAL', message: /cut short/ });
    for (const size of [1, 100, HEADER_BYTES, 4095]) {
      ftruncateSync(descriptor, 0);
      ftruncateSync(descriptor, size);
      assert.throws(() => openJournal(descriptor, IDENTITY), { code: 'E_JOURNAL' });
    }
    // Ended before its first header: nothing was sent.
    ftruncateSync(descriptor, 5000);
    assert.equal(openJournal(descriptor, IDENTITY).before, null);
  }),
);

test(
  'any byte of a header that is another makes it none',
  inFile((descriptor) => {
    openJournal(descriptor, IDENTITY).keep(keptOf());
    const { generation } = openJournal(descriptor, IDENTITY).before!;
    const at = (generation % 2) * HEADER_BYTES;
    const header = Buffer.alloc(HEADER_BYTES);
    readSync(descriptor, header, 0, HEADER_BYTES, at);
    for (let byte = 0; byte < HEADER_BYTES; byte += 3) {
      const changed = Buffer.from(header);
      changed[byte] ^= 0x41;
      writeSync(descriptor, changed, 0, HEADER_BYTES, at);
      assert.throws(() => openJournal(descriptor, IDENTITY), { code: 'E_JOURNAL' });
    }
  }),
);

test('who cannot write says so once, and goes on', async () => {
  const kept = keptOf();
  const folder = mkdtempSync(join(tmpdir(), 'journal-'));
  writeSync(openSync(join(folder, 'journal'), 'w'), '');
  const descriptor = openSync(join(folder, 'journal'), 'r');
  const keeper = openJournal(descriptor, IDENTITY).keep(kept);
  keeper.look(1000);
  await keeper.end();
  assert.equal(kept.errors.length, 1);
  closeSync(descriptor);
  rmSync(folder, { recursive: true });
});
