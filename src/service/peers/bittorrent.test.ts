import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { bittorrent } from './bittorrent.ts';

const HANDSHAKE = `\x13BitTorrent protocol${'\0'.repeat(28)}-TR3000-abcdefghijkl`;

test('a handshake names the client', () => {
  const verdict = bittorrent.read(reply(HANDSHAKE));
  assert.deepEqual([verdict?.confidence, verdict?.product, verdict?.version], [0.95, 'Transmission', '3.0.0']);
  assert.equal(bittorrent.read(reply(HANDSHAKE.slice(0, 20)))?.confidence, 0.8);
});

test('others are none', () => {
  assert.equal(bittorrent.read(reply('BitTorrent protocol')), null);
  assert.equal(bittorrent.read(reply('\x13BitTorrent')), null);
});
