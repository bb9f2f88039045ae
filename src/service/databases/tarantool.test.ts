import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { tarantool } from './tarantool.ts';

/** Tarantool 2.6 of Debian 12. */
const GREETING =
  'Tarantool 2.6.0 (Binary) 02398574-b76a-4a0c-98c9-73f2a2d9f026  \nSQIaAhP2j1xyk02u324PF54qhhock6Xa/hm+4r4yLBM=                   \n';
const PONG = hex('ce 00000018 83 00 ce00000000 01 cf0000000000000000 05 ce0000004e 80');

test('a greeting is a claim, the answer to a ping the proof', async () => {
  const greeting = tarantool.read(reply(GREETING))!;
  assert.deepEqual([greeting.confidence, greeting.version, greeting.info], [0.7, '2.6.0', 'Binary']);
  assert.equal((await tarantool.learn!(fakeTalk([PONG]), greeting)).confidence, 1);
  const silent = await tarantool.learn!(fakeTalk([]), greeting);
  assert.deepEqual([silent.confidence, silent.contradiction !== undefined], [0.7, true]);
});

test('the console, half a greeting, a wrong one, others', async () => {
  const console = tarantool.read(reply("Tarantool 2.6.0 (Lua console)\ntype 'help' for interactive help\n"))!;
  assert.equal(console.notes?.[0].code, 'N_NO_LOGIN');
  assert.equal((await tarantool.learn!(fakeTalk([]), console)).confidence, 0.85);
  assert.equal(tarantool.read(reply(GREETING.slice(0, 80)))?.more, true);
  assert.deepEqual(tarantool.read(reply(GREETING.replaceAll('\n', ' '))), { confidence: 0.5 });
  assert.equal(tarantool.read(reply('220 Tarantool 2.6.0 (Binary)\r\n')), null);
});
