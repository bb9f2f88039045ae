import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { datagramReply, ENDPOINT, reply } from '../fake-talk.test-data.ts';
import type { Endpoint } from '../service.ts';
import { openvpn } from './openvpn.ts';

const RESET = hex('001a 40 e552d843f0323bda 01 00000000 506f72746f6c616e 00000000');

test('acknowledges our reset with one of its own', () => {
  assert.equal(openvpn.read(reply(RESET))?.confidence, 1);
  assert.equal(openvpn.read(reply(hex('000e 40 e552d843f0323bda 00 00000000')))?.confidence, 0.85);
});

test('a datagram has no length before it (OpenVPN 2.6, as it stands on the wire)', () => {
  const reset = hex('40634705dc227848410100000000506f72746f6c616e00000000');
  assert.equal(openvpn.read(datagramReply(reset))?.confidence, 1);
  assert.equal(openvpn.read(reply(reset)), null);
  for (let cut = 0; cut < reset.length - 4; cut++)
    assert.equal(openvpn.read(datagramReply(reset.subarray(0, cut))), null);
});

test("others' sessions, our own words and what is cut short are none", () => {
  assert.equal(openvpn.read(reply(RESET.map((byte, at) => (at === 18 ? 0 : byte)))), null);
  assert.equal(openvpn.read(reply((openvpn.hello as (to: Endpoint) => Uint8Array)(ENDPOINT))), null);
  for (let cut = 0; cut < RESET.length; cut++) assert.equal(openvpn.read(reply(RESET.subarray(0, cut))), null);
});
