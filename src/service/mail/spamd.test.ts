import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { spamd } from './spamd.ts';

test('answers in its own form', () => {
  const verdict = spamd.read(reply('SPAMD/1.0 76 Bad header line: GET / HTTP/1.1\r\n', 'GET / HTTP/1.1\r\n'));
  assert.equal(verdict?.product, 'SpamAssassin spamd');
  assert.equal(spamd.read(reply('SPAMD/1.5 0 PONG\r\n', 'PING SPAMC/1.2\r\n\r\n'))?.confidence, 0.95);
  assert.equal(spamd.read(reply('SPAMD')), null);
});
