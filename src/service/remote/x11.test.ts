import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { x11 } from './x11.ts';

const OPEN = concat(
  hex('01 00 0b00 0000 5309 8fa5b800 00002000 ffff1f00 00010000 1400 ffff 01 06 00 00 20 20 08 ff 00000000'),
  ascii('The X.Org Foundation'),
);

test('an open screen tells its program', () => {
  const verdict = x11.read(reply(OPEN));
  assert.deepEqual([verdict?.confidence, verdict?.product, verdict?.version], [1, 'X.Org', '21.1.7']);
  assert.equal(verdict?.notes?.[0].code, 'N_X11_OPEN');
});

test('a refusal is one', () => {
  const text = 'No protocol specified\n';
  const refused = concat(hex('00 16 0b00 0000 0600'), ascii(text), new Uint8Array(2));
  assert.deepEqual(x11.read(reply(refused)), { confidence: 0.95, info: 'access denied: No protocol specified' });
});

test('zeros, noise and what is cut short are none', () => {
  assert.equal(x11.read(reply(new Uint8Array(64))), null);
  assert.equal(x11.read(reply(hex('00 04 0b00 0000 0100 00010203'))), null);
  assert.equal(x11.read(reply(OPEN.subarray(0, 30)))?.more, true);
});
