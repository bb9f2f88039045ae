import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quake3 as question } from '../../probe/udp/games/quake3.ts';
import { datagramReply, fakeTalk } from '../fake-talk.test-data.ts';
import { quake3 } from './quake3.ts';

const INFO =
  '\xff\xff\xff\xffinfoResponse\n\\challenge\\Ptln\\protocol\\71\\hostname\\^1No^7name\\mapname\\oa_dm1\\clients\\0\\sv_maxclients\\8\\gamename\\Quake3Arena';
const STATUS =
  '\xff\xff\xff\xffstatusResponse\n\\version\\ioq3 1.36_GIT_70d07d9f-2022-11-23 linux-x86_64 Nov 23 2022\\challenge\\Ptln\n';

test('the question', () => {
  assert.equal(Buffer.from(question.bytes).toString('latin1'), '\xff\xff\xff\xffgetinfo Ptln');
});

test('the game, then its version', async () => {
  const verdict = quake3.read(datagramReply(INFO, question.bytes, 'quake3'));
  assert.deepEqual(
    [verdict?.confidence, verdict?.product, verdict?.info],
    [1, 'Quake3Arena', 'Noname; 0 of 8 players'],
  );
  const learnt = await quake3.learn!(fakeTalk([STATUS]), verdict!);
  assert.deepEqual([learnt.product, learnt.version, learnt.os], ['ioq3', '1.36_GIT_70d07d9f-2022-11-23', 'Linux']);
  assert.deepEqual(await quake3.learn!(fakeTalk(['']), verdict!), verdict);
});

test('our own question, no pairs, another challenge', () => {
  assert.equal(quake3.read(datagramReply(question.bytes)), null);
  assert.equal(quake3.read(datagramReply('\xff\xff\xff\xffinfoResponse\nx')), null);
  assert.equal(quake3.read(datagramReply(INFO.replace('Ptln', 'x')))?.confidence, 0.9);
});
