import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ethernetIp as question } from '../../probe/udp/ethernet-ip.ts';
import { ascii, concat, hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { ethernetIpUdp } from './ethernet-ip-udp.ts';

const NAME = '1756-EN2T/B';
const ANSWER = concat(
  hex('6300 3200 00000000 00000000 706f72746f6c616e 00000000 0100 0c00 2c00 0100 0002af12c0000201 0000000000000000'),
  hex('0100 0c00 a600 0507 3000 78563412'),
  Uint8Array.of(NAME.length),
  ascii(NAME),
  hex('03'),
);

test('the question: List Identity', () => {
  assert.deepEqual(question.bytes, hex('6300 0000 00000000 00000000 706f72746f6c616e 00000000'));
});

test('maker, product, revision', () => {
  const answer = ANSWER.slice();
  answer[2] = answer.length - 24;
  answer[28] = answer.length - 30;
  const verdict = ethernetIpUdp.read(datagramReply(answer, question.bytes, 'ethernet-ip-2'));
  assert.deepEqual(
    [verdict?.confidence, verdict?.product, verdict?.version, verdict?.device, verdict?.details?.serial],
    [1, 'Rockwell Automation 1756-EN2T/B', '5.007', 'communications adapter', '12345678'],
  );
  assert.equal(ethernetIpUdp.read(datagramReply(answer.with(12, 0))), null);
  for (let cut = 0; cut < answer.length; cut++)
    assert.equal(ethernetIpUdp.read(datagramReply(answer.subarray(0, cut))), null);
});

test('our own question is none', () => assert.equal(ethernetIpUdp.read(datagramReply(question.bytes)), null));
