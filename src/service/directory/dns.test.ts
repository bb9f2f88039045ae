import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { dns } from './dns.ts';

/** BIND's, as it stands on the wire. */
const BIND = hex(`0051 504f84000001000100010000 0776657273696f6e0462696e64000010 0003 c00c 0010 0003 00000000 0019
  18 392e31382e34392d317e646562313275332d44656269616e c00c 0002 0003 00000000 0002 c00c`);
const QUESTION = '0776657273696f6e0462696e640000100003';

test('who says its version is known by it', () => {
  assert.deepEqual(dns.read(reply(BIND, null, 'domain')), {
    confidence: 1,
    product: 'ISC BIND',
    version: '9.18.49',
    cpe: ['cpe:2.3:a:isc:bind:9.18.49:*:*:*:*:*:*:*'],
    details: { 'version.bind': '9.18.49-1~deb12u3-Debian' },
    os: 'Debian',
    info: '1~deb12u3-Debian',
  });
});

test('a datagram has no length before it', () => {
  const datagram = { ...reply(BIND.subarray(2)), endpoint: { ip: '198.18.0.1', port: 53, proto: 'udp' as const } };
  assert.equal(dns.read(datagram)?.version, '9.18.49');
});

test('a refusal is an answer, too', () => {
  const refused = dns.read(reply(hex(`001e 504f 8185 0001 0000 0000 0000 ${QUESTION}`), null, 'domain'));
  assert.deepEqual(refused, { confidence: 0.95, info: 'version: REFUSED; recursion available' });
  assert.equal(dns.read(reply(hex('000c 504f 8001 0000 0000 0000 0000'), null, 'domain'))?.confidence, 0.85);
});

test('half of it is waited for; our own question is none', () => {
  assert.equal(dns.read(reply(BIND.subarray(0, 40)))?.more, true);
  assert.equal(dns.read(reply(hex(`001e 504f 0000 0001 0000 0000 0000 ${QUESTION}`))), null);
  for (let cut = 0; cut < 14; cut++) assert.equal(dns.read(reply(BIND.subarray(0, cut))), null);
});

test('the name of the machine is asked for', async () => {
  const answer =
    hex(`0037 504f8400000100010000 0000 08686f73746e616d650462696e64000010 0003 c00c 0010 0003 00000000 0007
    06 6c6162646e73`);
  const verdict = await dns.learn!(fakeTalk([answer]), { confidence: 1 });
  assert.equal(verdict.hostname, 'labdns');
});
