import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fins as question } from '../../probe/udp/industrial/fins.ts';
import { ascii, concat, hex } from '../bytes.ts';
import { datagramReply, fakeTalk, reply } from '../fake-talk.test-data.ts';
import { fins } from './fins.ts';

const NODES = concat(ascii('FINS'), hex('00000010 00000001 00000000 000000ef 00000001'));
const DATA = concat(
  ascii('FINS'),
  hex('0000003e 00000002 00000000 c0 00 02 00 ef 00 00 01 00 50 0501 0000'),
  ascii('CJ2M-CPU33'.padEnd(20)),
  ascii('02.01'.padEnd(20)),
);

test('gives a node, then its model and version', async () => {
  const verdict = fins.read(reply(NODES));
  assert.deepEqual(verdict?.details, { client: 0xef, server: 1 });
  const talk = fakeTalk([DATA]);
  const known = await fins.learn!(talk, verdict!);
  assert.deepEqual([known.confidence, known.product, known.version], [1, 'Omron CJ2M-CPU33', '02.01']);
  assert.equal(talk.said().length, 8 + 8 + 13);
});

test('errors, what is cut short, and others', async () => {
  assert.equal(fins.read(reply(concat(ascii('FINS'), hex('00000008 00000001 00000020'))))?.info, 'error 32');
  assert.equal(fins.read(reply(NODES.subarray(0, 12)))?.more, true);
  assert.equal(fins.read(reply('FINS\xff\xff\xff\xff')), null);
  assert.equal(fins.read(reply('FIN')), null);
  const silent = await fins.learn!(fakeTalk([]), fins.read(reply(NODES))!);
  assert.deepEqual([silent.confidence, silent.product], [0.95, undefined]);
});

const UDP_ANSWER = concat(
  hex('c0 00 02 00 fe 00 00 01 00 50 0501 0000'),
  ascii('CJ2M-CPU31'.padEnd(20)),
  ascii('02.01'.padEnd(20, '\0')),
);

test('over UDP: the question: controller data', () => {
  assert.deepEqual(question.bytes, hex('800002 000000 00fe00 50 0501 00'));
});

test('over UDP: model and version; a refusal', () => {
  const verdict = fins.read(datagramReply(UDP_ANSWER, question.bytes, 'fins'));
  assert.deepEqual([verdict?.confidence, verdict?.product, verdict?.version], [1, 'Omron CJ2M-CPU31', '02.01']);
  assert.equal(fins.read(datagramReply(UDP_ANSWER.subarray(0, 14).with(12, 4)))?.info, 'end code 400');
});

test('over UDP: our own question, another service id, half of a header', () => {
  assert.equal(fins.read(datagramReply(question.bytes)), null);
  assert.equal(fins.read(datagramReply(UDP_ANSWER.with(9, 1))), null);
  assert.equal(fins.read(datagramReply(UDP_ANSWER.subarray(0, 13))), null);
});
