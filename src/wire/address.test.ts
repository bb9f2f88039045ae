import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatIpv4, formatMac, parseIpv4, parseMac } from './address.ts';
import { u32 } from './values.test-data.ts';

test('IPv4 addresses are read and written', () => {
  const cases: [string, number][] = [
    ['0.0.0.0', 0],
    ['127.0.0.1', 0x7f000001],
    ['198.18.77.2', 0xc6124d02],
    ['255.255.255.255', 0xffffffff],
    ['10.20.100.0', 0x0a146400],
  ];
  for (const [text, address] of cases) {
    assert.equal(parseIpv4(text), address, text);
    assert.equal(formatIpv4(address), text);
  }
});

test('anything but a dotted quad is refused', () => {
  const wrong = [
    ...['', '.', '...', '1.2.3', '1.2.3.', '.1.2.3', '1..2.3', '1.2.3.4.', '1.2.3.4.5', '1.2.3.256', '1.2.3.1000'],
    ...['01.2.3.4', '1.2.3.00', '1.2.3.04', '0x1.2.3.4', '1.2.3.-4', '+1.2.3.4', ' 1.2.3.4', '1.2.3.4 ', '1.2.3.4\n'],
    ...['1.2.3.4/24', '16909060', '1.2.3.٤', '1,2,3,4', 'host', '1.2.3.4e0', '1111.1.1.1', '::1'],
  ];
  for (const text of wrong) assert.equal(parseIpv4(text), null, JSON.stringify(text));
});

test('every address is read back', () => {
  fc.assert(fc.property(u32, (address) => assert.equal(parseIpv4(formatIpv4(address)), address)));
});

test('what is read is written the same way: there is one form of an address only', () => {
  const character = fc.constantFrom(...'0123456789.');
  const text = fc.oneof(
    fc.string({ unit: character, maxLength: 16 }),
    fc.array(fc.integer({ min: 0, max: 260 }), { minLength: 3, maxLength: 5 }).map((parts) => parts.join('.')),
  );
  fc.assert(
    fc.property(text, (candidate) => {
      const address = parseIpv4(candidate);
      if (address !== null) assert.equal(formatIpv4(address), candidate);
    }),
  );
});

test('MAC addresses are read and written', () => {
  const mac = Uint8Array.of(0x02, 0, 0x5e, 0, 0x53, 0xff);
  assert.deepEqual(parseMac('02:00:5e:00:53:ff'), mac);
  assert.deepEqual(parseMac('02-00-5E-00-53-FF'), mac);
  assert.equal(formatMac(Uint8Array.of(9, ...mac, 9), 1), '02:00:5e:00:53:ff');
  for (const text of ['', '02:00:5e:00:53', '02:00:5e:00:53:ff:00', '02:00:5e:00:53:fg', '2:0:5e:0:53:ff']) {
    assert.equal(parseMac(text), null, text);
  }
  for (const text of ['02:00-5e:00:53:ff', '02005e0053ff', ' 02:00:5e:00:53:ff', '02:00:5e:00:53:ff\n']) {
    assert.equal(parseMac(text), null, text);
  }
});

test('every MAC address is read back', () => {
  const mac = fc.uint8Array({ minLength: 6, maxLength: 6 });
  fc.assert(fc.property(mac, (bytes) => assert.deepEqual(parseMac(formatMac(bytes, 0)), bytes)));
});
