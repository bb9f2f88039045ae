import assert from 'node:assert/strict';
import { test } from 'node:test';
import { datagramReply, reply } from '../fake-talk.test-data.ts';
import { chargen, chargenUdp } from './chargen.ts';

/** As xinetd has it: without the space. */
const RING = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at)).join('');
const line = (at: number): string => (RING + RING).slice(at, at + 72);

test('lines that rotate', () => {
  const text = `${[0, 1, 2, 3, 4].map(line).join('\r\n')}\r\n!"#`;
  assert.equal(chargen.read(reply(text))?.confidence, 0.95);
  assert.equal(chargen.read(reply([90, 91, 92, 93, 0].map(line).join('\r\n')))?.confidence, 0.95);
});

test('lines that do not', () => {
  assert.equal(chargen.read(reply(`${line(0)}\r\n${line(0)}\r\n${line(0)}\r\n`)), null);
  assert.equal(chargen.read(reply(`${line(0)}\r\n`)), null);
  assert.equal(chargen.read(reply('hello everybody\r\nhow are you\r\n')), null);
});

test('a datagram may be one line', () => {
  const verdict = chargenUdp.read(datagramReply(`${line(3)}\r\n`));
  assert.deepEqual([verdict?.confidence, verdict?.notes?.[0].code], [0.9, 'N_SMALL_SERVICE']);
  assert.equal(chargenUdp.read(datagramReply('abcdefgh\r\n')), null);
  assert.equal(chargen.read(reply(`${line(3)}\r\n`)), null);
});
