import assert from 'node:assert/strict';
import { test } from 'node:test';
import { datagramReply, fakeTalk, reply } from '../fake-talk.test-data.ts';
import { echo, echoUdp } from './echo.ts';

test('says back all of it, whatever it is', async () => {
  const heard = echo.read(reply('GET / HTTP/1.1\r\n', 'GET / HTTP/1.1\r\n'))!;
  assert.equal(heard.confidence, 0.7);
  const words = '\x00\x7f\xffPortolan\x01\r\n\x1b\x00';
  assert.equal((await echo.learn!(fakeTalk([words]), heard)).confidence, 0.95);
  // A terminal shows control characters otherwise.
  assert.equal((await echo.learn!(fakeTalk(['^@^?Portolan^A\r\n']), heard)).confidence, 0.4);
});

test('errors that repeat the question are none', () => {
  assert.equal(echo.read(reply('GET / HTTP/1.1\r\n: unknown\r\n', 'GET / HTTP/1.1\r\n')), null);
  assert.equal(echo.read(reply('hello')), null);
});

test('over UDP, too', () => {
  const words = echoUdp.hello as Uint8Array;
  assert.equal(echoUdp.read(datagramReply(words, words, 'echo'))?.confidence, 0.7);
  assert.equal(echoUdp.read(datagramReply(words.subarray(1), words, 'echo')), null);
  assert.equal(echo.hello, undefined);
});
