import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latin1 } from '../bytes.ts';
import { ENDPOINT, reply } from '../fake-talk.test-data.ts';
import { rtsp } from './rtsp.ts';

test('a server that answers OPTIONS', () => {
  const answer =
    'RTSP/1.0 200 OK\r\nCSeq: 42\r\nServer: GStreamer RTSP server\r\nPublic: OPTIONS, DESCRIBE, SETUP, PLAY\r\n\r\n';
  const verdict = rtsp.read(reply(answer, 'OPTIONS', 'rtsp'));
  assert.deepEqual([verdict?.confidence, verdict?.product], [1, 'GStreamer']);
});

test('AirTunes is a service of its own', () => {
  const answer = 'RTSP/1.0 200 OK\r\nServer: AirTunes/366.0\r\nPublic: ANNOUNCE, SETUP, RECORD\r\nCSeq: 42\r\n\r\n';
  const verdict = rtsp.read(reply(answer, 'OPTIONS', 'rtsp'));
  assert.deepEqual([verdict?.service, verdict?.version, verdict?.confidence], ['airplay', '366.0', 1]);
});

test('a web server that copies our version is unsure, one that keeps its own is none', () => {
  assert.equal(
    rtsp.read(reply('RTSP/1.0 400 Bad Request\r\nContent-Length: 0\r\n\r\n', 'OPTIONS', 'rtsp'))?.confidence,
    0.5,
  );
  assert.equal(rtsp.read(reply('HTTP/1.1 400 Bad Request\r\nCSeq: 42\r\n\r\n', 'OPTIONS', 'rtsp')), null);
  assert.equal(rtsp.read(reply('RTSP/1')), null);
});

test('the request names an IPv6 address in brackets', () => {
  const hello = rtsp.hello as (endpoint: typeof ENDPOINT) => Uint8Array;
  assert.match(
    latin1(hello({ ...ENDPOINT, ip: '2001:db8::1' })),
    /^OPTIONS rtsp:\/\/\[2001:db8::1\]:4000\/ RTSP\/1\.0\r\n/,
  );
});
