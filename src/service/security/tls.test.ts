import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { tls } from './tls.ts';

test('a ServerHello and an alert are TLS', () => {
  assert.equal(tls.read(reply(hex('16 0303 0031 02 00002d 0303 00')))?.confidence, 0.9);
  assert.equal(tls.read(reply(hex('15 0303 0002 02 28')))?.confidence, 0.9);
});

test('so is a web server that wants to be asked inside TLS', () => {
  const page =
    'HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n<h1>The plain HTTP request was sent to HTTPS port</h1>';
  assert.equal(tls.read(reply(page, 'GET / HTTP/1.1\r\n\r\n', 'http'))?.confidence, 0.95);
});

test('other bytes are none', () => {
  for (const bytes of ['16 03', '15 0303 0005 02 28', '16 0909 0031 02', '17 0303 0001 00']) {
    assert.equal(tls.read(reply(hex(bytes))), null, bytes);
  }
});

test('the hello is a well-formed ClientHello', () => {
  const hello = tls.hello as Uint8Array;
  assert.equal(hello[4], hello.length - 5);
  assert.equal(hello[8], hello.length - 9);
});
