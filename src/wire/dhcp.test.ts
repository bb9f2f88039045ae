import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as dhcp from './dhcp.ts';
import { hex } from './hex.test-data.ts';
import { dhcpMessage } from './values.test-data.ts';

const DISCOVER = hex(`
  01 01 06 00 12345678 0000 8000 00000000 00000000 00000000 00000000 02005e005307 ${'00'.repeat(10)}
  ${'00'.repeat(192)} 63825363
  350101 0c05 7265616c6d 3c08 4d53465420352e30 ff 00000000`);

test('a client that comes: name and vendor class', () => {
  assert.equal(dhcp.check(DISCOVER, 0, DISCOVER.length), dhcp.HEADER_LENGTH);
  assert.equal(dhcp.operation(DISCOVER, 0), dhcp.REQUEST);
  const options = dhcp.options(DISCOVER, 0, DISCOVER.length);
  assert.equal(Buffer.from(options.get(dhcp.OPTION.hostName)!).toString(), 'realm');
  assert.equal(Buffer.from(options.get(dhcp.OPTION.vendorClass)!).toString(), 'MSFT 5.0');
  assert.deepEqual(dhcp.parse(DISCOVER, 0, DISCOVER.length)?.clientMac, hex('02005e005307'));
});

test('an option in two parts is one (RFC 3396)', () => {
  const bytes = new Uint8Array(300);
  const options = [
    { code: dhcp.OPTION.domain, value: hex('6578616d') },
    { code: dhcp.OPTION.domain, value: hex('706c65') },
  ];
  const length = dhcp.emit(bytes, 0, { ...dhcp.parse(DISCOVER, 0, DISCOVER.length)!, options });
  assert.equal(Buffer.from(dhcp.options(bytes, 0, length).get(dhcp.OPTION.domain)!).toString(), 'example');
});

test('other hardware, other magic and messages that are cut short are refused', () => {
  for (const at of [1, 2, 236, 239]) {
    const bytes = Uint8Array.from(DISCOVER);
    bytes[at] ^= 4;
    assert.equal(dhcp.check(bytes, 0, bytes.length), 0, `byte ${at}`);
  }
  assert.equal(dhcp.check(DISCOVER, 0, 239), 0);
});

test('addresses of an option, as many as are whole', () => {
  assert.deepEqual(dhcp.addressesIn(hex('c6120001 c6120002 c612')), [0xc6120001, 0xc6120002]);
  assert.deepEqual(dhcp.addressesIn(undefined), []);
});

test('parse(emit(x)) = x', () => {
  fc.assert(
    fc.property(dhcpMessage, fc.nat(9), (message, offset) => {
      const bytes = new Uint8Array(600);
      const length = dhcp.emit(bytes, offset, message);
      assert.deepEqual(dhcp.parse(bytes, offset, length), message);
    }),
  );
});
