import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quic as question } from '../../probe/udp/web/quic.ts';
import { hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { quic } from './quic.ts';

/** quic-go's (Caddy), as it stands on the wire. */
const ANSWER = hex('a70000000008706f72746f6c616e08504f52544f4c414e6a9a3a4a00000001709a50c4ff00001d');

test("the versions there are; those that are nobody's are left out", () => {
  assert.deepEqual(quic.read(datagramReply(ANSWER, question.bytes, 'quic')), {
    confidence: 1,
    info: 'version 1, draft of version 2, draft 29',
    details: { versions: ['version 1', 'draft of version 2', 'draft 29'] },
  });
});

test('fills what a first packet has to (RFC 9000 section 14.1), and no more than an answer does', () => {
  assert.equal(question.bytes.length, 1200);
});

test('our question, ids that are not ours, and halves of a version are none', () => {
  assert.equal(quic.read(datagramReply(question.bytes)), null);
  assert.equal(quic.read(datagramReply(ANSWER.map((byte, at) => (at === 8 ? 0 : byte)))), null);
  for (let cut = 0; cut < ANSWER.length; cut++) {
    if (cut > 23 && (cut - 23) % 4 === 0) continue;
    assert.equal(quic.read(datagramReply(ANSWER.subarray(0, cut))), null);
  }
});
