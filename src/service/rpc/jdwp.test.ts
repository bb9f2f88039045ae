import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { jdwp } from './jdwp.ts';

const VERSION = concat(
  ascii('JDWP-Handshake'),
  hex('00000036 504f5254 80 0000 00000004 4a617661 00000011 00000000 00000007 31372e302e3135 0000000c'),
  ascii('OpenJDK 64-B'),
);

test('the virtual machine says its version', () => {
  const verdict = jdwp.read(reply(VERSION, jdwp.hello as Uint8Array, 'jdwp'));
  assert.deepEqual([verdict?.confidence, verdict?.product, verdict?.version], [1, 'OpenJDK 64-B', '17.0.15']);
  assert.equal(verdict?.notes?.[0].code, 'N_NO_LOGIN');
});

test('an event may come first; the handshake alone is waited on', () => {
  const event = hex('0000000b 00000001 00 4064');
  const handshake = ascii('JDWP-Handshake');
  assert.equal(jdwp.read(reply(concat(handshake, event, VERSION.subarray(14))))?.version, '17.0.15');
  assert.deepEqual([jdwp.read(reply(handshake))?.confidence, jdwp.read(reply(handshake))?.more], [0.9, true]);
  assert.equal(jdwp.read(reply('JDWP')), null);
});
