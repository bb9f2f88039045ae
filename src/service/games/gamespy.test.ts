import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gamespyHandshake, gamespyInfo } from '../../probe/udp/games/gamespy.ts';
import { hex } from '../bytes.ts';
import { datagramReply, ENDPOINT, fakeTalk } from '../fake-talk.test-data.ts';
import { gamespy } from './gamespy.ts';

const INFO =
  '\\hostname\\UT Server\\hostport\\7777\\maptitle\\HiSpeed\\mapname\\AS-HiSpeed\\gametype\\Assault\\numplayers\\3\\maxplayers\\10\\queryid\\7.1\\final\\';
/** The page's examples. */
const HANDSHAKE = '\x09\x00\x04\x0c\x0e9513307\0';
const STATUS = '\x00\x00\x04\x0c\x0eA Minecraft Server\0SMP\0world\x002\x0020\0\xdd\x63127.0.0.1\0';

test('the questions, each on its ports', () => {
  assert.equal(Buffer.from(gamespyInfo.bytes).toString(), '\\info\\');
  assert.deepEqual(gamespyHandshake.bytes, hex('fefd 09 00040c0e'));
  const hello = gamespy.hello as (endpoint: typeof ENDPOINT) => Uint8Array;
  assert.equal(hello({ ...ENDPOINT, port: 25_565 }), gamespyHandshake.bytes);
  assert.equal(hello({ ...ENDPOINT, port: 7778 }), gamespyInfo.bytes);
});

test('version 1', () => {
  const verdict = gamespy.read(datagramReply(INFO, gamespyInfo.bytes, 'gamespy-query'));
  assert.deepEqual([verdict?.confidence, verdict?.info], [0.95, 'UT Server; 3 of 10 players']);
  assert.equal(gamespy.read(datagramReply(INFO.replace('queryid', 'query')))?.info, undefined);
});

test('version 4: a number, and with it the state', async () => {
  const verdict = gamespy.read(datagramReply(HANDSHAKE, gamespyHandshake.bytes, 'gamespy-query'));
  assert.equal(verdict?.confidence, 0.95);
  const talk = fakeTalk([HANDSHAKE, STATUS]);
  const learnt = await gamespy.learn!(talk, verdict!);
  assert.deepEqual([learnt.product, learnt.info], ['Minecraft server', 'A Minecraft Server; 2 of 20 players']);
  assert(talk.said().endsWith('\xfe\xfd\0\0\x04\x0c\x0e\x00\x91\x29\x5b'));
});

test('our own questions and other sessions are none', () => {
  for (const { bytes } of [gamespyInfo, gamespyHandshake]) assert.equal(gamespy.read(datagramReply(bytes)), null);
  assert.equal(gamespy.read(datagramReply(HANDSHAKE.replace('\x0c', '\x0d'))), null);
});
