import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { pulseaudio } from './pulseaudio.ts';

const REFUSED = hex('0000000f ffffffff 00000000 00000000 00000000 4c00000000 4c504f5254 4c00000001');
const OPEN =
  hex(`00000046 ffffffff 00000000 00000000 00000000 4c00000002 4c504f5254 7470756c7365617564696f00 7431362e3100
  74726f6f7400 74766d00 6103020000ac44 746e756c6c00 746e756c6c2e6d6f6e69746f7200 4ce9f33081`);

test('wants a cookie', () => {
  assert.deepEqual(pulseaudio.read(reply(REFUSED)), { confidence: 1, product: 'PulseAudio', info: 'wants a cookie' });
});

test('without one it says what it is', () => {
  const verdict = pulseaudio.read(reply(OPEN));
  assert.deepEqual([verdict?.product, verdict?.version, verdict?.hostname], ['PulseAudio', '16.1', 'vm']);
  assert.equal(verdict?.notes?.[0].code, 'N_NO_LOGIN');
});

test('its own question and what is cut short are none', () => {
  assert.equal(pulseaudio.read(reply(pulseaudio.hello as Uint8Array)), null);
  for (let cut = 0; cut < 30; cut++) assert.equal(pulseaudio.read(reply(REFUSED.subarray(0, cut))), null);
});
