import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answers } from '../../native/socket-filter.ts';
import type { EngineInterface } from '../interfaces/engine-interface.ts';
import type { RingSize } from './frames.ts';
import { createKeptDoors } from './kept-doors.ts';

const ETH0: EngineInterface = { name: 'eth0', index: 2, kind: 'ethernet', linkHeader: 14 };
const TCP: Answers = { protocol: 'tcp', portBase: 40_000 };
const UDP: Answers = { protocol: 'udp', portBase: 40_032 };
const ARP: Answers = { protocol: 'arp', portBase: 40_064 };
const SMALL: RingSize = { blocks: 64, blockSize: 4096 };
const LARGE: RingSize = { blocks: 64, blockSize: 131_072 };

/** Doors that tell what becomes of them; `gone`: interfaces that are not what they were. */
function testDoors() {
  const told: string[] = [];
  const gone = new Set<number>();
  let opened = 0;
  const doors = createKeptDoors({
    receiver({ index }, { protocol }, size) {
      const name = `ring ${++opened}`;
      told.push(`${name} opens on ${index} for ${protocol}`);
      return {
        ...{ fd: opened, size, drain: () => 0, drops: () => 0 },
        rest: () => void told.push(`${name} rests`),
        begin(next) {
          if (!gone.has(index)) told.push(`${name} begins for ${next.protocol}`);
          return !gone.has(index);
        },
        close: () => void told.push(`${name} closes`),
      };
    },
    transmitter(index, slots, slotSize) {
      const name = `sender ${++opened}`;
      told.push(`${name} opens on ${index}`);
      return {
        ...{ buffer: new Uint8Array(0), slots, slotSize, linkHeader: 14, setLength() {}, setSlotLength() {} },
        send: () => 0,
        isWhole: () => !gone.has(index),
        close: () => void told.push(`${name} closes`),
      };
    },
  });
  return { doors, told, gone };
}

test('kept doors: the ring of a scan takes nothing until the next one begins with it, for its own answers', () => {
  const { doors, told } = testDoors();
  doors.receiver(ETH0, TCP, LARGE).close();
  const second = doors.receiver(ETH0, UDP, SMALL);
  assert.deepEqual(told, ['ring 1 opens on 2 for tcp', 'ring 1 rests', 'ring 1 begins for udp']);
  second.close();
  doors.close();
  assert.deepEqual(told.slice(3), ['ring 1 rests', 'ring 1 closes']);
  doors.receiver(ETH0, TCP, SMALL);
  assert.equal(told.at(-1), 'ring 2 opens on 2 for tcp');
});

test('kept doors: one of another EtherType, a smaller one, or of an interface that has changed is not used', () => {
  const { doors, told, gone } = testDoors();
  doors.receiver(ETH0, TCP, SMALL).close();
  doors.receiver(ETH0, ARP, SMALL).close();
  assert.equal(told.at(-2), 'ring 2 opens on 2 for arp');
  doors.receiver(ETH0, TCP, LARGE).close();
  assert.deepEqual(told.slice(-3), ['ring 1 closes', 'ring 3 opens on 2 for tcp', 'ring 3 rests']);
  doors.transmitter(2, 128, 64).close();
  gone.add(2);
  doors.receiver(ETH0, TCP, LARGE);
  doors.transmitter(2, 128, 64);
  assert.deepEqual(told.slice(-4), [
    'ring 3 closes',
    'ring 5 opens on 2 for tcp',
    'sender 4 closes',
    'sender 6 opens on 2',
  ]);
});

test('kept doors: what waits is bounded, whatever was open at once', () => {
  const { doors, told } = testDoors();
  const open = Array.from({ length: 100 }, (_, index) => doors.receiver({ ...ETH0, index }, TCP, LARGE));
  for (const each of open) each.close();
  assert.equal(told.filter((text) => text.endsWith('rests')).length, 2); // 16 MB of 8 MB each
  const senders = Array.from({ length: 100 }, () => doors.transmitter(2, 128, 64));
  for (const each of senders) each.close();
  assert.equal(told.filter((text) => /^sender .* closes/.test(text)).length, 99);
  doors.close();
  assert.equal(told.filter((text) => text.includes('opens')).length, told.filter((t) => t.endsWith('closes')).length);
});

test('kept doors: two scans at once have a sender each', () => {
  const { doors } = testDoors();
  const first = doors.transmitter(2, 128, 64);
  first.close();
  assert.equal(doors.transmitter(2, 128, 64).buffer, first.buffer);
  assert.notEqual(doors.transmitter(2, 128, 64).buffer, first.buffer);
});
