import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dtls as question } from '../../probe/udp/security/dtls.ts';
import { hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { dtls } from './dtls.ts';

/** OpenSSL's, as it stands on the wire. */
const VERIFY = hex('16feff00000000000000000023030000170000000000000017feff144dc629b29b2998265a639c025d9d79cd73809a5b');
/** RFC 5246 section 7.4.1.3. */
const HELLO = hex(`16 fefd 0000 000000000000 0032 02 000026 0000 000000 000026 fefd
  000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f 00 c02b 00 000000000000000000000000`);

test('asks for a cookie, or for none, or refuses', () => {
  assert.deepEqual(dtls.read(datagramReply(VERIFY, question.bytes, 'dtls')), {
    confidence: 0.95,
    info: 'asks for a cookie',
  });
  const hello = dtls.read(datagramReply(HELLO));
  assert.deepEqual([hello?.info, hello?.details?.cipher], ['DTLS 1.2; answers without a cookie', '0xc02b']);
  const alert = hex('15 fefd 0000 000000000000 0002 02 28');
  assert.deepEqual(dtls.read(datagramReply(alert)), { confidence: 0.9, info: 'alert: handshake failure' });
});

test('our question, later epochs, and halves are none', () => {
  assert.equal(dtls.read(datagramReply(question.bytes)), null);
  assert.equal(dtls.read(datagramReply(VERIFY.map((byte, at) => (at === 4 ? 1 : byte)))), null);
  for (let cut = 0; cut < VERIFY.length; cut++) assert.equal(dtls.read(datagramReply(VERIFY.subarray(0, cut))), null);
});
