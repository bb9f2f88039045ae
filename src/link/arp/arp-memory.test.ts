import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createArpMemory } from './arp-memory.ts';

const mac = (last: number): Uint8Array => Uint8Array.of(2, 0, 0, 0, 0, last);

test('answers are remembered for half a minute, by interface; the last one stands', () => {
  let now = 0;
  const memory = createArpMemory(() => now);
  const known = (interfaceIndex: number): [number, number][] => {
    const found: [number, number][] = [];
    memory.each(interfaceIndex, (address, bytes) => found.push([address, bytes[5]]));
    return found;
  };
  const bytes = mac(1);
  memory.put(7, 100, bytes);
  bytes[5] = 9; // the frame's memory is used again
  memory.put(8, 100, mac(2));
  now = 20_000;
  memory.put(7, 101, mac(3));
  memory.put(8, 100, mac(4));
  assert.deepEqual(known(7), [
    [100, 1],
    [101, 3],
  ]);
  assert.deepEqual(known(8), [[100, 4]]);
  now = 30_001;
  assert.deepEqual(known(7), [[101, 3]]);
  now = 60_000;
  assert.deepEqual(known(7), []);
});

test('what it keeps is bounded; the oldest go', () => {
  const memory = createArpMemory(() => 0);
  for (let address = 0; address < 70_000; address++) memory.put(1, address, mac(1));
  let [count, first] = [0, -1];
  memory.each(1, (address) => {
    if (count++ === 0) first = address;
  });
  assert.deepEqual([count, first], [65_536, 70_000 - 65_536]);
});
