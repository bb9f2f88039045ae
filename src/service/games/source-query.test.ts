import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceQuery as question } from '../../probe/udp/games/source-query.ts';
import { ascii, concat, hex } from '../bytes.ts';
import { datagramReply, fakeTalk } from '../fake-talk.test-data.ts';
import { sourceQuery } from './source-query.ts';

/** The example of the page. */
const INFORMATION = concat(
  hex('ffffffff 49 02'),
  ascii('game2xs.com Counter-Strike Source #1\0de_dust\0cstrike\0Counter-Strike: Source\0'),
  hex('f000 05 10 04 64 6c 00 00'),
  ascii('1.0.0.22\0'),
);
const CHALLENGE = hex('ffffffff 41 0a08 5e ea');

test('the question: A2S_INFO', () => {
  assert.equal(Buffer.from(question.bytes).toString('latin1'), '\xff\xff\xff\xffTSource Engine Query\0');
});

test('a challenge, then who it is', async () => {
  const verdict = sourceQuery.read(datagramReply(CHALLENGE, question.bytes, 'source-query'));
  assert.equal(verdict?.confidence, 0.9);
  const talk = fakeTalk([CHALLENGE, INFORMATION]);
  const learnt = await sourceQuery.learn!(talk, verdict!);
  assert.deepEqual(
    [learnt.confidence, learnt.product, learnt.version, learnt.info, learnt.os],
    [1, 'Counter-Strike: Source', '1.0.0.22', 'game2xs.com Counter-Strike Source #1; 5 of 16 players', 'Linux'],
  );
  assert(talk.said().endsWith('Query\0\x0a\x08\x5e\xea'));
});

test('our own question and halves are none', () => {
  assert.equal(sourceQuery.read(datagramReply(question.bytes)), null);
  for (let cut = 0; cut < INFORMATION.length; cut++)
    assert.equal(sourceQuery.read(datagramReply(INFORMATION.subarray(0, cut))), null);
});
