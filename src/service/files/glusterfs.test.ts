import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { glusterfs } from './glusterfs.ts';

const REPLY = concat(
  hex('80000058 706f7274 00000001 00000000 00000000 00000000 00000000'),
  hex('0000000000000000 00000000 00000000'),
  hex('00000001 0000000d'),
  ascii('Gluster Portmap'.slice(0, 13)),
  hex('000000 0000000001d5b1e7 0000000000000001 00000000'),
);

test('lists its programs', () => {
  const verdict = glusterfs.read(reply(REPLY, glusterfs.hello as Uint8Array))!;
  assert.deepEqual([verdict.confidence, verdict.details?.programs], [1, ['Gluster Portm']]);
});

test('another RPC server: program unavailable; cut short', () => {
  const refused = Uint8Array.from(REPLY);
  refused[27] = 1;
  assert.equal(glusterfs.read(reply(refused, 'x')), null);
  assert.equal(glusterfs.read(reply(REPLY.subarray(0, 50), 'x')), null);
});
