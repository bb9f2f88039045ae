import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asfPing, ipmi as question } from '../../probe/udp/remote/ipmi.ts';
import { hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { ipmi } from './ipmi.ts';

/** OpenIPMI's simulator's, as they stand on the wire. */
const CAPABILITIES = hex('0600ff0700000000000000000010811c6320003800019706030000000007');
const PONG = hex('0600ff06000011be40500010000011be000000008100000000000000');

test('which logins there are', () => {
  const verdict = ipmi.read(datagramReply(CAPABILITIES, question.bytes, 'asf-rmcp'));
  assert.equal(verdict?.confidence, 1);
  assert.equal(verdict?.info, 'IPMI 2.0; authentication none, MD2, MD5, password');
  assert.deepEqual(
    verdict?.notes?.map(({ code }) => code),
    ['N_NO_LOGIN', 'N_PLAIN_TEXT_LOGIN'],
  );
  const anonymous = CAPABILITIES.map((byte, at) => (at === 23 ? 1 : byte));
  assert.equal(ipmi.read(datagramReply(anonymous))?.details?.anonymous, true);
});

test('the ping', () => {
  assert.deepEqual(ipmi.read(datagramReply(PONG, asfPing.bytes, 'asf-rmcp')), {
    confidence: 0.95,
    info: 'IPMI',
    details: { enterprise: 0x11be, ipmi: true },
  });
});

test('our own words, and halves, are none', () => {
  for (const bytes of [question.bytes, asfPing.bytes]) assert.equal(ipmi.read(datagramReply(bytes)), null);
  for (let cut = 0; cut < PONG.length; cut++) assert.equal(ipmi.read(datagramReply(PONG.subarray(0, cut))), null);
  for (let cut = 0; cut < CAPABILITIES.length; cut++) {
    assert.equal(ipmi.read(datagramReply(CAPABILITIES.subarray(0, cut))), null);
  }
});
