import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { iec104 } from './iec104.ts';

const read = (bytes: string, to: string | null = 'iec-104') =>
  iec104.read(reply(hex(bytes), iec104.hello as Uint8Array, to));

test('a test frame is confirmed', () => {
  assert.equal(read('68 04 83 000000')?.confidence, 0.95);
  assert.equal(read('68 04 43 000000 68 04 83 000000')?.confidence, 0.95);
});

test('others', () => {
  for (const bytes of ['', '68', '68 04 43 000000', '68 04 0b 000000', '68 0e 83 000000']) {
    assert.equal(read(bytes), null, bytes);
  }
  assert.equal(read('68 04 83 000000', 'http'), null);
});
