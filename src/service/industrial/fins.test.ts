import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
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
