import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { datagramReply, reply } from '../fake-talk.test-data.ts';
import { nfs } from './nfs.ts';

test('the versions stand in the refusal of one that there is none of', () => {
  const mismatch = hex('80000020 504f5254 00000001 00000000 00000000 00000000 00000002 00000003 00000004');
  assert.deepEqual(nfs.read(reply(mismatch, null, 'nfs')), {
    confidence: 1,
    info: 'version 3 to 4',
    details: { lowest: 3, highest: 4 },
  });
});

test('other programs and cut answers are not sure', () => {
  const none = hex('80000018 504f5254 00000001 00000000 00000000 00000000 00000001');
  assert.equal(nfs.read(reply(none, null, 'nfs'))?.confidence, 0.5);
  assert.equal(nfs.read(reply(none.subarray(0, 16), null, 'nfs')), null);
});

test('over UDP (NFS-Ganesha, as it stands on the wire)', () => {
  const mismatch = hex('504f525400000001000000000000000000000000000000020000000300000004');
  assert.equal(nfs.read(datagramReply(mismatch, null, 'nfs'))?.info, 'version 3 to 4');
  assert.equal(nfs.read(datagramReply(mismatch, null, 'sunrpc')), null);
});
