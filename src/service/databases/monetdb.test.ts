import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { monetdb } from './monetdb.ts';

function block(text: string): Uint8Array {
  return concat(Uint8Array.of(((text.length << 1) | 1) & 0xff, text.length >> 7), ascii(text));
}

test('the challenge of a server, in a block of its length', () => {
  const verdict = monetdb.read(reply(block('oRzY7XZr1EfNWETqU6b2:mserver:9:RIPEMD160,SHA256,SHA1,MD5:LIT:SHA512:')));
  assert.deepEqual([verdict?.confidence, verdict?.product, verdict?.info], [0.95, 'MonetDB', 'mserver, MAPI 9']);
});

test('others are none', () => {
  assert.equal(monetdb.read(reply(block('220 mail.example.org ESMTP\r\n'))), null);
  assert.equal(monetdb.read(reply('oRzY7XZr1EfNWETqU6b2:mserver:9:RIPEMD160:LIT:SHA512:')), null);
});
