import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knxnetIp as question } from '../../probe/udp/industrial/knxnet-ip.ts';
import { ascii, concat, hex } from '../bytes.ts';
import { datagramReply, reply } from '../fake-talk.test-data.ts';
import { knxnetIp } from './knxnet-ip.ts';

const DEVICE = concat(
  hex('36 01 02 00 1105 0000 00fa12345678 e000170c 000e8c000001'),
  ascii('KNX IP Router'.padEnd(30, '\0')),
);
const ANSWER = concat(hex('0610 0204 0046'), DEVICE, hex('0a 02 0201 0301 0401 0501'));

test('a device describes itself', () => {
  const verdict = knxnetIp.read(reply(ANSWER));
  assert.deepEqual([verdict?.confidence, verdict?.product, verdict?.info], [1, 'KNX IP Router', '1.1.5; TP1']);
  assert.deepEqual(verdict?.details, { serial: '00fa12345678', mac: '00:0e:8c:00:00:01' });
  assert.equal(knxnetIp.read(reply(ANSWER.subarray(0, 30)))?.more, true);
});

test('blocks that lie, and others', () => {
  assert.equal(knxnetIp.read(reply(hex('0610 0204 0008 00 01')))?.confidence, 0.9);
  assert.equal(knxnetIp.read(reply(hex('0610 0204 000a 36 01 0000')))?.confidence, 0.9);
  for (const bytes of ['', '0610', '0610 0104 0006', '0610 0204 0004', '0620 0204 0006']) {
    assert.equal(knxnetIp.read(reply(hex(bytes))), null, bytes);
  }
});

const UDP_ANSWER = concat(
  hex('0610 0204 0046 36 01 02 00 1101 0000 00c50102c81f e000170c 000e8c003721'),
  ascii('IP Router'.padEnd(30, '\0')),
  hex('0a 02 02 01 03 01 04 01 05 01'),
);

test('over UDP: the question: a description, back to where it comes from', () => {
  assert.deepEqual(question.bytes, hex('0610 0203 000e 08 01 00000000 0000'));
});

test('over UDP: name, address and hardware', () => {
  const verdict = knxnetIp.read(datagramReply(UDP_ANSWER, question.bytes, 'knxnet-ip'));
  assert.deepEqual(
    [verdict?.confidence, verdict?.product, verdict?.info, verdict?.details],
    [1, 'IP Router', '1.1.1; TP1', { serial: '00c50102c81f', mac: '00:0e:8c:00:37:21' }],
  );
});

test('over UDP: knxd 0.14 of Debian 12, which has no hardware', () => {
  const device = hex('36 01 02 00 1101 0000 000000000000 e000170c 000000000000');
  const answer = concat(
    hex('0610 0204 0046'),
    device,
    ascii('testknx'.padEnd(30, '\0')),
    hex('0a 02 0201 0301 0401 0501'),
  );
  assert.equal(knxnetIp.read(datagramReply(answer))?.product, 'testknx');
});

test('over UDP: our own question and halves are none', () => {
  assert.equal(knxnetIp.read(datagramReply(question.bytes)), null);
  for (let cut = 0; cut < UDP_ANSWER.length; cut++)
    assert.equal(knxnetIp.read(datagramReply(UDP_ANSWER.subarray(0, cut))), null);
});
