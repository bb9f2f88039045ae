import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { perforce } from './perforce.ts';

const BODY = concat(ascii('server2\0'), hex('02000000'), ascii('54\0func\0'), hex('08000000'), ascii('protocol\0'));
const REPLY = concat(hex(`${BODY.length.toString(16)} ${BODY.length.toString(16)} 000000`), BODY);

test('names, values and the checksum of the length', () => {
  const verdict = perforce.read(reply(REPLY, 'x'))!;
  assert.deepEqual([verdict.confidence, verdict.info], [0.95, 'server protocol 54']);
});

test('a wrong checksum, a length beyond the end, zeros', () => {
  const wrong = Uint8Array.from(REPLY);
  wrong[0]++;
  assert.equal(perforce.read(reply(wrong, 'x')), null);
  assert.equal(perforce.read(reply(REPLY.subarray(0, 20), 'x')), null);
  assert.equal(perforce.read(reply(new Uint8Array(64))), null);
});

test('what is said is such a message, too', () => {
  assert.equal(perforce.read(reply(perforce.hello as Uint8Array))?.confidence, 0.95);
});
