import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { iscsi } from './iscsi.ts';

const KEYS = ascii('TargetPortalGroupTag=1\0AuthMethod=None\0');
const RESPONSE = concat(
  hex(`23 00 00 00 00 0000${KEYS.length.toString(16)} 800000000000 0001 506f7274 00000000`),
  hex('00000001 00000001 00000001 00 00 0000 0000000000000000'),
  KEYS,
);

test('a Login Response without a login', () => {
  const verdict = iscsi.read(reply(RESPONSE, 'x'))!;
  assert.deepEqual([verdict.confidence, verdict.info, verdict.notes?.[0].code], [0.95, 'login: None', 'N_NO_LOGIN']);
  assert.deepEqual(verdict.details?.keys, { TargetPortalGroupTag: '1', AuthMethod: 'None' });
});

test('the request is whole, and makes no session', () => {
  const request = iscsi.hello as Uint8Array;
  assert.equal(request.length % 4, 0);
  assert.equal(request[1] & 0x80, 0);
  assert.equal(request.length - 48, Math.ceil(request[7] / 4) * 4);
});

test('refused; not ours; cut short', () => {
  const refused = Uint8Array.from(RESPONSE);
  refused[36] = 2;
  refused[37] = 1;
  assert.equal(iscsi.read(reply(refused, 'x'))?.info, 'refuses: 2/1');
  const other = Uint8Array.from(RESPONSE);
  other[16] = 0;
  assert.equal(iscsi.read(reply(other, 'x')), null);
  assert.equal(iscsi.read(reply(RESPONSE.subarray(0, 40), 'x')), null);
});
