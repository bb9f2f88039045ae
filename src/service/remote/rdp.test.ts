import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import type { Talk } from '../talk/talk.ts';
import { rdp } from './rdp.ts';

const XRDP = hex('03000013 0e d0 0000 1234 00 02 01 0800 01000000');
const NLA = hex('03000013 0e d0 0000 1234 00 02 1f 0800 02000000');

test('chooses its security', () => {
  assert.deepEqual(rdp.read(reply(NLA, null, 'ms-wbt-server')), {
    confidence: 0.95,
    info: 'CredSSP security',
    details: { security: ['CredSSP'], flags: 0x1f },
  });
  assert.equal(rdp.read(reply(XRDP))?.notes?.[0].code, 'N_RDP_NO_NLA');
  assert.equal(rdp.read(reply(hex('03000013 0e d0 0000 1234 00 03 00 0800 05000000')))?.info, 'requires CredSSP');
});

test('an old one negotiates nothing; other protocols over TPKT are none', () => {
  const old = hex('0300000b 06 d0 0000 1234 00');
  assert.equal(rdp.read(reply(old, null, 'ms-wbt-server'))?.info, 'RDP security');
  assert.equal(rdp.read(reply(old, null, 's7')), null);
  assert.equal(rdp.read(reply(hex('03000016 11 d0 0001 0002 00 c0010a c1020100 c2020102'))), null);
  assert.equal(rdp.read(reply(XRDP.subarray(0, 18))), null);
});

test('without TLS nothing more is learned', async () => {
  const verdict = rdp.read(reply(XRDP))!;
  assert.deepEqual(await rdp.learn!(fakeTalk([]), verdict), verdict);
});

test('whoever speaks another protocol is shown out, and RDP is asked in its own words', async () => {
  const verdict = rdp.read(reply(hex('03000009 02 f0 80 21 80'), 'GET / HTTP/1.1\r\n\r\n', 'http'))!;
  assert.equal(verdict.confidence, 0.85);
  const talk = fakeTalk([XRDP]);
  assert.equal((await rdp.learn!(talk, verdict)).info, 'TLS security');
  assert.equal(talk.said().length, 19);
  assert.deepEqual(await rdp.learn!(fakeTalk([]), verdict), verdict);
});

/** [MS-NLMP] 2.2.1.2: a challenge with a NetBIOS name and a version. */
function challenge(major: number, minor: number, build: number): Uint8Array {
  const pairs = Buffer.from('01000400480041000000 0000'.replaceAll(' ', ''), 'hex');
  const message = Buffer.alloc(56);
  message.write('NTLMSSP\0', 'latin1');
  message.writeUInt32LE(2, 8);
  message.writeUInt32LE(0x0280_8205, 20);
  message.writeUInt16LE(pairs.length, 40);
  message.writeUInt32LE(56, 44);
  message.set([major, minor, build & 255, build >> 8], 48);
  return Buffer.concat([message, pairs]);
}

test('whose TLS is newer than the Windows that its NTLM names is none', async () => {
  const learned = async (version: string, numbers: Uint8Array) => {
    const tls = { version, cipher: 'TLS_AES_256_GCM_SHA384', certificate: null, alpn: null } as unknown as Talk['tls'];
    const talk = fakeTalk([numbers, hex('03000013 0e d0 0000 1234 00 03 00 0800 05000000')]);
    const inside = { ...talk, startTls: async () => true, tls };
    const { product, os, hostname, details } = await rdp.learn!(inside, rdp.read(reply(NLA))!);
    return [product, os, hostname, details?.osVersion];
  };
  const windows = 'Microsoft Terminal Services';
  assert.deepEqual(await learned('TLSv1.3', challenge(6, 1, 7601)), ['FreeRDP', undefined, 'HA', undefined]);
  assert.deepEqual(await learned('TLSv1.3', challenge(10, 0, 17_763)), [undefined, undefined, 'HA', undefined]);
  assert.deepEqual(await learned('TLSv1.2', challenge(6, 1, 7601)), [
    ...[windows, 'Windows 7 or Server 2008 R2', 'HA', '6.1.7601'],
  ]);
  assert.deepEqual(await learned('TLSv1.3', challenge(10, 0, 20_348)), [
    ...[windows, 'Windows Server 2022', 'HA', '10.0.20348'],
  ]);
});
