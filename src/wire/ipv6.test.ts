import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hex } from './hex.test-data.ts';
import * as ipv6 from './ipv6.ts';
import { ipv6Packet } from './values.test-data.ts';

/** A report to a group, as Linux sends it when an interface comes up: hop-by-hop with a router alert before ICMPv6. */
const REPORT = hex(`
  60000000 0024 00 01 fe8000000000000000005efffe005301 ff020000000000000000000000000016
  3a 00 0502 0000 0100
  8f 00 0000 0000 0001 04000000 ff0200000000000000000001ff005301`);

test('a captured header', () => {
  const packet = ipv6.parse(REPORT, 0, REPORT.length);
  assert.equal(packet?.nextHeader, ipv6.NEXT_HOP_BY_HOP);
  assert.equal(packet?.hopLimit, 1);
  assert.equal(ipv6.formatIpv6(packet!.source, 0), 'fe80::5eff:fe00:5301');
  assert.equal(ipv6.formatIpv6(packet!.destination, 0), 'ff02::16');
});

test('what a packet carries is behind its extension headers', () => {
  assert.deepEqual(ipv6.carried(REPORT, 0, REPORT.length), { protocol: ipv6.NEXT_ICMPV6, offset: 48, length: 28 });
  const cut = ipv6.carried(REPORT, 0, 44);
  assert.equal(cut, null);
});

test('extension headers without an end are none', () => {
  const bytes = new Uint8Array(40 + 8 * 20);
  ipv6.emit(bytes, 0, {
    nextHeader: ipv6.NEXT_HOP_BY_HOP,
    hopLimit: 1,
    source: new Uint8Array(16),
    destination: new Uint8Array(16),
    payloadLength: 160,
  });
  assert.equal(ipv6.carried(bytes, 0, bytes.length), null);
});

test('addresses as RFC 5952 writes them', () => {
  const texts: readonly (readonly [string, string])[] = [
    ['20010db8000000000000000000000001', '2001:db8::1'],
    ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
    ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000000000000001', '::1'],
    ['fe800000000000000000000000000000', 'fe80::'],
    ['00010002000300040005000600070008', '1:2:3:4:5:6:7:8'],
  ];
  for (const [bytes, text] of texts) assert.equal(ipv6.formatIpv6(hex(bytes), 0), text);
});

test('kinds of addresses', () => {
  assert.equal(ipv6.isLinkLocal(hex('febf0000000000000000000000000001')), true);
  assert.equal(ipv6.isLinkLocal(hex('fec00000000000000000000000000001')), false);
  assert.equal(ipv6.isMulticast(hex('ff020000000000000000000000000001')), true);
  assert.equal(ipv6.isUnspecified(new Uint8Array(16)), true);
});

test('parse(emit(x)) = x', () => {
  fc.assert(
    fc.property(ipv6Packet, fc.nat(9), (packet, offset) => {
      const bytes = new Uint8Array(offset + ipv6.HEADER_LENGTH + packet.payloadLength).fill(0xee);
      assert.equal(ipv6.emit(bytes, offset, packet), ipv6.HEADER_LENGTH);
      assert.deepEqual(ipv6.parse(bytes, offset, bytes.length - offset), packet);
    }),
  );
});
