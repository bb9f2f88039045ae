import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latin1 } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { distcc } from './distcc.ts';

const HELLO = distcc.hello as Uint8Array;
/** distccd 3.4 of Debian. */
const ANSWER =
  'DONE00000001STAT00006e00SERR0000004edistccd[21253] (dcc_execvp) ERROR: failed to exec : No such file or directory\n' +
  'SOUT00000000DOTO00000000';

test('the question: nothing, to be compiled by a program without a name', () => {
  assert.equal(
    latin1(HELLO),
    'DIST00000001ARGC00000005ARGV00000000ARGV00000002-cARGV0000000aportolan.cARGV00000002-oARGV0000000aportolan.oDOTI00000000',
  );
});

test('the failure is its answer', () => {
  const verdict = distcc.read(reply(ANSWER, HELLO, 'distcc'));
  assert.deepEqual([verdict?.confidence, verdict?.product, verdict?.details?.status], [1, 'distcc', 0x6e00]);
  assert.match(String(verdict?.details?.said), /failed to exec/);
  assert.equal(verdict?.notes?.[0].code, 'N_NO_LOGIN');
});

test('halves of it, its question, and others', () => {
  assert.equal(distcc.read(reply(ANSWER.slice(0, 30), HELLO))?.more, true);
  for (const text of [
    '',
    'DONE',
    'DONE0000000',
    'DONExxxxxxxx',
    'DONE00000000STAT00000000SERR00000000',
    latin1(HELLO),
  ]) {
    assert.equal(distcc.read(reply(text, HELLO)), null, text);
  }
  assert.equal(distcc.read(reply('DONE00000001STAT00000000SERRffffffff', HELLO)), null);
});
