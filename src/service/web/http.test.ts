import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latin1 } from '../bytes.ts';
import { ENDPOINT, reply } from '../fake-talk.test-data.ts';
import { http } from './http.ts';

test('a server that names itself', () => {
  const page =
    'HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nContent-Length: 33\r\n\r\n<html><title>Welcome</title></html>';
  const verdict = http.read(reply(page, 'GET /', 'http'));
  assert.equal(verdict?.confidence, 1);
  assert.deepEqual([verdict?.product, verdict?.version], ['nginx', '1.22.1']);
  assert.equal(verdict?.details?.title, 'Welcome');
  assert.equal(verdict?.more, undefined);
});

test('one that does not, one that has more to say, and none', () => {
  assert.equal(
    http.read(reply('HTTP/1.0 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n'))?.confidence,
    0.9,
  );
  assert.equal(
    http.read(reply('HTTP/1.1 200 OK\r\nServer: Apache/2.4.57 (Debian)\r\nContent-Length: 9\r\n\r\nab'))?.more,
    true,
  );
  assert.equal(http.read(reply('RTSP/1.0 400 Bad Request\r\n\r\n')), null);
});

test('chunks are joined', () => {
  const page = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n<title>\r\n5\r\nHello\r\n0\r\n\r\n';
  assert.equal(http.read(reply(page))?.details?.title, 'Hello');
});

test('the request', () => {
  const words = (http.hello as (endpoint: typeof ENDPOINT) => Uint8Array)(ENDPOINT);
  assert.match(latin1(words), /^GET \/ HTTP\/1\.1\r\nHost: 198\.18\.0\.1:4000\r\n/);
});
