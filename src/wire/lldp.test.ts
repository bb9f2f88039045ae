import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hex } from './hex.test-data.ts';
import * as lldp from './lldp.ts';
import { lldpFields } from './values.test-data.ts';

/** Chassis by MAC address, port "ge1", 120 s, name "sw1", a bridge, management address 198.18.0.250. */
const SWITCH = hex(`
  0207 04 02005e0053fa  0404 05 676531  0602 0078  0a03 737731  0e04 0004 0004
  100c 05 01 c61200fa 02 00000001 00  0000`);

test('the fields of a switch', () => {
  const fields = lldp.parse(SWITCH, 0, SWITCH.length);
  assert.deepEqual(
    fields?.map(({ type }) => type),
    [1, 2, 3, 5, 7, 8],
  );
  assert.equal(Buffer.from(fields![3].value).toString(), 'sw1');
  assert.equal(lldp.ipv4In(fields![5].value, 1), 0xc61200fa);
  assert.equal(lldp.check(SWITCH, 0, SWITCH.length), SWITCH.length);
});

test('padding behind the end is none of it, and an end may be missing', () => {
  const padded = new Uint8Array(SWITCH.length + 20);
  padded.set(SWITCH);
  assert.equal(lldp.check(padded, 0, padded.length), SWITCH.length);
  assert.equal(lldp.check(SWITCH, 0, SWITCH.length - 2), SWITCH.length - 2);
});

test('other first fields, and fields that do not fit in, are refused', () => {
  assert.equal(lldp.check(SWITCH, 9, SWITCH.length - 9), 0);
  assert.equal(lldp.check(SWITCH, 0, SWITCH.length - 3), 0);
  assert.equal(lldp.check(hex('0000'), 0, 2), 0);
});

test('parse(emit(x)) = x', () => {
  fc.assert(
    fc.property(lldpFields, fc.nat(9), (fields, offset) => {
      const bytes = new Uint8Array(600);
      const length = lldp.emit(bytes, offset, fields);
      assert.deepEqual(lldp.parse(bytes, offset, length), fields);
    }),
  );
});
