import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, hex } from '../bytes.ts';
import { ENDPOINT, reply } from '../fake-talk.test-data.ts';
import { judge, replyOf } from '../recognise/judge.ts';
import { REGISTRY } from '../registry.ts';
import { rtmp } from './rtmp.ts';

const HELLO = rtmp.hello as Uint8Array;
const S1 = concat(hex('00001234 04050001'), new Uint8Array(1528).fill(7));
/** Our block, the time it was read in its second field. */
const S2 = concat(hex('00000000 00001240'), HELLO.subarray(9));

test('S2 repeats what we said', () => {
  assert.equal(HELLO.length, 1537);
  assert.equal(rtmp.read(reply(concat(hex('03'), S1, S2), HELLO, 'rtmp'))?.confidence, 0.95);
});

test('half a handshake, other random, other words', () => {
  assert.equal(rtmp.read(reply(hex('03 0000'), HELLO, 'rtmp'))?.more, true);
  assert.equal(rtmp.read(reply(concat(hex('03'), S1), HELLO, 'rtmp'))?.confidence, 0.6);
  assert.equal(rtmp.read(reply(concat(hex('03'), S1, S1), HELLO, 'rtmp'))?.confidence, 0.6);
  assert.equal(rtmp.read(reply(concat(hex('03'), S1, S2))), null);
  assert.equal(rtmp.read(reply('HTTP/1.1 400 Bad Request\r\n\r\n', HELLO, 'rtmp')), null);
});

test('one that repeats our block in S1 as well (nginx) is told from an echo', () => {
  const repeated = concat(HELLO, HELLO.subarray(1));
  const of = (bytes: Uint8Array) => judge(REGISTRY, replyOf(ENDPOINT, bytes, HELLO, 'rtmp', false));
  assert.deepEqual([of(repeated)?.service.name, of(repeated)?.verdict.confidence], ['rtmp', 0.95]);
  assert.equal(of(HELLO)?.service.name, 'echo');
  assert.equal(of(HELLO.subarray(0, 1000))?.verdict.more, true);
});
