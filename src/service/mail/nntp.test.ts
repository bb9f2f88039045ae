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

test('Leafnode: greets late, knows no CAPABILITIES, answers HELP; and says what it lacks', async () => {
  const words =
    '200 Leafnode NNTP Daemon, version 1.12.0 running at news1.example.net (my fqdn: news1.example.net)\r\n';
  const late = nntp.read(reply(words, 'GET / HTTP/1.1\r\n\r\n', 'http'))!;
  assert.deepEqual([late.product, late.version], ['Leafnode', '1.12.0']);
  const talk = fakeTalk(['500 Unknown command\r\n', '500 Unknown command\r\n100 Legal commands\r\n']);
  assert.equal((await nntp.learn!(talk, late)).confidence, 0.95);
  const lacks = '503 Leafnode must have a unique fully-qualified domain name. Have its administrator fix it.\r\n';
  assert.equal(nntp.read(reply(lacks))?.product, 'Leafnode');
  assert.equal(nntp.read(reply('200 posting allowed\r\n', 'x')), null);
});
