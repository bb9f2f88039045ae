import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { vnc } from './vnc.ts';

test('a greeting is a claim, the security types prove it', async () => {
  const greeting = vnc.read(reply('RFB 003.008\n'))!;
  assert.deepEqual(greeting, { confidence: 0.7, info: 'protocol 3.8' });
  const talk = fakeTalk([hex('02 02 13')]);
  const verdict = await vnc.learn!(talk, greeting);
  assert.deepEqual([verdict.confidence, verdict.info], [1, 'protocol 3.8; login: VNC password, VeNCrypt']);
  assert.equal(talk.said(), 'RFB 003.008\n');
});

test('no password is noted, in both forms', async () => {
  const now = await vnc.learn!(fakeTalk([hex('01 01')]), vnc.read(reply('RFB 003.008\n'))!);
  assert.equal(now.notes?.[0].code, 'N_NO_LOGIN');
  const old = await vnc.learn!(fakeTalk([hex('00000001')]), vnc.read(reply('RFB 003.003\n'))!);
  assert.equal(old.notes?.[0].code, 'N_NO_LOGIN');
});

test('refusals say why, and silence contradicts', async () => {
  const greeting = vnc.read(reply('RFB 003.008\n'))!;
  const refused = await vnc.learn!(fakeTalk([concat(hex('00 00000004'), ascii('busy'))]), greeting);
  assert.match(refused.info ?? '', /refuses: busy/);
  const silent = await vnc.learn!(fakeTalk([]), greeting);
  assert.equal(silent.confidence, 0.7);
  assert.match(silent.contradiction ?? '', /security types/);
});

test('Apple is told by its number; the word elsewhere is none', () => {
  assert.equal(vnc.read(reply('RFB 003.889\n'))?.product, 'Apple Remote Desktop');
  assert.equal(vnc.read(reply('see RFB 003.008\n')), null);
});
