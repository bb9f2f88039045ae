import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { icy } from './icy.ts';

test('a stream', () => {
  const answer =
    'ICY 200 OK\r\nicy-notice1:<BR>This stream requires <a href="http://www.winamp.com/">Winamp</a><BR>\r\n' +
    'icy-notice2:SHOUTcast Distributed Network Audio Server/Linux v1.9.8<BR>\r\nicy-name:Lab radio\r\nicy-br:128\r\n\r\n';
  const verdict = icy.read(reply(answer, 'GET /', 'http'));
  assert.deepEqual(
    [verdict?.confidence, verdict?.product, verdict?.version, verdict?.info],
    [1, 'SHOUTcast', '1.9.8', 'Lab radio'],
  );
});

test('a refusal, and others', () => {
  assert.equal(icy.read(reply('ICY 401 Service Unavailable\r\n\r\n'))?.confidence, 0.6);
  assert.equal(icy.read(reply('ICY 200 OK\r\nicy-name:x\r\n\r\n'))?.confidence, 0.9);
  assert.equal(icy.read(reply('HTTP/1.0 200 OK\r\nicy-name:x\r\n\r\n')), null);
  assert.equal(icy.read(reply('ICY')), null);
});
