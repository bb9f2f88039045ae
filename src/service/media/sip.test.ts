import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latin1 } from '../bytes.ts';
import { datagramReply, ENDPOINT, reply } from '../fake-talk.test-data.ts';
import { sip } from './sip.ts';

const ANSWER =
  'SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP portolan.invalid;branch=z9hG4bKportolan\r\nFrom: <sip:portolan@portolan.invalid>;tag=portolan\r\n' +
  'To: <sip:198.18.0.1>;tag=as1\r\nCall-ID: portolan-options\r\nCSeq: 1 OPTIONS\r\nServer: Asterisk PBX 18.10.0\r\nAllow: INVITE, ACK\r\nContent-Length: 0\r\n\r\n';

test('an answer to our call', () => {
  const verdict = sip.read(reply(ANSWER, 'OPTIONS', 'sip'));
  assert.deepEqual([verdict?.confidence, verdict?.product, verdict?.version], [1, 'Asterisk PBX', '18.10.0']);
  assert.equal(verdict?.details?.allowed, 'INVITE, ACK');
});

test('a status line alone, half of it, and another protocol', () => {
  assert.equal(sip.read(reply('SIP/2.0 400 Bad Request\r\n\r\n'))?.confidence, 0.7);
  assert.equal(sip.read(reply('SIP/2.0 400 Bad'))?.confidence, undefined);
  assert.equal(sip.read(reply('HTTP/1.1 200 OK\r\nCall-ID: portolan-options\r\n\r\n')), null);
});

test('the request', () => {
  const hello = sip.hello as (endpoint: typeof ENDPOINT) => Uint8Array;
  assert.match(latin1(hello(ENDPOINT)), /^OPTIONS sip:198\.18\.0\.1:4000 SIP\/2\.0\r\nVia: SIP\/2\.0\/TCP /);
  assert.match(latin1(hello({ ...ENDPOINT, proto: 'udp' })), /Via: SIP\/2\.0\/UDP /);
  assert.match(latin1(hello({ ...ENDPOINT, proto: 'udp' })), /\r\nMax-Forwards: 0\r\n/);
});

test('Kamailio names itself in parentheses (as it stands on the wire)', () => {
  const kamailio =
    'SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP portolan.invalid;branch=z9hG4bKportolan;rport=36348;received=127.0.0.1\r\n' +
    'From: <sip:portolan@portolan.invalid>;tag=portolan\r\nTo: <sip:portolan.invalid>;tag=9dd61ff61e80\r\n' +
    'Call-ID: portolan-options\r\nCSeq: 1 OPTIONS\r\nServer: kamailio (5.6.3 (x86_64/linux))\r\nContent-Length: 0\r\n\r\n';
  const verdict = sip.read(datagramReply(kamailio));
  assert.deepEqual([verdict?.confidence, verdict?.product, verdict?.version], [1, 'kamailio', '5.6.3']);
  assert.equal(verdict?.info, 'x86_64/linux');
});
