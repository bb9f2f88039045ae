import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ADDRESS_1, ADDRESS_2, ARP_REPLY, IP, PORT_UNREACHABLE, SYN, SYN_ACK } from './frames.test-data.ts';
import * as ipv4 from './ipv4.ts';
import { ipv4Packet } from './values.test-data.ts';

const PROBE: ipv4.Ipv4 = {
  typeOfService: 0,
  identification: 0xf2f4,
  dontFragment: false,
  moreFragments: false,
  fragmentOffset: 0,
  ttl: 50,
  protocol: ipv4.PROTOCOL_TCP,
  source: ADDRESS_1,
  destination: ADDRESS_2,
  options: new Uint8Array(0),
  payloadLength: 24,
};

test('a captured header', () => {
  const length = SYN.length - IP;
  assert.equal(ipv4.check(SYN, IP, length), 20);
  assert.deepEqual(ipv4.parse(SYN, IP, length), { ...PROBE, headerLength: 20, totalLength: 44 });
  assert.equal(ipv4.isIntact(SYN, IP), true);
  assert.equal(ipv4.ttl(SYN, IP), 50);
  assert.equal(ipv4.protocol(SYN, IP), 6);
  assert.equal(ipv4.source(SYN, IP), ADDRESS_1);
  assert.equal(ipv4.destination(SYN, IP), ADDRESS_2);
  assert.equal(ipv4.identification(SYN, IP), 0xf2f4);
  assert.equal(ipv4.dontFragment(SYN, IP), false);
  assert.equal(ipv4.dontFragment(SYN_ACK, IP), true);
  assert.equal(ipv4.isFragment(SYN_ACK, IP), false);
  assert.equal(ipv4.parse(PORT_UNREACHABLE, IP, 61)?.typeOfService, 0xc0);
});

test('the captured header is made byte for byte', () => {
  const bytes = new Uint8Array(20).fill(0xee);
  assert.equal(ipv4.emit(bytes, 0, PROBE), 20);
  assert.deepEqual(bytes, SYN.subarray(IP, IP + 20));
});

test('a wrong checksum is seen', () => {
  const bytes = Uint8Array.from(SYN);
  bytes[IP + 8]--;
  assert.equal(ipv4.isIntact(bytes, IP), false);
});

test('Ethernet padding is not payload, and what was cut off is not there', () => {
  const padded = new Uint8Array(60);
  padded.set(SYN);
  assert.equal(ipv4.payloadLength(padded, IP, 46), 24);
  assert.equal(ipv4.payloadLength(SYN, IP, 30), 10);
  assert.equal(ipv4.parse(SYN, IP, 20)?.payloadLength, 0);
  assert.equal(ipv4.parse(SYN, IP, 20)?.totalLength, 44);
});

test('options are stepped over', () => {
  // Router alert (RFC 2113), protocol 2.
  const bytes = Uint8Array.from(
    Buffer.from('46000020000040000102000000000000e0000016 94040000 2200f9010000 0000'.replaceAll(' ', ''), 'hex'),
  );
  const parsed = ipv4.parse(bytes, 0, bytes.length);
  assert.equal(parsed?.headerLength, 24);
  assert.deepEqual(parsed?.options, Uint8Array.of(0x94, 4, 0, 0));
  assert.equal(parsed?.payloadLength, 8);
  assert.equal(bytes[24], 0x22);
});

test('options that do not fill a word are ended with zeros', () => {
  const bytes = new Uint8Array(24).fill(0xee);
  assert.equal(ipv4.emit(bytes, 0, { ...PROBE, options: Uint8Array.of(1) }), 24);
  assert.deepEqual([...bytes.subarray(20)], [1, 0, 0, 0]);
  assert.equal(ipv4.isIntact(bytes, 0), true);
});

test('fragments are recognised', () => {
  const cases: [flags: number, isFragment: boolean, offset: number, more: boolean][] = [
    [0x0000, false, 0, false],
    [0x4000, false, 0, false],
    [0x2000, true, 0, true],
    [0x20b9, true, 1480, true],
    [0x00b9, true, 1480, false],
    [0x1fff, true, 65_528, false],
  ];
  for (const [flags, isFragment, offset, more] of cases) {
    const bytes = Uint8Array.from(SYN.subarray(IP));
    bytes[6] = flags >> 8;
    bytes[7] = flags;
    assert.equal(ipv4.isFragment(bytes, 0), isFragment);
    assert.equal(ipv4.fragmentOffset(bytes, 0), offset);
    assert.equal(ipv4.moreFragments(bytes, 0), more);
  }
});

test('what is no IPv4 header is refused', () => {
  const bytes = SYN.subarray(IP);
  for (let length = 0; length < 20; length++) assert.equal(ipv4.check(bytes, 0, length), 0);
  assert.equal(ipv4.check(ARP_REPLY, IP, 28), 0);
  const changed = (at: number, value: number): Uint8Array => {
    const copy = Uint8Array.from(bytes);
    copy[at] = value;
    return copy;
  };
  assert.equal(ipv4.check(changed(0, 0x65), 0, 44), 0, 'version 6');
  assert.equal(ipv4.check(changed(0, 0x44), 0, 44), 0, 'header of 16 bytes');
  assert.equal(ipv4.check(changed(0, 0x4f), 0, 44), 0, 'header longer than what was captured');
  assert.equal(ipv4.check(changed(3, 19), 0, 44), 0, 'whole packet shorter than its header');
  assert.equal(ipv4.check(changed(3, 20), 0, 44), 20, 'header only');
  assert.equal(ipv4.checkQuoted(changed(3, 19), 0, 44), 20, 'quoted: total length not believed');
});

test('lengths that cannot be expressed are errors', () => {
  const bytes = new Uint8Array(100);
  assert.throws(() => ipv4.emit(bytes, 0, { ...PROBE, options: new Uint8Array(41) }), /E_IPV4_LENGTH: 41/);
  assert.throws(() => ipv4.emit(bytes, 0, { ...PROBE, payloadLength: 65_516 }), /E_IPV4_LENGTH: 0 .* 65516/);
  assert.equal(ipv4.emit(bytes, 0, { ...PROBE, payloadLength: 65_515 }), 20);
  assert.throws(() => ipv4.emit(bytes, 81, PROBE), /E_NO_ROOM/);
});

test('parse(emit(x)) = x, and the checksum is right', () => {
  fc.assert(
    fc.property(ipv4Packet, fc.nat(9), (packet, offset) => {
      const bytes = new Uint8Array(offset + 60 + packet.payloadLength).fill(0xee);
      const headerLength = ipv4.emit(bytes, offset, packet);
      const totalLength = headerLength + packet.payloadLength;
      assert.deepEqual(ipv4.parse(bytes, offset, totalLength), { ...packet, headerLength, totalLength });
      assert.equal(ipv4.isIntact(bytes, offset), true);
    }),
  );
});
