import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, be32, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { sap } from './sap.ts';

const ROUTER = '*ERR*\x001\0internal error\x00-93\0NI (network interface)\x0040\0nirout.cpp\x00SAProuter 40.4\0*ERR*\0';

test('a ping is answered by all that speak it', () => {
  assert.equal(
    sap.read(reply(concat(hex('00000008'), ascii('NI_PONG\0')), sap.hello as Uint8Array, 'sap-ni'))?.confidence,
    0.95,
  );
});

test('an error names the router', () => {
  const body = concat(ascii('NI_RTERR\0'), hex('28 00 00 ffffffa3'), be32(ROUTER.length), ascii(ROUTER));
  const verdict = sap.read(reply(concat(be32(body.length), body)));
  assert.deepEqual([verdict?.confidence, verdict?.service, verdict?.product], [1, 'saprouter', 'SAProuter']);
});

test('others are none', () => {
  assert.equal(sap.read(reply(concat(hex('00000008'), ascii('NI_PING\0')))), null);
  assert.equal(sap.read(reply('NI_PONG\0')), null);
});
