import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { socks5 } from './socks5.ts';

test('chooses a method, and none where there is none', async () => {
  const verdict = socks5.read(reply(hex('0500'), null, 'socks5'))!;
  assert.equal(verdict.notes?.[0].code, 'N_OPEN_PROXY');
  const talk = fakeTalk([hex('05ff'), 'HTTP/1.0 501 Tor is not an HTTP Proxy\r\n\r\n']);
  const learned = await socks5.learn!(talk, verdict);
  assert.deepEqual([learned.confidence, learned.product], [0.95, 'Tor SOCKS proxy']);
});

test('who accepts everything is no proxy', async () => {
  const verdict = socks5.read(reply(hex('0502'), null, 'socks5'))!;
  const learned = await socks5.learn!(fakeTalk([hex('0502')]), verdict);
  assert.equal(learned.confidence, 0.3);
  assert.match(learned.contradiction ?? '', /does not exist/);
});

test('other bytes are none', () => {
  assert.equal(socks5.read(reply(hex('0500'), null, 'http')), null);
  assert.equal(socks5.read(reply(hex('050000'), null, 'socks5')), null);
  assert.equal(socks5.read(reply(hex('0507'), null, 'socks5')), null);
});
