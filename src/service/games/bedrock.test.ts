import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bedrock as question } from '../../probe/udp/games/bedrock.ts';
import { concat, hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { bedrock } from './bedrock.ts';

const HEAD = hex('1c 706f72746f6c616e a1b2c3d4e5f60718 00ffff00fefefefefdfdfdfd12345678');
const pong = (text: string): Uint8Array => {
  const raw = Buffer.from(text);
  return concat(HEAD, Uint8Array.of(raw.length >> 8, raw.length & 0xff), raw);
};
const ANSWER = pong(
  'MCPE;§aDedicated Server;390;1.14.60;2;10;13253860892328930865;Bedrock level;Survival;1;19132;19133;',
);

test('the question: an unconnected ping', () => {
  assert.deepEqual(question.bytes, hex('01 706f72746f6c616e 00ffff00fefefefefdfdfdfd12345678 0000000000000001'));
});

test('version and players', () => {
  const verdict = bedrock.read(datagramReply(ANSWER, question.bytes, 'minecraft-bedrock'));
  assert.deepEqual(
    [verdict?.confidence, verdict?.product, verdict?.version, verdict?.info, verdict?.details?.mode],
    [1, 'Minecraft Bedrock server', '1.14.60', 'Dedicated Server; 2 of 10 players', 'Survival'],
  );
  assert.equal(bedrock.read(datagramReply(HEAD))?.service, 'raknet');
  assert.equal(bedrock.read(datagramReply(pong('other')))?.service, 'raknet');
});

test('our own question, another time, halves', () => {
  assert.equal(bedrock.read(datagramReply(question.bytes)), null);
  assert.equal(bedrock.read(datagramReply(ANSWER.with(3, 0))), null);
  assert.equal(bedrock.read(datagramReply(ANSWER.subarray(0, 50))), null);
});
