import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { bgp } from './bgp.ts';

const MARKER = 'ffffffffffffffffffffffffffffffff';

test('a router that answers says its number (BIRD)', () => {
  const open = hex(`${MARKER} 0035 01 04 fde9 00f0 c0000209 18 0216 040001000102004002007841040000fde946004700
    ${MARKER} 0017 03 0202 5ba0`);
  assert.deepEqual(bgp.read(reply(open)), {
    confidence: 1,
    info: 'AS 65001, router 192.0.2.9',
    device: 'router',
    details: { autonomousSystem: 65001, identifier: '192.0.2.9', holdTime: 240 },
  });
});

test('a refusal is one, and what is cut short is not', () => {
  assert.equal(bgp.read(reply(hex(`${MARKER} 0015 03 0605`)))?.info, 'refuses: cease: connection rejected');
  assert.equal(bgp.read(reply(hex(`${MARKER} 0015 03`))), null);
  assert.equal(bgp.read(reply(new Uint8Array(64).fill(0xff))), null);
});
