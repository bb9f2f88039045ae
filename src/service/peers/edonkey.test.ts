import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edonkeyServer, kademlia } from '../../probe/udp/peers/edonkey.ts';
import { hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { edonkey } from './edonkey.ts';

const STATUS = hex('e397 50746c6e 05000000 e8030000 00010000');

test('the questions', () => {
  assert.deepEqual(edonkeyServer.bytes, hex('e396 50746c6e'));
  assert.deepEqual(kademlia.bytes, hex('e460'));
});

test('a server, and a node', () => {
  assert.equal(edonkey.read(datagramReply(STATUS, edonkeyServer.bytes, 'edonkey'))?.info, '5 users, 1000 files');
  assert.equal(edonkey.read(datagramReply(hex('e461 9c40')))?.service, 'emule-kademlia');
});

test('our own questions, another challenge, halves', () => {
  for (const { bytes } of [edonkeyServer, kademlia]) assert.equal(edonkey.read(datagramReply(bytes)), null);
  assert.equal(edonkey.read(datagramReply(STATUS.with(2, 0))), null);
  assert.equal(edonkey.read(datagramReply(STATUS.subarray(0, 13))), null);
});
