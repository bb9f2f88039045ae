import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  BIN_COUNT,
  CANARY_SLOT,
  COMMAND,
  COUNTER,
  createSharedState,
  EVENT_COUNT,
  EVENT_WORDS,
  type SharedState,
  slotOf,
} from './shared-state.ts';

function arrays(state: SharedState) {
  const { bins, hosts, canaries, ...rest } = state;
  return [rest, bins, hosts, canaries].flatMap((each): ArrayBufferView[] => Object.values(each));
}

test('every name has a word of its own', () => {
  const { words: commandWords, ...commands } = COMMAND;
  assert.equal(new Set(Object.values(commands)).size, Object.keys(commands).length);
  for (const word of Object.values(commands)) assert.ok(word >= 0 && word < commandWords);

  const { words: counterWords, answeredByPass, ...counters } = COUNTER;
  const taken = [...Object.values(counters), ...Array.from({ length: 16 }, (_, k) => answeredByPass + k)];
  assert.equal(new Set(taken).size, taken.length);
  for (const word of taken) assert.ok(word >= 0 && word < counterWords);
});

test('the first pass has a slot of its own, so have canaries, and neighbouring passes have different ones', () => {
  assert.equal(slotOf(1), 1);
  for (let pass = 2; pass <= 4000; pass++) {
    const slot = slotOf(pass);
    assert.ok(slot > 1 && slot < CANARY_SLOT, `pass ${pass} has slot ${slot}`);
    for (let before = Math.max(1, pass - 12); before < pass; before++) assert.notEqual(slotOf(before), slot);
  }
});

test('everything is shared, in one memory, and nothing lies in that of something else', () => {
  const most = { max: 100_000 };
  fc.assert(
    fc.property(fc.nat({ max: 5000 }), fc.nat(most), fc.nat(most), (hosts, probes, words) => {
      const all = arrays(createSharedState(hosts, probes, words));
      for (const { buffer } of all) assert.ok(buffer instanceof SharedArrayBuffer && buffer === all[0].buffer);
      const ordered = all.toSorted((a, b) => a.byteOffset - b.byteOffset || a.byteLength - b.byteLength);
      ordered.forEach(({ byteOffset }, k) => {
        const before = ordered[k - 1];
        assert.ok(k === 0 || byteOffset >= before.byteOffset + before.byteLength);
      });
    }),
    { numRuns: 50 },
  );
});

test('sizes', () => {
  const state = createSharedState(10, 1000, 63);
  assert.equal(state.events.length, EVENT_COUNT * EVENT_WORDS);
  for (const bin of Object.values(state.bins)) assert.equal(bin.length, BIN_COUNT);
  for (const each of Object.values(state.hosts)) assert.equal(each.length, 10);
  assert.equal(state.ledger.length, 63);
  // The threads find entries by masking.
  for (const size of [BIN_COUNT, EVENT_COUNT]) assert.equal(size & (size - 1), 0);
});

test('send times: a power of two, room for every probe up to a million', () => {
  for (const [probes, length] of [
    [1, 1024],
    [1024, 1024],
    [1025, 2048],
    [2 ** 20 - 1, 2 ** 20],
    [2 ** 40, 2 ** 20],
  ]) {
    assert.equal(createSharedState(1, probes, 1).sendTimes.length, length);
  }
});

test('at first no bin holds a millisecond and every host is watched', () => {
  const { bins, hosts } = createSharedState(3, 48, 3);
  assert.ok(bins.millisecond.every((millisecond) => millisecond === -1));
  assert.deepEqual([...hosts.watched], [1, 1, 1]);
});

test('without a ledger nothing is kept by host', () => {
  const { hosts, ledger } = createSharedState(2 ** 31, 2 ** 40, 0);
  assert.equal(ledger.length, 0);
  for (const each of Object.values(hosts)) assert.equal(each.length, 0);
});
