import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { nbd } from './nbd.ts';

const GREETING = concat(ascii('NBDMAGICIHAVEOPT'), hex('0003'));
const LIST = concat(
  hex('0003e889045565a9 00000003 00000002 00000009 00000005'),
  ascii('disk1'),
  hex('0003e889045565a9 00000003 00000001 00000000'),
);

test('greets, and lists its exports', async () => {
  const greeting = nbd.read(reply(GREETING))!;
  assert.equal(greeting.confidence, 0.95);
  const verdict = await nbd.learn!(fakeTalk([LIST]), greeting);
  assert.deepEqual(
    [verdict.confidence, verdict.details?.exports, verdict.notes?.[0].code],
    [1, ['disk1'], 'N_NO_LOGIN'],
  );
});

test('a refusal, half an answer, old style, half a greeting', async () => {
  const greeting = nbd.read(reply(GREETING))!;
  const refusal = hex('0003e889045565a9 00000003 80000002 00000000');
  assert.equal((await nbd.learn!(fakeTalk([refusal]), greeting)).info, 'does not list its exports');
  assert.equal((await nbd.learn!(fakeTalk([LIST.subarray(0, 30)]), greeting)).confidence, 0.95);
  assert.equal(nbd.read(reply(concat(ascii('NBDMAGIC'), hex('0000420281861253'))))?.info, 'old style handshake');
  assert.equal(nbd.read(reply('NBDMAGIC')), null);
});
