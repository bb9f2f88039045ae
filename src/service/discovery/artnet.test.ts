import assert from 'node:assert/strict';
import { test } from 'node:test';
import { artnet as question } from '../../probe/udp/discovery/artnet.ts';
import { ascii, concat, hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { artnet } from './artnet.ts';

/** By the specification's table. */
const ANSWER = concat(
  ascii('Art-Net\0'),
  hex('0021 c0000207 3619 0104 0000 0431 00 d0 4150'),
  ascii('Node 4'.padEnd(18, '\0')),
  ascii('ArtGate Node 4'.padEnd(64, '\0')),
  new Uint8Array(131),
);

test('the question: ArtPoll', () => {
  assert.deepEqual(question.bytes, concat(ascii('Art-Net\0'), hex('0020 000e 00 00')));
});

test('name and version', () => {
  const verdict = artnet.read(datagramReply(ANSWER, question.bytes, 'art-net'));
  assert.deepEqual([verdict?.confidence, verdict?.product, verdict?.version], [0.95, 'ArtGate Node 4', '1.4']);
});

test('our own question and halves are none', () => {
  assert.equal(artnet.read(datagramReply(question.bytes)), null);
  assert.equal(artnet.read(datagramReply(ANSWER.subarray(0, 100))), null);
});
