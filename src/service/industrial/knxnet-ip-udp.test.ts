import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knxnetIp as question } from '../../probe/udp/knxnet-ip.ts';
import { ascii, concat, hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { knxnetIpUdp } from './knxnet-ip-udp.ts';

const ANSWER = concat(
  hex('0610 0204 0046 36 01 02 00 1101 0000 00c50102c81f e000170c 000e8c003721'),
  ascii('IP Router'.padEnd(30, '\0')),
  hex('0a 02 02 01 03 01 04 01 05 01'),
);

test('the question: a description, back to where it comes from', () => {
  assert.deepEqual(question.bytes, hex('0610 0203 000e 08 01 00000000 0000'));
});

test('name, address and hardware', () => {
  const verdict = knxnetIpUdp.read(datagramReply(ANSWER, question.bytes, 'knxnet-ip'));
  assert.deepEqual(
    [verdict?.confidence, verdict?.product, verdict?.info, verdict?.details],
    [1, 'IP Router', '1.1.1; TP1', { serial: '00c50102c81f', mac: '00:0e:8c:00:37:21' }],
  );
});

test('knxd 0.14 of Debian 12, which has no hardware', () => {
  const device = hex('36 01 02 00 1101 0000 000000000000 e000170c 000000000000');
  const answer = concat(
    hex('0610 0204 0046'),
    device,
    ascii('testknx'.padEnd(30, '\0')),
    hex('0a 02 0201 0301 0401 0501'),
  );
  assert.equal(knxnetIpUdp.read(datagramReply(answer))?.product, 'testknx');
});

test('our own question and halves are none', () => {
  assert.equal(knxnetIpUdp.read(datagramReply(question.bytes)), null);
  for (let cut = 0; cut < ANSWER.length; cut++)
    assert.equal(knxnetIpUdp.read(datagramReply(ANSWER.subarray(0, cut))), null);
});
