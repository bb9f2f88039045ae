import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
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
