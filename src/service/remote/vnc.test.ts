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

test('where there is no login the desktop says its name; cut short it does not', async () => {
  const greeting = vnc.read(reply('RFB 003.008\n'))!;
  const shown = concat(hex('0400 0300 20180001 00ff 00ff 00ff 100800 000000 0000000c'), ascii('lab:1 (anna)'));
  const talk = fakeTalk([hex('01 01'), concat(hex('00000000'), shown)]);
  assert.equal((await vnc.learn!(talk, greeting)).details?.desktop, 'lab:1 (anna)');
  assert.equal(talk.said(), 'RFB 003.008\n\x01\x01');
  const old = fakeTalk([hex('00000001'), shown]);
  assert.equal((await vnc.learn!(old, vnc.read(reply('RFB 003.003\n'))!)).details?.desktop, 'lab:1 (anna)');
  assert.equal(old.said(), 'RFB 003.003\n\x01');
  const password = fakeTalk([hex('01 02')]);
  assert.equal((await vnc.learn!(password, greeting)).details?.desktop, undefined);
  assert.equal(password.said(), 'RFB 003.008\n');
  const cut = fakeTalk([hex('01 01'), hex('00000000 0400')]);
  assert.equal((await vnc.learn!(cut, greeting)).details?.desktop, undefined);
  const liar = fakeTalk([hex('01 01'), concat(hex('00000000'), shown.subarray(0, 20), hex('ffffffff'), ascii('x'))]);
  assert.equal((await vnc.learn!(liar, greeting)).details?.desktop, undefined);
});

test('refusals say why, and silence contradicts', async () => {
  const greeting = vnc.read(reply('RFB 003.008\n'))!;
  const refused = await vnc.learn!(fakeTalk([concat(hex('00 00000004'), ascii('busy'))]), greeting);
  assert.match(refused.info ?? '', /refuses: busy/);
  const silent = await vnc.learn!(fakeTalk([]), greeting);
  assert.equal(silent.confidence, 0.7);
  assert.match(silent.contradiction ?? '', /security types/);
});

test('who is refused before anything was said asks no further; half a refusal is none', () => {
  const refusal = concat(ascii('RFB 003.003\n'), hex('00000000 0000001a'), ascii('Too many security failures'));
  const verdict = vnc.read(reply(refusal));
  const info = 'protocol 3.3; refuses: Too many security failures';
  assert.deepEqual(verdict, { confidence: 0.9, info, complete: true });
  assert.equal(vnc.read(reply(refusal.subarray(0, -1)))?.confidence, 0.7);
});

test('Apple is told by its number; the word elsewhere is none', () => {
  assert.equal(vnc.read(reply('RFB 003.889\n'))?.product, 'Apple Remote Desktop');
  assert.equal(vnc.read(reply('see RFB 003.008\n')), null);
});
