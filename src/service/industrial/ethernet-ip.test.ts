import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ethernetIp as question } from '../../probe/udp/industrial/ethernet-ip.ts';
import { ascii, concat, hex } from '../bytes.ts';
import { datagramReply, reply } from '../fake-talk.test-data.ts';
import { ethernetIp } from './ethernet-ip.ts';

const IDENTITY = concat(
  hex('0100 0002af12 c6120001 0000000000000000 0100 0e00 6800 14 0b 3000 6a5b3c2d 0b'),
  ascii('1756-L72S/B'),
  hex('03'),
);
const HEAD = concat(hex('00000000 00000000'), ascii('portolan'), hex('00000000'));
const le = (value: number): Uint8Array => Uint8Array.of(value & 0xff, value >> 8);
const ANSWER = concat(hex('6300'), le(6 + IDENTITY.length), HEAD, hex('0100 0c00'), le(IDENTITY.length), IDENTITY);
const read = (bytes: Uint8Array, to: string | null = 'ethernet-ip-2') =>
  ethernetIp.read(reply(bytes, ethernetIp.hello as Uint8Array, to));

test('a controller identifies itself', () => {
  const verdict = read(ANSWER);
  assert.deepEqual(
    [verdict?.confidence, verdict?.product, verdict?.version, verdict?.device],
    [1, 'Rockwell Automation 1756-L72S/B', '20.011', 'controller'],
  );
  assert.equal(verdict?.details?.serial, '2d3c5b6a');
  assert.equal(read(ANSWER.subarray(0, 40))?.more, true);
});

test('none, and others', () => {
  assert.equal(read(concat(hex('6300 0200'), HEAD, hex('0000')))?.confidence, 0.9);
  assert.equal(read(concat(hex('6400 0000'), HEAD)), null);
  assert.equal(read(concat(hex('6300 0000 00000000 00000000'), ascii('others!!'), hex('00000000'))), null);
  assert.equal(read(ANSWER, 'http'), null);
  assert.equal((ethernetIp.hello as Uint8Array).length, 24);
});

const UDP_NAME = '1756-EN2T/B';
const UDP_ANSWER = concat(
  hex('6300 3200 00000000 00000000 706f72746f6c616e 00000000 0100 0c00 2c00 0100 0002af12c0000201 0000000000000000'),
  hex('0100 0c00 a600 0507 3000 78563412'),
  Uint8Array.of(UDP_NAME.length),
  ascii(UDP_NAME),
  hex('03'),
);

test('over UDP: the question: List Identity', () => {
  assert.deepEqual(question.bytes, hex('6300 0000 00000000 00000000 706f72746f6c616e 00000000'));
});

test('over UDP: maker, product, revision', () => {
  const answer = UDP_ANSWER.slice();
  answer[2] = answer.length - 24;
  answer[28] = answer.length - 30;
  const verdict = ethernetIp.read(datagramReply(answer, question.bytes, 'ethernet-ip-2'));
  assert.deepEqual(
    [verdict?.confidence, verdict?.product, verdict?.version, verdict?.device, verdict?.details?.serial],
    [1, 'Rockwell Automation 1756-EN2T/B', '5.007', 'communications adapter', '12345678'],
  );
  assert.equal(ethernetIp.read(datagramReply(answer.with(12, 0))), null);
  for (let cut = 0; cut < answer.length; cut++)
    assert.equal(ethernetIp.read(datagramReply(answer.subarray(0, cut))), null);
});

test('over UDP: our own question is none', () => assert.equal(ethernetIp.read(datagramReply(question.bytes)), null));
