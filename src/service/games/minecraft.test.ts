import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { ENDPOINT, reply } from '../fake-talk.test-data.ts';
import { minecraft } from './minecraft.ts';

const varint = (value: number): Uint8Array => Uint8Array.of((value & 0x7f) | 0x80, value >> 7);

function status(json: string): Uint8Array {
  const body = concat(hex('00'), varint(json.length), ascii(json));
  return concat(varint(body.length), body);
}

const PAPER =
  '{"version":{"name":"Paper 1.20.1","protocol":763},"players":{"max":20,"online":3},"description":{"text":"A server of somebody, for tests of readers alone"}}';

test('the status tells program, version and players', () => {
  const verdict = minecraft.read(reply(status(PAPER)));
  assert.deepEqual(
    [verdict?.confidence, verdict?.product, verdict?.version, verdict?.info],
    [1, 'Paper', '1.20.1', '3 of 20 players'],
  );
  assert.equal(minecraft.read(reply(status(PAPER.replace('Paper ', ''))))?.product, 'Minecraft server');
});

test('half of it, JSON that is none, another length, the older answer', () => {
  assert.equal(minecraft.read(reply(status(PAPER).subarray(0, 50)))?.more, true);
  assert.equal(minecraft.read(reply(status(PAPER.replace('"version"', 'version')))), null);
  assert.equal(minecraft.read(reply(status(PAPER).with(0, 0x80))), null);
  assert.equal(minecraft.read(reply(hex('ff 0023 00a7 0031 0000 0034')))?.confidence, 0.9);
  assert.equal(minecraft.read(reply('{"version":{"name":"1.20.1"}}')), null);
});

test('the hello says how long it is', () => {
  const hello = (minecraft.hello as (endpoint: typeof ENDPOINT) => Uint8Array)(ENDPOINT);
  assert.equal(hello[0], hello.length - 3);
});
