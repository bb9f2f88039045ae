import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latin1 } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { gearman } from './gearman.ts';

test('an error, then its version and functions', async () => {
  const error = gearman.read(reply('ERR UNKNOWN_COMMAND Unknown+server+commandGET\r\n', 'GET / HTTP/1.1\r\n'))!;
  const verdict = await gearman.learn!(fakeTalk(['OK 1.1.20+ds\n', 'reverse\t0\t0\t1\n.\n']), error);
  assert.deepEqual([verdict.confidence, verdict.version, verdict.details?.functions], [1, '1.1.20', ['reverse']]);
  assert.equal((await gearman.learn!(fakeTalk([]), error)).confidence, 0.7);
  assert.equal(gearman.read(reply('ERR UNKNOWN-COMMAND\n')), null);
});

test('asked on its own port it tells its version at once', async () => {
  const both = 'OK 1.1.19.1+ds\nERR unknown_command Unknown+server+command\n';
  const verdict = gearman.read(reply(both, latin1(gearman.hello as Uint8Array)))!;
  assert.deepEqual(verdict, { confidence: 0.7, version: '1.1.19.1' });
  const learnt = await gearman.learn!(fakeTalk(['.\n']), verdict);
  assert.deepEqual([learnt.confidence, learnt.version, learnt.details], [1, '1.1.19.1', { functions: [] }]);
  assert.equal(gearman.read(reply('1.1.19\n')), null, 'a number alone is nobody');
});
