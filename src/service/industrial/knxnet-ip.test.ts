import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { knxnetIp } from './knxnet-ip.ts';

const DEVICE = concat(
  hex('36 01 02 00 1105 0000 00fa12345678 e000170c 000e8c000001'),
  ascii('KNX IP Router'.padEnd(30, '\0')),
);
const ANSWER = concat(hex('0610 0204 0046'), DEVICE, hex('0a 02 0201 0301 0401 0501'));

test('a device describes itself', () => {
  const verdict = knxnetIp.read(reply(ANSWER));
  assert.deepEqual([verdict?.confidence, verdict?.product, verdict?.info], [1, 'KNX IP Router', '1.1.5; TP1']);
  assert.deepEqual(verdict?.details, { serial: '00fa12345678', mac: '000e8c000001' });
  assert.equal(knxnetIp.read(reply(ANSWER.subarray(0, 30)))?.more, true);
});

test('blocks that lie, and others', () => {
  assert.equal(knxnetIp.read(reply(hex('0610 0204 0008 00 01')))?.confidence, 0.9);
  assert.equal(knxnetIp.read(reply(hex('0610 0204 000a 36 01 0000')))?.confidence, 0.9);
  for (const bytes of ['', '0610', '0610 0104 0006', '0610 0204 0004', '0620 0204 0006']) {
    assert.equal(knxnetIp.read(reply(hex(bytes))), null, bytes);
  }
});
