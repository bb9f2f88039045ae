import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { zmtp } from './zmtp.ts';

const SIGNATURE = hex('ff 0000000000000001 7f');
/** libzmq 4.3 of Debian 12. */
const REST = concat(hex('03 01'), ascii('NULL'), new Uint8Array(48));
const READY = concat(hex('04 19 05'), ascii('READY'), hex('0b'), ascii('Socket-Type'), hex('00000003'), ascii('REP'));

test('a signature is a claim, the rest of the greeting the proof', async () => {
  const greeting = zmtp.read(reply(SIGNATURE))!;
  assert.equal(greeting.confidence, 0.75);
  for (const rest of [REST, REST.subarray(1), REST.subarray(2)]) {
    const verdict = await zmtp.learn!(fakeTalk([concat(rest, READY)]), greeting);
    assert.deepEqual([verdict.confidence, verdict.info, verdict.notes?.[0].code], [1, 'NULL REP', 'N_NO_LOGIN']);
  }
});

test('with CURVE there is nothing to note', async () => {
  const curve = concat(hex('03 01'), ascii('CURVE'), new Uint8Array(47));
  const verdict = await zmtp.learn!(fakeTalk([curve]), { confidence: 0.75 });
  assert.deepEqual([verdict.info, verdict.notes], ['CURVE', undefined]);
});

test('who does not go on, and others', async () => {
  assert.match((await zmtp.learn!(fakeTalk([]), { confidence: 0.75 })).contradiction ?? '', /does not go on/);
  for (const other of ['ff', 'ff 0000000000000001 7e', 'ff 1000000000000001 7f', 'ff 0000000000000001 7f 09']) {
    assert.equal(zmtp.read(reply(hex(other))), null, other);
  }
});
