import assert from 'node:assert/strict';
import { test } from 'node:test';
import { steamDiscovery as question } from '../../probe/udp/games/steam.ts';
import { ascii, concat, hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { steamDiscovery } from './steam-discovery.ts';

const BODY = concat(hex('08 08 10 06 18 9cd301 22 06'), ascii('gamer1'), hex('30 03 38 10'));
const ANSWER = concat(
  hex('ffffffff214c5fa0 05000000 08 d2f104 1001'.replace('05', '06')),
  Uint8Array.of(BODY.length, 0, 0, 0),
  BODY,
);

test('the question', () => {
  assert.deepEqual(question.bytes, hex('ffffffff214c5fa0 04000000 08011000 02000000 0801'));
});

test('whose machine streams', () => {
  const verdict = steamDiscovery.read(datagramReply(ANSWER, question.bytes, 'steam-remote-play'));
  assert.deepEqual([verdict?.confidence, verdict?.hostname, verdict?.info], [1, 'gamer1', 'streams on port 27036']);
});

test('our own question and halves are none', () => {
  assert.equal(steamDiscovery.read(datagramReply(question.bytes)), null);
  for (let cut = 0; cut < ANSWER.length; cut++)
    assert.equal(steamDiscovery.read(datagramReply(ANSWER.subarray(0, cut))), null);
});
