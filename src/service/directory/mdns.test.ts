import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mdns as question } from '../../probe/udp/directory/mdns.ts';
import { ascii, hex, latin1 } from '../bytes.ts';
import { datagramReply, fakeTalk } from '../fake-talk.test-data.ts';
import { mdns } from './mdns.ts';
import { createMdnsHeard } from './mdns-heard.ts';

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
  // Asked in one message for both kinds and for the name of its address, then for a model, which nobody lists.
  const ids = latin1(hex('504f0000 0003 0000 0000 0000'));
  const one = latin1(hex('504f0000 0001 0000 0000 0000'));
  assert.equal(talk.said(), ids + asked() + one + model());
});

const asked = (): string =>
  latin1(
    hex(`0c5f776f726b73746174696f6e045f746370056c6f63616c00000c8001 045f6e7574045f746370056c6f63616c00000c8001
      0131 0130 023138 03313938 07696e2d61646472 0461727061 00 000c8001`),
  );
const model = (): string =>
  latin1(hex('066c61626e6173 0c5f6465766963652d696e666f 045f746370 056c6f63616c 00 0010 8001'));

test('the name of its address, and its model, are told by who has them', async () => {
  const name = hex(`504f84000001000100000000 0131 0130 023138 03313938 07696e2d61646472 0461727061 00 000c8001
    c00c 000c 0001 0000000a 0010 086d61632d6d696e69 056c6f63616c 00`);
  const info =
    hex(`504f84000001000100000000 066c61626e6173 0c5f6465766963652d696e666f 045f746370 056c6f63616c 00 00108001
    c00c 0010 0001 0000000a 000e 0d 6d6f64656c3d4d616331342c33`);
  const verdict = await mdns.learn!(fakeTalk([INSTANCES, name, info]), mdns.read(datagramReply(KINDS))!);
  assert.equal(verdict.hostname, 'mac-mini');
  const both = createMdnsHeard('198.18.0.1');
  assert.equal(both.take(name), true);
  assert.equal(both.verdict()?.hostname, 'mac-mini');
  assert.equal(both.take(info), true);
  assert.equal(both.verdict()?.device, 'Mac14,3');
});

test('of what it says so much is kept and no more; loops end', () => {
  const heard = createMdnsHeard('198.18.0.1');
  for (let k = 0; k < 200; k++) {
    heard.take(ascii(latin1(KINDS).replace('workstation', `work${String(k).padStart(3, '0')}tion`)));
  }
  assert(heard.kinds().length <= 40);
  const loop = KINDS.slice();
  loop.set([0xc0, 46], 46);
  assert.equal(heard.take(loop), false);
});

test("others' answers, a name server's, loops and halves are none", () => {
  assert.equal(mdns.read(datagramReply(KINDS.map((byte, at) => (at === 1 ? 0 : byte)))), null);
  assert.equal(mdns.read(datagramReply(KINDS.map((byte, at) => (at === 3 ? 0x83 : byte)))), null);
  const loop = KINDS.slice();
  loop.set([0xc0, 46], 46);
  assert.equal(mdns.read(datagramReply(loop)), null);
  for (let cut = 0; cut < KINDS.length; cut++) assert.equal(mdns.read(datagramReply(KINDS.subarray(0, cut))), null);
});
