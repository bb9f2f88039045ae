import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { socks4 } from './socks4.ts';

test('Tor tells who takes it for a web proxy', () => {
  const verdict = socks4.read(
    reply('HTTP/1.0 501 Tor is not an HTTP Proxy\r\nContent-Type: text/html\r\n\r\n', 'GET /', 'http'),
  );
  assert.deepEqual([verdict?.service, verdict?.product, verdict?.confidence], ['socks5', 'Tor SOCKS proxy', 1]);
});

test('a refusal is likely, a greeting or other bytes are none', () => {
  assert.equal(socks4.read(reply(hex('005b 0000 00000000'), 'GET /', 'http'))?.confidence, 0.5);
  assert.equal(socks4.read(reply(hex('005b 0000 00000000'))), null);
  assert.equal(socks4.read(reply(hex('0000 0000 00000000'), 'GET /', 'http')), null);
});
