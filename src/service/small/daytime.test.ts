import assert from 'node:assert/strict';
import { test } from 'node:test';
import { datagramReply, reply } from '../fake-talk.test-data.ts';
import { daytime, daytimeUdp } from './daytime.ts';

const now = new Date();
const month = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ')[now.getUTCMonth()];
const XINETD = `${String(now.getUTCDate()).padStart(2, '0')} ${month} ${now.getUTCFullYear()} 06:50:48 UTC\r\n`;

test('the date of now, and it closes', () => {
  assert.equal(daytime.read({ ...reply(XINETD), closed: true })?.confidence, 0.9);
  assert.equal(daytime.read(reply(XINETD))?.confidence, 0.5);
  assert.equal(daytime.read({ ...reply('Sat Jan  1 00:00:00 2000\r\n'), closed: true })?.confidence, 0.5);
});

test('lines with more than a date', () => {
  for (const text of ['220 host ready 10:00\r\n', 'hello 12:30 world\r\n', '12:30\r\n', 'x'.repeat(99)]) {
    assert.equal(daytime.read({ ...reply(text), closed: true }), null);
  }
});

test('a datagram has nothing to close', () => {
  assert.equal(daytimeUdp.read(datagramReply(XINETD))?.confidence, 0.9);
  assert.equal(daytimeUdp.read(datagramReply(XINETD.replace(/20\d\d/, '1999')))?.confidence, 0.5);
});
