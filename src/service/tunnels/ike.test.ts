import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ikeV1, ikeV2, ikeV2Nat } from '../../probe/udp/tunnels/ike.ts';
import { ascii, be16, concat, hex } from '../bytes.ts';
import { datagramReply, fakeTalk } from '../fake-talk.test-data.ts';
import { ike } from './ike.ts';
import { ikeVendor } from './ike-vendors.ts';

/** strongSwan's, as they stand on the wire: without a connection, and with one. */
const NO_PROPOSAL = hex('506f72746f6c616e5a2f3219b7df3b1e292022200000000000000024000000080000000e');
const OTHER_GROUP = hex('506f72746f6c616e00000000000000002920222000000000000000260000000a00000011000e');
const NO_PROPOSAL_1 = hex('506f72746f6c616ef6d99bc7cd7475390b10050086254b43000000280000000c000000010100000e');
const MAIN_MODE =
  hex(`506f72746f6c616ec342ebceb44587890110020000000000000000740d00003800000001000000010000002c0101000100000024
  0101000080010007800e0100800200048004000e80030001800b0001800c70800d00000c09002689dfd6b71200000014afcad71368a1f1c96b869
  6fc77570100`);

test('version 2 says what would do', () => {
  assert.deepEqual(ike.read(datagramReply(OTHER_GROUP, ikeV2.bytes, 'isakmp')), {
    confidence: 1,
    info: 'IKEv2: wants group MODP-2048',
    details: { version: 2, group: 'MODP-2048' },
  });
  assert.equal(ike.read(datagramReply(NO_PROPOSAL))?.info, 'IKEv2: no proposal chosen');
});

test('behind four zeros, too', () => {
  assert.equal(ike.read(datagramReply(concat(hex('00000000'), NO_PROPOSAL)))?.details?.version, 2);
  assert.deepEqual(ikeV2Nat.bytes.subarray(4), ikeV2.bytes);
});

test('version 1 says what it chose, and its vendor ids what it can', () => {
  assert.deepEqual(ike.read(datagramReply(MAIN_MODE, ikeV1.bytes, 'isakmp')), {
    confidence: 1,
    info: 'IKEv1: agrees MODP-2048',
    details: {
      version: 1,
      cipher: 'AES',
      hash: 'SHA-256',
      method: 'shared key',
      group: 'MODP-2048',
      vendors: ['XAUTH', 'dead peer detection'],
    },
  });
  assert.equal(ike.read(datagramReply(NO_PROPOSAL_1))?.info, 'IKEv1: no proposal chosen');
  const weak = MAIN_MODE.slice();
  weak.set(hex('8001 0005'), 56);
  weak[71] = 2;
  const verdict = ike.read(datagramReply(weak));
  assert.equal(verdict?.notes?.[0].text, 'agrees on 3DES, MODP-1024');
});

test('after version 2 version 1 is asked', async () => {
  const verdict = await ike.learn!(fakeTalk([MAIN_MODE]), ike.read(datagramReply(OTHER_GROUP))!);
  assert.equal(verdict.info, 'IKEv2: wants group MODP-2048; IKEv1: agrees MODP-2048');
  assert.equal((verdict.details!.ikev1 as { hash: string }).hash, 'SHA-256');
  const silent = ike.read(datagramReply(OTHER_GROUP))!;
  assert.equal(await ike.learn!(fakeTalk([]), silent), silent);
});

test('makers by their vendor ids', () => {
  assert.equal(ikeVendor(hex('882fe56d6fd20dbc2251613b2ebe5beb')).product, 'strongSwan');
  assert.equal(ikeVendor(hex('8299031757a36082c6a621de00000000')).product, 'Fortinet FortiGate');
  assert.equal(ikeVendor(hex('1e2b516905991c7d7c96fcbfb587e46100000009')).name, 'Microsoft IKE 9');
  assert.equal(ikeVendor(hex('12f5f28c457168a9702d9fe274cc0100')).name, 'Cisco Unity');
  assert.equal(ikeVendor(ascii('FLEXVPN-SUPPORTED')).product, 'Cisco IKE');
  assert.equal(ikeVendor(hex('0102')).name, '0102');
});

test('a vendor id within an answer of version 2', () => {
  const id = concat(hex('00 00'), be16(4 + 16), hex('882fe56d6fd20dbc2251613b2ebe5beb'));
  const bytes = concat(OTHER_GROUP, id);
  bytes[28] = 43;
  bytes[27] = bytes.length;
  assert.equal(ike.read(datagramReply(bytes))?.product, 'strongSwan');
});

test('our questions, other SPIs and halves are none', () => {
  for (const { bytes } of [ikeV1, ikeV2, ikeV2Nat]) assert.equal(ike.read(datagramReply(bytes)), null);
  assert.equal(ike.read(datagramReply(OTHER_GROUP.map((byte, at) => (at === 0 ? 0 : byte)))), null);
  for (const answer of [OTHER_GROUP, NO_PROPOSAL_1, MAIN_MODE]) {
    for (let cut = 0; cut < answer.length; cut++) assert.equal(ike.read(datagramReply(answer.subarray(0, cut))), null);
  }
});
