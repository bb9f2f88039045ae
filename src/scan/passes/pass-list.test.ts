import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ledgerBytes, setOnce } from '../state/ledger.ts';
import { collectSilent, createListMemory } from './pass-list.ts';

const everybody = () => true;

/** What is unanswered, by looking at every probe. Runs of answered ones are long, so that whole words are full. */
const ledgers = fc
  .record({
    hosts: fc.integer({ min: 0, max: 9 }),
    ports: fc.integer({ min: 1, max: 150 }),
    runs: fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat(3)), { minLength: 1, maxLength: 20 }),
  })
  .map(({ hosts, ports, runs }) => {
    const states: number[] = [];
    for (let k = 0; states.length < hosts * ports; k++) {
      const [length, state] = runs[k % runs.length];
      for (let n = 0; n < length && states.length < hosts * ports; n++) states.push(state);
    }
    const ledger = newLedger(hosts * ports);
    states.forEach((state, index) => {
      if (state !== 0) setOnce(ledger, index, state);
    });
    return { hosts, ports, states, ledger };
  });

function newLedger(probes: number): Uint32Array {
  return new Uint32Array(ledgerBytes(probes) / 4);
}

test('the list is what a look at every probe finds', () => {
  const dueMask = fc.integer({ min: 0, max: 0x1ff });
  fc.assert(
    fc.property(ledgers, dueMask, fc.nat(9), fc.integer({ min: 1, max: 4 }), (given, mask, first, modulus) => {
      const { hosts, ports, states, ledger } = given;
      const isDue = (host: number) => ((mask >>> host) & 1) === 1;
      const isMine = (host: number, portIndex: number) => (host + portIndex) % modulus === 0;
      const firstHost = Math.min(first, hosts);
      const { list, nextHost } = collectSilent(ledger, hosts, ports, firstHost, isDue, isMine);
      const expected: number[] = [];
      states.forEach((state, index) => {
        const host = Math.floor(index / ports);
        if (state === 0 && host >= firstHost && isDue(host) && isMine(host, index % ports)) expected.push(index);
      });
      assert.deepEqual([...list], expected);
      assert.equal(nextHost, hosts);
    }),
    { numRuns: 500 },
  );
});

test('`mine` is asked about silent probes of hosts that are due only', () => {
  const ledger = newLedger(3 * 20);
  for (let index = 20; index < 40; index += 2) setOnce(ledger, index, 2);
  const asked: string[] = [];
  collectSilent(
    ledger,
    3,
    20,
    0,
    (host) => host === 1,
    (host, portIndex) => {
      asked.push(`${host}:${portIndex}`);
      return false;
    },
  );
  assert.deepEqual(
    asked,
    [1, 3, 5, 7, 9, 11, 13, 15, 17, 19].map((portIndex) => `1:${portIndex}`),
  );
});

test('a list lies in shared memory, as both threads read it', () => {
  const { list } = collectSilent(newLedger(20_000), 2, 10_000, 0, everybody, everybody);
  assert.deepEqual(
    [...list],
    Array.from({ length: 20_000 }, (_, index) => index),
  );
  assert.ok(list.buffer instanceof SharedArrayBuffer);
});

test('more silent probes than one list may hold: whole hosts, and the next list goes on where the first ended', () => {
  fc.assert(
    fc.property(ledgers, fc.integer({ min: 1, max: 500 }), ({ hosts, ports, states, ledger }, most) => {
      const joined: number[] = [];
      for (let from = 0; from < hosts; ) {
        const { list, nextHost } = collectSilent(
          ledger,
          hosts,
          ports,
          from,
          everybody,
          everybody,
          createListMemory(most),
        );
        assert.ok(nextHost > from, 'it goes on');
        assert.ok(list.length <= Math.max(most, ports));
        for (const index of list) assert.ok(index >= from * ports && index < nextHost * ports);
        joined.push(...list);
        from = nextHost;
      }
      assert.deepEqual(
        joined,
        states.flatMap((state, index) => (state === 0 ? [index] : [])),
      );
    }),
  );
});
