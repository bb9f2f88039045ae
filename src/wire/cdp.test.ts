import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as cdp from './cdp.ts';
import { hex } from './hex.test-data.ts';
import { cdpMessage } from './values.test-data.ts';

const SWITCH = hex(`
  aaaa0300000c2000 02 b4 0000
  0001 0007 737732  0002 0011 00000001 01 01 cc 0004 c61200fb  0004 0008 00000008`);

test('the fields of a switch', () => {
  const { fields } = cdp.parse(SWITCH, 0, SWITCH.length)!;
  assert.deepEqual(
    fields.map(({ type }) => type),
    [cdp.TYPE.device, cdp.TYPE.addresses, cdp.TYPE.capabilities],
  );
  assert.deepEqual(cdp.ipv4In(fields[1].value), [0xc61200fb]);
});

test('addresses: those that are no IPv4 are stepped over, a count that lies ends', () => {
  const both = hex('00000009 02 08 aaaa0300000086dd 0010 20010db8000000000000000000000001 01 01 cc 0004 c6120001');
  assert.deepEqual(cdp.ipv4In(both), [0xc6120001]);
  assert.deepEqual(cdp.ipv4In(hex('ffffffff 01')), []);
});

test('other protocols behind SNAP are refused', () => {
  const bytes = Uint8Array.from(SWITCH);
  bytes[7] ^= 4;
  assert.equal(cdp.check(bytes, 0, bytes.length), 0);
});

test('parse(emit(x)) = x', () => {
  fc.assert(
    fc.property(cdpMessage, fc.nat(9), (message, offset) => {
      const bytes = new Uint8Array(600);
      const length = cdp.emit(bytes, offset, message);
      assert.deepEqual(cdp.parse(bytes, offset, length), message);
    }),
  );
});
