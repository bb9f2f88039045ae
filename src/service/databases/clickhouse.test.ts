import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { clickhouse } from './clickhouse.ts';

const text = (words: string): Uint8Array => concat(Uint8Array.of(words.length), ascii(words));

test('it tells browsers where they are', () => {
  const page =
    'HTTP/1.0 400 Bad Request\r\n\r\nPort 9000 is for clickhouse-client program\r\nYou must use port 8123 for HTTP.\r\n';
  assert.deepEqual(clickhouse.read(reply(page, 'GET /', 'http')), {
    confidence: 1,
    product: 'ClickHouse',
    cpe: ['cpe:2.3:a:clickhouse:clickhouse:*:*:*:*:*:*:*:*'],
  });
});

test('so does an exception', () => {
  const words = 'DB::Exception: Unexpected packet from client (version 23.8.2.7 (official build))';
  const verdict = clickhouse.read(reply(concat(hex('02 65000000'), text('DB::Exception'), text(words), hex('00 00'))));
  assert.deepEqual([verdict?.confidence, verdict?.version], [1, '23.8.2.7']);
});

test('others are none', () => {
  assert.equal(clickhouse.read(reply('HTTP/1.0 400 Bad Request\r\n\r\nno\r\n')), null);
  assert.equal(clickhouse.read(reply(concat(hex('02 65000000'), text('java.lang'), hex('00')))), null);
  assert.equal(clickhouse.read(reply(hex('02 65000000 20 4442'))), null);
});
