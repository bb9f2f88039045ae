import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, be16, concat } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { apcupsd } from './apcupsd.ts';

const record = (text: string): Uint8Array => concat(be16(text.length), ascii(text));
const STATUS = concat(
  record('APC      : 001,018,0449\n'),
  record('HOSTNAME : vm\n'),
  record('VERSION  : 3.14.14 (31 May 2016) debian\n'),
  record('STATUS   : ONLINE \n'),
  record('END APC  : 2026-11-27 06:51:07 +0000  \n'),
  be16(0),
);

test('records with their lengths', () => {
  const verdict = apcupsd.read(reply(STATUS, 'x'))!;
  assert.deepEqual(
    [verdict.confidence, verdict.version, verdict.hostname, verdict.os, verdict.more],
    [1, '3.14.14', 'vm', 'debian', undefined],
  );
  assert.deepEqual(verdict.details, { STATUS: 'ONLINE' });
});

test('half of it; another text', () => {
  assert.equal(apcupsd.read(reply(STATUS.subarray(0, 40), 'x'))?.more, true);
  assert.equal(apcupsd.read(reply('\x00\x06status', 'x')), null);
});
