import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { bacula } from './bacula.ts';

/** bacula-fd 9.6.7. */
const REFUSAL = 'hello.c:109 Connection from unknown Director portolan at 127.0.0.1 rejected.\n';
const message = (text: string): Uint8Array => concat(Uint8Array.of(0, 0, 0, text.length), ascii(text));
const read = (bytes: Uint8Array, to: string | null = 'bacula') =>
  bacula.read(reply(bytes, bacula.hello as Uint8Array, to));

test('a daemon does not know who calls', () => {
  const verdict = read(message(REFUSAL));
  assert.deepEqual([verdict?.confidence, verdict?.product], [0.95, 'Bacula']);
  assert.equal(verdict?.details?.refusal, 'hello.c:109 Connection from unknown Director portolan rejected.');
  assert.equal(read(message('auth cram-md5 <1.2@lab-fd> ssl=0\n'))?.confidence, 0.95);
});

test('lengths that lie, and others', () => {
  assert.equal(read(message(REFUSAL).subarray(0, 40)), null);
  assert.equal(read(message('something else altogether\n')), null);
  assert.equal(read(message(REFUSAL), 'http'), null);
  assert.equal((bacula.hello as Uint8Array)[3] + 4, (bacula.hello as Uint8Array).length);
});
