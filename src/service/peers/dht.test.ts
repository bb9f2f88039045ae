import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dht as question } from '../../probe/udp/peers/dht.ts';
import { hex } from '../bytes.ts';
import { datagramReply } from '../fake-talk.test-data.ts';
import { dht } from './dht.ts';

const ANSWER = 'd2:ip6:\x7f\x00\x00\x01\x9c\x401:rd2:id20:mnopqrstuvwxyz123456e1:t2:PO1:v4:LT\x01\x021:y1:re';
const TRANSMISSION = hex(
  '64313a7264323a696432303a 1ecc82b92a1b97e3a7e3529facdc644f5f7de60c 65313a74323a504f313a79313a7265',
);

test('the question: a ping by one who is in no table (BEP 43)', () => {
  assert.equal(
    Buffer.from(question.bytes).toString(),
    'd1:ad2:id20:portolan-asks-a-nodee1:q4:ping2:roi1e1:t2:PO1:y1:qe',
  );
});

test('a node and its client; an error', () => {
  const verdict = dht.read(datagramReply(ANSWER, question.bytes, 'bittorrent-dht'));
  assert.deepEqual(
    [verdict?.confidence, verdict?.product, verdict?.info, verdict?.details?.node],
    [1, 'libtorrent (Rasterbar)', '1.2', Buffer.from('mnopqrstuvwxyz123456').toString('hex')],
  );
  // Transmission 3.00 of Debian 12 names no client.
  const bare = dht.read(datagramReply(TRANSMISSION, question.bytes, 'bittorrent-dht'));
  assert.deepEqual([bare?.confidence, bare?.details], [1, { node: '1ecc82b92a1b97e3a7e3529facdc644f5f7de60c' }]);
  assert.equal(dht.read(datagramReply('d1:eli201e23:A Generic Error Ocurrede1:t2:PO1:y1:ee'))?.info, 'refuses');
});

test('our own question, another transaction, halves', () => {
  assert.equal(dht.read(datagramReply(question.bytes)), null);
  assert.equal(dht.read(datagramReply(ANSWER.replace('PO', 'OP'))), null);
  for (let cut = 0; cut < ANSWER.length; cut++) assert.equal(dht.read(datagramReply(ANSWER.slice(0, cut))), null);
});

test('µTP resets what is none of its connections: Transmission 3.00, asked for DNS', () => {
  const asked = hex('504f 0000 0001 0000 0000 0000');
  const reset = hex('504f0000 00000000 00000000 00000000 00 00 03 ff92 6e04');
  assert.equal(dht.read(datagramReply(reset, asked, 'domain'))?.service, 'bittorrent-utp');
  assert.equal(dht.read(datagramReply(reset.with(3, 1), asked, 'domain')), null);
  assert.equal(dht.read(datagramReply(reset.with(18, 2), asked, 'domain')), null);
  assert.equal(dht.read(datagramReply(reset)), null);
});
