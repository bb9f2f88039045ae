import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mdns as question } from '../../probe/udp/directory/mdns.ts';
import { hex, latin1 } from '../bytes.ts';
import { datagramReply, fakeTalk } from '../fake-talk.test-data.ts';
import { mdns } from './mdns.ts';

/** avahi's, as it stands on the wire. */
const KINDS =
  hex(`504f84000001000200000000095f7365727669636573075f646e732d7364045f756470056c6f63616c00000c8001c00c000c00010000
  000a00140c5f776f726b73746174696f6e045f746370c023c00c000c00010000000a0007045f6e7574c047`);
const INSTANCES =
  hex(`504f840000020008000000000c5f776f726b73746174696f6e045f746370056c6f63616c00000c8001045f6e7574c01900
  0c8001c029000c00010000000a0009066c61626e6173c029c040001000010000000a000100c040002100010000000a000f000000000da5066c61
  626e6173c01ec068001c00010000000a0010fe80000000000000b4baa6fffe0a7972c068000100010000000a0004c6120001c00c000c00010000
  000a001d1a6c61626e6173205b62363a62613a61363a30613a37393a37325dc00cc0a9001000010000000a000100c0a9002100010000000a0008
  000000000009c068`);

test('the kinds of services', () => {
  const verdict = mdns.read(datagramReply(KINDS, question.bytes, 'mdns'));
  assert.deepEqual(verdict, {
    confidence: 1,
    info: '_workstation._tcp, _nut._tcp',
    details: { services: ['_workstation._tcp', '_nut._tcp'] },
  });
});

test('their instances name the host', async () => {
  const talk = fakeTalk([INSTANCES]);
  const verdict = await mdns.learn!(talk, mdns.read(datagramReply(KINDS))!);
  assert.equal(verdict.hostname, 'labnas');
  assert.deepEqual(verdict.details?.instances, [
    { name: 'labnas._nut._tcp.local', port: 3493, host: 'labnas.local' },
    { name: 'labnas [b6:ba:a6:0a:79:72]._workstation._tcp.local', port: 9, host: 'labnas.local' },
  ]);
  assert.equal(talk.said(), latin1(INSTANCES).slice(0, 12).replace('\x84\0\0\x02\0\x08', '\0\0\0\x02\0\0') + asked());
});

const asked = (): string =>
  latin1(hex('0c5f776f726b73746174696f6e045f746370056c6f63616c00000c8001 045f6e7574045f746370056c6f63616c00000c8001'));

test("others' answers, a name server's, loops and halves are none", () => {
  assert.equal(mdns.read(datagramReply(KINDS.map((byte, at) => (at === 1 ? 0 : byte)))), null);
  assert.equal(mdns.read(datagramReply(KINDS.map((byte, at) => (at === 3 ? 0x83 : byte)))), null);
  const loop = KINDS.slice();
  loop.set([0xc0, 46], 46);
  assert.equal(mdns.read(datagramReply(loop)), null);
  for (let cut = 0; cut < KINDS.length; cut++) assert.equal(mdns.read(datagramReply(KINDS.subarray(0, cut))), null);
});
