import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAddressBook } from './address-book.ts';
import { createArpAnswers, NO_RTT } from './arp-answers.ts';

test('what was put is there, by address, in order', () => {
  const book = createAddressBook([
    [10, 12],
    [0xfffffffe, 0xffffffff],
  ]);
  const answers = createArpAnswers(book);
  const frame = Uint8Array.of(9, 0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 9);
  assert.deepEqual([answers.size, answers.has(11), answers.get(11), answers.has(99)], [0, false, undefined, false]);
  answers.put(book.index(0xffffffff), 'neighbour-table', frame, 1, NO_RTT);
  answers.put(book.index(11), 'arp-reply', frame, 2, 1500);
  assert.deepEqual(
    [...answers],
    [
      [11, { mac: Uint8Array.of(0xdc, 0xba, 0x98, 0x76, 0x54, 9), rttMs: 1.5, from: 'arp-reply' }],
      [0xffffffff, { mac: Uint8Array.of(0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54), rttMs: null, from: 'neighbour-table' }],
    ],
  );
  assert.deepEqual(answers.get(11)?.rttMs, 1.5);
  assert.deepEqual([answers.size, answers.hasIndex(0), answers.hasIndex(1)], [2, false, true]);
  assert.deepEqual([answers.isMac(1, frame, 2), answers.isMac(1, frame, 1)], [true, false]);
});
