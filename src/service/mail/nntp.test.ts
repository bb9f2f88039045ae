import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { nntp } from './nntp.ts';

test('INN: greeting and CAPABILITIES', async () => {
  const greeting = nntp.read(reply('200 news.example.org InterNetNews NNRP server INN 2.7.0 ready (posting ok)\r\n'))!;
  assert.deepEqual([greeting.product, greeting.version, greeting.hostname], ['INN', '2.7.0', 'news.example.org']);
  const answers = ['101 Capability list:\r\nVERSION 2\r\nIMPLEMENTATION INN 2.7.0\r\nREADER\r\nPOST\r\n.\r\n'];
  const verdict = await nntp.learn!(fakeTalk(answers), greeting);
  assert.equal(verdict.confidence, 1);
  assert.deepEqual(verdict.details?.capabilities, ['VERSION 2', 'IMPLEMENTATION INN 2.7.0', 'READER', 'POST']);
});

test('200 alone is nobody: DATE decides', async () => {
  const bare = nntp.read(reply('200 hello\r\n'))!;
  assert.equal(bare.confidence, 0.4);
  assert.equal((await nntp.learn!(fakeTalk(['500 what\r\n', '111 20260101000000\r\n']), bare)).confidence, 0.95);
  assert.equal((await nntp.learn!(fakeTalk(['500 what\r\n', '500 what\r\n']), bare)).confidence, 0);
  assert.equal(nntp.read(reply('502 Bad gateway\r\n')), null);
});
