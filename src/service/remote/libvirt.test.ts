import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { libvirt } from './libvirt.ts';

test('says how one logs in', () => {
  const open = hex('00000024 20008086 00000001 00000042 00000001 504f5254 00000000 00000001 00000000');
  const verdict = libvirt.read(reply(open));
  assert.deepEqual([verdict?.info, verdict?.notes?.[0].code], ['login: none', 'N_NO_LOGIN']);
  const closed = libvirt.read(reply(open.map((byte, at) => (at === 35 ? 1 : byte))));
  assert.deepEqual([closed?.info, closed?.notes], ['login: SASL', undefined]);
});

test('its own question and what is cut short are none', () => {
  assert.equal(libvirt.read(reply(libvirt.hello as Uint8Array)), null);
  assert.equal(libvirt.read(reply(hex('00000024 20008086 00000001'))), null);
});
