import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { pptp } from './pptp.ts';

const POPTOP = concat(
  hex('009c 0001 1a2b3c4d 0002 0000 0100 01 00 00000000 00000000 0000 0001'),
  ascii('local'.padEnd(64, '\0')),
  ascii('linux'.padEnd(64, '\0')),
);

test('names the machine and its maker', () => {
  const verdict = pptp.read(reply(POPTOP));
  assert.deepEqual([verdict?.confidence, verdict?.product, verdict?.hostname], [1, 'Poptop pptpd', 'local']);
  assert.equal(verdict?.info, 'linux, firmware 1');
});

test('half of it is waited for; our own request is none', () => {
  assert.equal(pptp.read(reply(POPTOP.subarray(0, 100)))?.more, true);
  assert.equal((pptp.hello as Uint8Array).length, 156);
  assert.equal(pptp.read(reply(pptp.hello as Uint8Array)), null);
});
