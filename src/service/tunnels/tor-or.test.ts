import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { torOr } from './tor-or.ts';

test('versions, and then who it is', () => {
  const cells = hex('0000 07 0006 0003 0004 0005 00000000 81 059d 0501023c');
  assert.deepEqual(torOr.read(reply(cells)), { confidence: 1, product: 'Tor', info: 'link protocols 3, 4, 5' });
  assert.equal(torOr.read(reply(cells.subarray(0, 11)))?.confidence, 0.75);
});

test('odd lengths and what is cut short are none', () => {
  assert.equal(torOr.read(reply(hex('0000 07 0005 0003 0004 00'))), null);
  assert.equal(torOr.read(reply(hex('0000 07 0006 0003'))), null);
  assert.equal(torOr.read(reply(new Uint8Array(32))), null);
});
