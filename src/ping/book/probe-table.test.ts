import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ANSWERED, createProbeTable, GIVEN_UP, WAITING } from './probe-table.ts';

test('probe table: found by key until forgotten, given up in order of sending', () => {
  const table = createProbeTable(10);
  const slots = [11, 22, 33].map((key, k) => table.add(key, k * 10));
  assert.equal(table.waiting, 3);
  assert.equal(table.find(22), slots[1]);
  assert.equal(table.find(44), -1);
  table.decide(slots[1], ANSWERED);
  assert.equal(table.oldestWaiting(10), slots[0]);
  assert.equal(table.oldestWaiting(0), -1);
  table.decide(slots[0], GIVEN_UP);
  table.decide(slots[0], ANSWERED);
  assert.equal(table.state[slots[0]], GIVEN_UP);
  assert.equal(table.oldestWaiting(100), slots[2]);
  table.forget(100);
  assert.deepEqual([table.has(11), table.has(22), table.has(33), table.waiting], [false, false, true, 1]);
});

test('probe table: a key that is given again belongs to the younger probe', () => {
  const table = createProbeTable(10);
  const old = table.add(7, 0);
  table.decide(old, GIVEN_UP);
  const young = table.add(7, 10);
  table.forget(5);
  assert.equal(table.find(7), young);
});

test('probe table: full of waiting probes it has no room; decided ones make some', () => {
  const table = createProbeTable(1);
  for (let k = 0; k < table.capacity; k++) table.add(k, k);
  assert.equal(table.hasRoom(), false);
  table.decide(table.find(0), ANSWERED);
  assert.equal(table.hasRoom(), true);
  table.add(5000, 5000);
  assert.deepEqual([table.has(0), table.has(1), table.has(5000)], [false, true, true]);
});

type Step = readonly ['add'] | readonly ['decide', number] | readonly ['giveUp', number] | readonly ['forget', number];

test('probe table: agrees with a plain list, whatever is done to it', () => {
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 5, arbitrary: fc.constant(['add'] as const) },
    { weight: 4, arbitrary: fc.tuple(fc.constant('decide' as const), fc.nat()) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('giveUp' as const), fc.nat(50)) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('forget' as const), fc.nat(50)) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const table = createProbeTable(1);
      const list: { key: number; sentAt: number; state: number }[] = [];
      let clock = 0;
      for (const [what, value] of steps) {
        clock++;
        if (what === 'add') {
          table.add(clock * 7, clock);
          list.push({ key: clock * 7, sentAt: clock, state: WAITING });
        } else if (what === 'decide' && list.length > 0) {
          const each = list[value % list.length];
          table.decide(table.find(each.key), ANSWERED);
          if (each.state === WAITING) each.state = ANSWERED;
        } else if (what === 'giveUp') {
          for (let slot = table.oldestWaiting(clock - value); slot >= 0; slot = table.oldestWaiting(clock - value)) {
            table.decide(slot, GIVEN_UP);
          }
          for (const each of list) if (each.state === WAITING && each.sentAt < clock - value) each.state = GIVEN_UP;
        } else if (what === 'forget') {
          table.forget(clock - value);
          while (list.length > 0 && list[0].state !== WAITING && list[0].sentAt < clock - value) list.shift();
        }
        assert.equal(table.waiting, list.filter(({ state }) => state === WAITING).length);
        for (const { key, state } of list) assert.equal(table.state[table.find(key)], state);
        assert.equal(table.find(-1), -1);
      }
    }),
  );
});
