import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { datagramReply, fakeDatagrams, fakeTalk, reply } from '../fake-talk.test-data.ts';
import { rpcbind } from './rpcbind.ts';

const DUMP = hex(`80000058 504f5254 00000001 00000000 00000000 00000000 00000000
  00000001 000186a0 00000004 00000006 0000006f 00000001 000186a3 00000003 00000006 00000801
  00000001 000186a5 00000003 00000011 0000a001 00000000`);
const NO_PROGRAM = '80000018 504f5254 00000001 00000000 00000000 00000000 00000001';
const MISMATCH = '80000020 504f5254 00000001 00000000 00000000 00000000 00000002 00000001 00000003';

test('lists its programs', () => {
  const verdict = rpcbind.read(
    reply(
      DUMP.map((byte, at) => (at === 3 ? DUMP.length - 4 : byte)),
      null,
      'sunrpc',
    ),
  );
  assert.equal(verdict?.confidence, 1);
  assert.equal(verdict?.info, 'rpcbind, nfs, mountd');
  const programs = (verdict?.details?.programs ?? []) as unknown[];
  assert.deepEqual(programs[1], {
    program: 'nfs',
    version: 3,
    proto: 'tcp',
    port: 2049,
  });
});

test('another program is asked which one it is, and a mount daemon what it exports', async () => {
  const verdict = rpcbind.read(reply(hex(NO_PROGRAM), null, 'sunrpc'))!;
  assert.deepEqual([verdict.service, verdict.confidence], ['onc-rpc', 0.9]);
  const exports = hex(`80000040 504f5254 00000001 00000000 00000000 00000000 00000000
    00000001 00000004 2f737276 00000001 00000001 2a000000 00000000 00000000`);
  const talk = fakeTalk([
    hex(NO_PROGRAM),
    hex(MISMATCH),
    exports.map((byte, at) => (at === 3 ? exports.length - 4 : byte)),
  ]);
  const learned = await rpcbind.learn!(talk, verdict);
  assert.deepEqual([learned.service, learned.confidence, learned.info], ['mountd', 1, 'exports /srv']);
  assert.equal(learned.notes?.[0].code, 'N_NFS_OPEN_EXPORT');
});

test('a call, another transaction and what is cut short are none', () => {
  const { hello } = rpcbind;
  assert(typeof hello === 'function');
  assert.equal(rpcbind.read(reply(hello({ ip: '', port: 111, proto: 'tcp' }), null, 'sunrpc')), null);
  for (let cut = 0; cut < 20; cut++) assert.equal(rpcbind.read(reply(DUMP.subarray(0, cut), null, 'sunrpc')), null);
});

/** rpcbind's, and NFS-Ganesha's mount daemon's, as they stand on the wire. */
const VERSIONS = hex('504f525400000001000000000000000000000000000000020000000200000004');
const LIST =
  hex(`504f5254000000010000000000000000000000000000000000000001000186a000000004000000060000006f00000001000186a0000000
  0300000011 0000006f 00000000`);
const MOUNT = hex('504f525400000001000000000000000000000000000000020000000100000003');

test('over UDP its versions are asked for, then its list', async () => {
  const verdict = rpcbind.read(datagramReply(VERSIONS, null, 'sunrpc'))!;
  assert.deepEqual([verdict.service, verdict.confidence], ['onc-rpc', 0.9]);
  const learned = await rpcbind.learn!(fakeDatagrams([LIST]), verdict);
  assert.deepEqual([learned.product, learned.info, learned.service], ['rpcbind', 'rpcbind', undefined]);
});

test('over UDP a mount daemon is found out, too', async () => {
  const noProgram = hex(NO_PROGRAM).subarray(4);
  const list = hex(
    '504f5254 00000001 00000000 00000000 00000000 00000000 00000001 00000004 2f737276 00000000 00000000',
  );
  const verdict = rpcbind.read(datagramReply(noProgram, null, null))!;
  const learned = await rpcbind.learn!(fakeDatagrams([noProgram, noProgram, MOUNT, list]), verdict);
  assert.deepEqual([learned.service, learned.info], ['mountd', 'exports /srv']);
});
