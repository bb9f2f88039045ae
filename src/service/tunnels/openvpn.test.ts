import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { openvpn } from './openvpn.ts';

const RESET = hex('001a 40 e552d843f0323bda 01 00000000 506f72746f6c616e 00000000');

test('acknowledges our reset with one of its own', () => {
  assert.equal(openvpn.read(reply(RESET))?.confidence, 1);
  assert.equal(openvpn.read(reply(hex('000e 40 e552d843f0323bda 00 00000000')))?.confidence, 0.85);
});

test("others' sessions, our own words and what is cut short are none", () => {
  assert.equal(openvpn.read(reply(RESET.map((byte, at) => (at === 18 ? 0 : byte)))), null);
  assert.equal(openvpn.read(reply(openvpn.hello as Uint8Array)), null);
  for (let cut = 0; cut < RESET.length; cut++) assert.equal(openvpn.read(reply(RESET.subarray(0, cut))), null);
});
