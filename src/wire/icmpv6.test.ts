import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hex } from './hex.test-data.ts';
import * as icmpv6 from './icmpv6.ts';
import * as ipv6 from './ipv6.ts';
import { icmpv6Message, ipv6Packet } from './values.test-data.ts';

const ADVERTISEMENT = hex(`
  88 00 0000 60000000 20010db8000000000000000000000005
  02 01 02005e005305`);

test('an advertisement of a neighbour: its target, and whose MAC address that is', () => {
  const { length } = ADVERTISEMENT;
  assert.equal(icmpv6.type(ADVERTISEMENT, 0), icmpv6.TYPE.neighbourAdvertisement);
  assert.equal(ipv6.formatIpv6(icmpv6.target(ADVERTISEMENT, 0, length)!, 0), '2001:db8::5');
  assert.deepEqual(icmpv6.options(ADVERTISEMENT, 0, length, icmpv6.OPTION.targetLink), [hex('02005e005305')]);
  assert.equal(icmpv6.target(ADVERTISEMENT, 0, 23), null);
});

test('a router advertisement: lifetime, prefixes, name servers', () => {
  const bytes = hex(`
    86 00 0000 40 00 0708 00000000 00000000
    03 04 40 c0 00015180 00003840 00000000 20010db8000100000000000000000000
    19 03 0000 00000708 20010db8000100000000000000000053`);
  assert.equal(icmpv6.routerLifetime(bytes, 0, bytes.length), 1800);
  const [prefix] = icmpv6.options(bytes, 0, bytes.length, icmpv6.OPTION.prefix);
  assert.equal(prefix[0], 64);
  assert.equal(ipv6.formatIpv6(prefix, 14), '2001:db8:1::');
  const [servers] = icmpv6.options(bytes, 0, bytes.length, icmpv6.OPTION.nameServers);
  assert.equal(ipv6.formatIpv6(servers, 6), '2001:db8:1::53');
});

test('an option of no length ends the options', () => {
  const bytes = Uint8Array.from(ADVERTISEMENT);
  bytes[25] = 0;
  assert.deepEqual(icmpv6.options(bytes, 0, bytes.length, icmpv6.OPTION.targetLink), []);
});

test('parse(emit(x)) = x, and its checksum is right until a bit is changed', () => {
  fc.assert(
    fc.property(ipv6Packet, icmpv6Message, fc.nat(), (packet, message, at) => {
      const length = icmpv6.HEADER_LENGTH + message.body.length;
      const bytes = new Uint8Array(ipv6.HEADER_LENGTH + length);
      ipv6.emit(bytes, 0, { ...packet, payloadLength: length });
      assert.equal(icmpv6.emit(bytes, 40, message, 0), length);
      assert.deepEqual(icmpv6.parse(bytes, 40, length), message);
      assert.equal(icmpv6.isIntact(bytes, 40, length, 0), true);
      bytes[40 + (at % length)] ^= 1;
      assert.equal(icmpv6.isIntact(bytes, 40, length, 0), false);
    }),
  );
});
