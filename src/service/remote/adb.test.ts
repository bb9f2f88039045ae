import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex, le32 } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { adb } from './adb.ts';

test('a device without keys tells its model', () => {
  const banner = ascii('device::ro.product.name=lab;ro.product.model=Lab Phone;');
  const head = concat(hex('434e584e 01000001 00001000'), le32(banner.length), hex('00000000 bcb1a7b1'));
  const verdict = adb.read(reply(concat(head, banner)));
  assert.deepEqual([verdict?.confidence, verdict?.device, verdict?.os], [1, 'Lab Phone', 'Android']);
  assert.equal(verdict?.notes?.[0].code, 'N_NO_LOGIN');
});

test('with keys it wants a token; a wrong magic is none', () => {
  assert.equal(
    adb.read(reply(hex('41555448 01000000 00000000 14000000 00000000 beaaabb7')))?.info,
    'wants a signed token',
  );
  assert.equal(adb.read(reply(hex('41555448 01000000 00000000 14000000 00000000 00000000'))), null);
  assert.equal(adb.read(reply('CNXN')), null);
});
