import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
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
