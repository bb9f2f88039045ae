import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TFTP_QUESTION } from '../../probe/udp/files/tftp.ts';
import { hex, latin1 } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { tftp } from './tftp.ts';

/** tftpd-hpa's, as it stands on the wire. */
const ANSWER = hex('0005000146696c65206e6f7420666f756e6400');

test('the question, literally', () => {
  assert.equal(latin1(TFTP_QUESTION), '\0\x01portolan-has-no-such-file\0octet\0');
});

test('an error is what we asked for', () => {
  assert.deepEqual(tftp.read(datagramReply(ANSWER, TFTP_QUESTION, 'tftp')), {
    confidence: 0.95,
    info: 'File not found',
    details: { error: 1, text: 'File not found' },
  });
  assert.equal(tftp.read(datagramReply(ANSWER))?.confidence, 0.7);
  const dnsmasq = '\0\x05\0\x01file /srv/tftp/portolan-has-no-such-file not found for 127.0.0.1\0';
  assert.equal(tftp.read(datagramReply(dnsmasq, TFTP_QUESTION, 'tftp'))?.product, 'dnsmasq');
});

test('data only where a file was asked for', () => {
  assert.equal(tftp.read(datagramReply('\0\x03\0\x01data', TFTP_QUESTION, 'tftp'))?.confidence, 0.85);
  assert.equal(tftp.read(datagramReply('\0\x03\0\x01data')), null);
});

test('our question, and what is no error to its end, are none', () => {
  assert.equal(tftp.read(datagramReply(TFTP_QUESTION)), null);
  for (let cut = 0; cut < ANSWER.length; cut++) assert.equal(tftp.read(datagramReply(ANSWER.subarray(0, cut))), null);
});
