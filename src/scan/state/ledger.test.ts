import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CLOSED, countStates, FILTERED, get, ledgerBytes, OPEN, setOnce, UNANSWERED } from './ledger.ts';

const PROBES = 203;

function newLedger(probes: number): Uint32Array {
  return new Uint32Array(ledgerBytes(probes) / 4);
}

/** The rule in plain words, on a plain array. */
function modelSet(states: number[], index: number, value: number): number {
  const previous = states[index];
  if (previous === UNANSWERED || (previous === FILTERED && value === OPEN)) states[index] = value;
  return previous;
}

function modelCount(states: number[], from: number, to: number): number[] {
  const counts = [0, 0, 0, 0];
  for (let i = from; i < to; i++) counts[states[i]]++;
  return counts;
}

test('any answers in any order: as a plain array would hold them', () => {
  const answers = fc.array(fc.tuple(fc.nat(PROBES - 1), fc.integer({ min: 1, max: 3 })), { maxLength: 600 });
  fc.assert(
    fc.property(answers, fc.nat(PROBES), fc.nat(PROBES), (list, from, to) => {
      const words = newLedger(PROBES);
      const states = new Array<number>(PROBES).fill(0);
      for (const [index, value] of list) {
        assert.equal(setOnce(words, index, value), modelSet(states, index, value));
      }
      for (let i = 0; i < PROBES; i++) assert.equal(get(words, i), states[i]);
      assert.deepEqual(countStates(words, from, to), modelCount(states, from, to));
      assert.deepEqual(countStates(words, 0, PROBES), modelCount(states, 0, PROBES));
    }),
    { numRuns: 300 },
  );
});

test('every beginning and end of a count', () => {
  const words = newLedger(64);
  const states = Array.from({ length: 64 }, (_, i) => (i * 7 + (i >>> 3)) % 4);
  for (let i = 0; i < 64; i++) if (states[i] !== 0) setOnce(words, i, states[i]);
  for (let from = 0; from <= 64; from++) {
    for (let to = from; to <= 64; to++) {
      assert.deepEqual(countStates(words, from, to), modelCount(states, from, to), `${from} to ${to}`);
    }
  }
});

test('a SYN-ACK wins over an ICMP error, nothing else changes a first answer', () => {
  const words = newLedger(4);
  for (const first of [OPEN, CLOSED, FILTERED]) {
    for (const second of [OPEN, CLOSED, FILTERED]) {
      words.fill(0);
      assert.equal(setOnce(words, 2, first), UNANSWERED);
      assert.equal(setOnce(words, 2, second), first);
      assert.equal(get(words, 2), first === FILTERED && second === OPEN ? OPEN : first);
    }
  }
});

test('sizes: 2 bits a probe, whole words', () => {
  assert.deepEqual([0, 1, 16, 17, 2 ** 32].map(ledgerBytes), [0, 4, 4, 8, 2 ** 30]);
});

test('the last probes of a ledger of 2^32 do not reach the first ones', () => {
  // Memory is committed by the kernel only where it is touched: of this gigabyte, a few pages.
  const words = newLedger(2 ** 32);
  for (const [index, value] of [
    [2 ** 32 - 1, OPEN],
    [2 ** 31, CLOSED],
    [2 ** 31 - 1, FILTERED],
  ]) {
    assert.equal(setOnce(words, index, value), UNANSWERED);
    assert.equal(get(words, index), value);
  }
  assert.equal(get(words, 0), UNANSWERED);
  assert.equal(words[2 ** 28 - 1], (OPEN << 30) >>> 0);
  assert.deepEqual(countStates(words, 2 ** 32 - 100, 2 ** 32), [99, 1, 0, 0]);
  assert.deepEqual(countStates(words, 2 ** 31 - 20, 2 ** 31 + 1), [19, 0, 1, 1]);
});
