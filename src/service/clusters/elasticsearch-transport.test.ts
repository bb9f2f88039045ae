import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, be32, concat, hex, u32 } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { elasticsearchTransport } from './elasticsearch-transport.ts';

const HELLO = elasticsearchTransport.hello as Uint8Array;

function answer(status: number, body: Uint8Array): Uint8Array {
  const after = concat(hex('0000000000000001'), Uint8Array.of(status), be32(7_17_00_99), be32(2), hex('0000'), body);
  return concat(ascii('ES'), be32(after.length), after);
}

test('the handshake tells the version, as a varint', () => {
  const told = elasticsearchTransport.read(reply(answer(0x09, hex('97d1b503')), HELLO, 'elasticsearch-transport'));
  assert.deepEqual([told?.confidence, told?.product, told?.version], [1, 'Elasticsearch', '7.17.1']);
});

test('to browsers it says what it is not', () => {
  assert.equal(elasticsearchTransport.read(reply('This is not an HTTP port', 'GET /', 'http'))?.confidence, 0.9);
});

test('an error is its own; others are none', () => {
  assert.equal(
    elasticsearchTransport.read(reply(answer(0x03, ascii('java.lang.IllegalStateException'))))?.confidence,
    0.9,
  );
  assert.equal(elasticsearchTransport.read(reply(answer(0x00, hex('')))), null);
  assert.equal(elasticsearchTransport.read(reply('ESMTP ready, who are you then?\r\n')), null);
  assert.equal(elasticsearchTransport.read(reply('ES')), null);
  assert.equal(u32(HELLO, 2), HELLO.length - 6);
});
