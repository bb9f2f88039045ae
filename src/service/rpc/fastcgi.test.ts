import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { fastcgi } from './fastcgi.ts';

test('says what it can do', () => {
  const verdict = fastcgi.read(reply(hex('010a0000 0012 0600 0f01 464347495f4d5058535f434f4e4e53 30 000000000000')));
  assert.deepEqual([verdict?.confidence, verdict?.details], [1, { FCGI_MPXS_CONNS: '0' }]);
});

test('a type that it does not know is an answer, too; noise is none', () => {
  assert.equal(fastcgi.read(reply(hex('010b0000 0008 0000 0900000000000000')))?.confidence, 0.9);
  assert.equal(fastcgi.read(reply(hex('010a0000 0004 0000 0101 4141'))), null);
  assert.equal(fastcgi.read(reply(hex('010a0000 0012 0600 0f01'))), null);
});
