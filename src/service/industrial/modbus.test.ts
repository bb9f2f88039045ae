import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, concat, hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { modbus } from './modbus.ts';

const object = (id: number, text: string): Uint8Array => concat(Uint8Array.of(id, text.length), ascii(text));
const OBJECTS = concat(object(0, 'Schneider Electric'), object(1, 'TM221CE24T'), object(2, 'V1.10'));
const IDENTITY = concat(
  hex('5054 0000'),
  Uint8Array.of(0, 8 + OBJECTS.length),
  hex('ff 2b 0e 01 01 00 00 03'),
  OBJECTS,
);
const read = (bytes: Uint8Array, to: string | null = 'mbap') =>
  modbus.read(reply(bytes, modbus.hello as Uint8Array, to));

test('a controller identifies itself', () => {
  const verdict = read(IDENTITY);
  assert.deepEqual(
    [verdict?.confidence, verdict?.product, verdict?.version],
    [1, 'Schneider Electric TM221CE24T', '1.10'],
  );
  assert.equal(read(IDENTITY.subarray(0, 20))?.more, true);
});

test('one that does not is known by its refusal', () => {
  const verdict = read(hex('5054 0000 0003 ff ab 01'));
  assert.deepEqual([verdict?.confidence, verdict?.info], [0.95, 'identifies itself to nobody']);
  assert.equal(read(hex('5054 0000 0003 ff ab 0b'))?.info, 'gateway, device does not answer');
});

test('lengths that lie, and others', () => {
  // An object that is longer than all there is.
  assert.equal(read(hex('5054 0000 000b ff 2b 0e 01 01 00 00 ff 00 ff 41'))?.confidence, 1);
  for (const bytes of [
    '',
    '5054 0000',
    '5054 0001 0003 ff ab 01',
    '0000 0000 0003 ff ab 01',
    '5054 0000 0003 ff 83 01',
  ]) {
    assert.equal(read(hex(bytes)), null, bytes);
  }
  assert.equal(read(IDENTITY, 'http'), null);
});
