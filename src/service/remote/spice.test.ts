import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { spice } from './spice.ts';

const LINK = concat(ascii('REDQ'), hex('02000000 02000000 b2000000 00000000'), new Uint8Array(174));

test('links, or says why not', () => {
  assert.deepEqual(spice.read(reply(LINK)), { confidence: 1, info: 'protocol 2.2' });
  const refused = concat(ascii('REDQ'), hex('02000000 02000000 04000000 05000000'));
  assert.equal(spice.read(reply(refused))?.info, 'protocol 2.2; wants TLS');
});

test('half of it is waited for; the word alone is none', () => {
  assert.equal(spice.read(reply(LINK.subarray(0, 40)))?.more, true);
  assert.equal(spice.read(reply('REDQ')), null);
});
