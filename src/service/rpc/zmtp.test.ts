import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { zmtp } from './zmtp.ts';

const SIGNATURE = hex('ff 0000000000000001 7f');
const REST = concat(hex('0301 4e554c4c'), new Uint8Array(48));
const READY = hex('04 1a 05 5245414459 0b 536f636b65742d54797065 00000003 505542');

test('a signature is a claim, the greeting proves it and READY tells the socket', async () => {
  const verdict = zmtp.read(reply(SIGNATURE))!;
  assert.equal(verdict.confidence, 0.7);
  const learned = await zmtp.learn!(fakeTalk([REST, READY]), verdict);
  assert.deepEqual([learned.confidence, learned.info], [1, 'ZMTP 3.1; NULL; PUB socket']);
});

test('silence and noise prove nothing', async () => {
  assert.equal((await zmtp.learn!(fakeTalk([]), { confidence: 0.7 })).confidence, 0.7);
  assert.equal(zmtp.read(reply(hex('ff 00000000000000'))), null);
  assert.equal(zmtp.read(reply(hex('ff ff00000000000001 7f'))), null);
});
