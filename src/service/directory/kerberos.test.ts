import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KERBEROS_NONCE_AT, kerberos as question } from '../../probe/udp/directory/kerberos.ts';
import { hex } from '../bytes.ts';
import { datagramReply, ENDPOINT, fakeTalk, reply } from '../fake-talk.test-data.ts';
import { kerberos } from './kerberos.ts';

/** MIT's, as it stands on the wire. */
const UNKNOWN = hex(`000000a9 7e81a6 3081a3 a003020105 a10302011e a411180f32303236313132373037313732335a a50502030952c0
  a603020106 a7121b10504f52544f4c414e2e494e56414c4944 a8153013a003020101a10c300a1b08706f72746f6c616e
  a9121b10504f52544f4c414e2e494e56414c4944 aa253023a003020102a11c301a1b066b72627467741b10504f52544f4c414e2e494e56414c4944
  ab121b10434c49454e545f4e4f545f464f554e44`);
const TOO_LONG =
  hex(`0000005a 7e58 3056 a003020105 a10302011e a411180f32303236313132373037313732335a a5030201 01 a60302013d
  a90d1b0b4558414d504c452e4f5247 aa1f301da003020101a11630141b066b72627467741b0a4558414d504c452e4f52`);

test('the error for a name that nobody has tells the program and its clock', () => {
  const verdict = kerberos.read(reply(UNKNOWN, null, 'kerberos'));
  assert.equal(verdict?.confidence, 1);
  assert.equal(verdict?.product, 'MIT Kerberos');
  assert.deepEqual(verdict?.details, { error: 6, serverTime: '2026-11-27T07:17:23Z', text: 'CLIENT_NOT_FOUND' });
});

test('the realm is learned from another error', async () => {
  const verdict = await kerberos.learn!(fakeTalk([TOO_LONG]), kerberos.read(reply(UNKNOWN))!);
  assert.equal(verdict.info, 'realm EXAMPLE.ORG');
  assert.equal(verdict.details?.error, 6);
});

test('lengths that do not agree are none of it', () => {
  assert.equal(kerberos.read(reply(UNKNOWN.subarray(0, 60)))?.more, true);
  assert.equal(kerberos.read(reply(hex('000000aa 7e81a6 3081a3'))), null);
  assert.equal(kerberos.read(reply(hex('00000004 7e 02 3000'))), null);
});

test('over UDP: one question for all, of which only the nonce changes (RFC 4120 section 5.4.1)', () => {
  const hello = (kerberos.hello as (to: typeof ENDPOINT) => Uint8Array)({ ...ENDPOINT, proto: 'udp' });
  const { bytes } = question;
  assert.equal(hello.length, bytes.length);
  assert.deepEqual(hello.subarray(0, KERBEROS_NONCE_AT), bytes.subarray(0, KERBEROS_NONCE_AT));
  assert.deepEqual(hello.subarray(KERBEROS_NONCE_AT + 4), bytes.subarray(KERBEROS_NONCE_AT + 4));
  assert.equal(
    Buffer.from(bytes.subarray(KERBEROS_NONCE_AT - 4, KERBEROS_NONCE_AT + 4)).toString('hex'),
    'a7060204504f5254',
  );
});

/** MIT's, as it stands on the wire. */
const DATAGRAM =
  hex(`7e81a63081a3a003020105a10302011ea411180f32303236313132373039353735335aa5050203058c72a603020106a7121b10504f5254
  4f4c414e2e494e56414c4944a8153013a003020101a10c300a1b08706f72746f6c616ea9121b10504f52544f4c414e2e494e56414c4944aa253023
  a003020102a11c301a1b066b72627467741b10504f52544f4c414e2e494e56414c4944ab121b10434c49454e545f4e4f545f464f554e44`);

test('over UDP an error has no length before it', () => {
  const verdict = kerberos.read(datagramReply(DATAGRAM, question.bytes, 'kerberos'));
  assert.deepEqual([verdict?.confidence, verdict?.product, verdict?.info], [1, 'MIT Kerberos', 'client not known']);
});

test('over UDP nothing more comes: a part is none of it', () => {
  assert.equal(kerberos.read(datagramReply(DATAGRAM.subarray(0, 100), question.bytes, 'kerberos')), null);
});
