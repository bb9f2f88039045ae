import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { smb } from './smb.ts';

/** Samba's answer to the old form (its security buffer is cut off: nobody reads it). */
const WILDCARD =
  hex(`000000ca fe534d42 4000 0000 00000000 0000 0100 01000000 00000000 0000000000000000 00000000 00000000
  0000000000000000 00000000000000000000000000000000 4100 0100 ff02 0000 6c6162736d6200000000000000000000 07000000
  00008000 00008000 00008000 d23e7b593f7edd01 0000000000000000 8000 4a00`);
const NEGOTIATED = Uint8Array.from(WILDCARD, (byte, at) => (at === 72 ? 0x11 : at === 73 ? 0x03 : byte));
const OLD_ONLY = hex(`00000033 ff534d42 72 00000000 88 01c8 0000 0000000000000000 0000 ffff 0100 0000 0000
  11 0000 0f 3200 0100 04410000`);
const NO_DIALECT = hex(
  '00000025 ff534d42 72 00000000 88 03c0 0000 0000000000000000 0000 ffff 0100 0000 0000 01 ffff 0000',
);

test('an SMB 2 server that chooses its dialect later', () => {
  const verdict = smb.read(reply(WILDCARD, null, 'microsoft-ds'));
  assert.equal(verdict?.confidence, 0.95);
  assert.equal(verdict?.info, 'SMB 2 or later; signing optional');
  assert.equal(verdict?.details?.time, '2026-11-27T07:17:24.027Z');
  assert.equal(verdict?.notes?.[0].code, 'N_SMB_SIGNING');
});

test('its dialect, and whether SMB 1 is refused, are learned', async () => {
  const talk = fakeTalk([NEGOTIATED, new Uint8Array(0), NO_DIALECT]);
  const verdict = await smb.learn!(talk, smb.read(reply(WILDCARD))!);
  assert.equal(verdict.details?.dialect, '3.1.1');
  assert.deepEqual(
    verdict.notes?.map(({ code }) => code),
    ['N_SMB_SIGNING'],
  );
  const old = await smb.learn!(fakeTalk([NEGOTIATED, new Uint8Array(0), OLD_ONLY]), smb.read(reply(WILDCARD))!);
  assert.deepEqual(
    old.notes?.map(({ code }) => code),
    ['N_SMB_SIGNING', 'N_SMB1'],
  );
});

test('SMB 1 alone is noted', () => {
  const verdict = smb.read(reply(OLD_ONLY));
  assert.equal(verdict?.info, 'SMB 1 only');
  assert.deepEqual(
    verdict?.notes?.map(({ code }) => code),
    ['N_SMB1'],
  );
});

test('requests and what is cut short are none', () => {
  assert.equal(smb.read(reply(smb.hello as Uint8Array)), null);
  for (let cut = 0; cut < 60; cut++) assert.equal(smb.read(reply(WILDCARD.subarray(0, cut)))?.details, undefined);
});
