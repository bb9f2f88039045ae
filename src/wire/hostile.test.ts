// Whatever bytes come: no codec throws, and none reads outside of the window it was given. The proof of the second: the
// same window among other bytes, and at the very end of its buffer, must give the same results.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as frames from './frames.test-data.ts';
import * as wire from './index.ts';
import * as values from './values.test-data.ts';

type Reader = (bytes: Uint8Array, offset: number, length: number) => unknown;
type Accessor = (bytes: Uint8Array, offset: number) => unknown;

/** Everything a codec can say about a window; the accessors only where `check` allows them. */
function reader(
  codec: { check: (bytes: Uint8Array, offset: number, length: number) => number; parse: Reader },
  accessors: readonly Accessor[],
  bounded: readonly Reader[],
): Reader {
  return (bytes, offset, length) => {
    const header = codec.check(bytes, offset, length);
    assert.ok(header === 0 || (header > 0 && header <= length), `check gave ${header} of ${length}`);
    const parsed = codec.parse(bytes, offset, length);
    assert.equal(parsed === null, header === 0, 'parse and check agree');
    if (header === 0) return 'refused';
    const read = accessors.map((accessor) => accessor(bytes, offset));
    return [header, parsed, read, bounded.map((accessor) => accessor(bytes, offset, length))];
  };
}

const { arp, cdp, dhcp, ethernet, icmp, icmpv6, ipv4, ipv6, lldp, pcapng, tcp, tcpOptions, udp } = wire;

const ipv4Accessors = [
  ...[ipv4.headerLength, ipv4.totalLength, ipv4.identification, ipv4.ttl, ipv4.protocol, ipv4.source, ipv4.destination],
  ...[ipv4.isFragment, ipv4.fragmentOffset, ipv4.moreFragments, ipv4.dontFragment, ipv4.isIntact],
];
const tcpAccessors = [
  ...[tcp.sourcePort, tcp.destinationPort, tcp.sequence, tcp.acknowledgement, tcp.headerLength, tcp.flags, tcp.window],
];
const tcpIsIntact: Reader = (bytes, offset, length) => tcp.isIntact(bytes, offset, length, 1, 2);
const udpIsIntact: Reader = (bytes, offset, length) => udp.isIntact(bytes, offset, length, 1, 2);
const etherTypeOf: Reader = (bytes, offset, length) =>
  ethernet.etherType(bytes, offset, ethernet.check(bytes, offset, length));
const icmpv6Options: Reader = (bytes, offset, length) => [
  icmpv6.options(bytes, offset, length, icmpv6.OPTION.sourceLink),
  icmpv6.target(bytes, offset, length),
  icmpv6.routerLifetime(bytes, offset, length),
  icmpv6.echoToken(bytes, offset, length),
];
const walked: Reader = (bytes, offset, length) => [...pcapng.walk(bytes, offset, length)];

const READERS: { [codec: string]: Reader } = {
  ethernet: reader(ethernet, [], [etherTypeOf]),
  arp: reader(arp, [arp.operation, arp.senderAddress, arp.targetAddress], []),
  ipv4: reader(ipv4, ipv4Accessors, [ipv4.payloadLength, ipv4.checkQuoted]),
  tcp: reader(tcp, tcpAccessors, [tcpIsIntact]),
  tcpOptions: tcpOptions.parse,
  udp: reader(udp, [udp.sourcePort, udp.destinationPort, udp.checksum], [udp.payloadLength, udpIsIntact]),
  icmp: reader(
    icmp,
    [icmp.type, icmp.code, icmp.identifier, icmp.sequence],
    [icmp.isIntact, icmp.quotedHeader, icmp.quotedTransport, icmp.parseQuote],
  ),
  ipv6: reader(ipv6, [ipv6.nextHeader, ipv6.hopLimit, ipv6.source, ipv6.destination], [ipv6.carried]),
  icmpv6: reader(icmpv6, [icmpv6.type, icmpv6.code], [icmpv6Options]),
  dhcp: reader(dhcp, [dhcp.operation, dhcp.clientAddress, dhcp.yourAddress], [dhcp.options]),
  lldp: reader(lldp, [], []),
  cdp: reader(cdp, [], []),
  pcapng: reader(pcapng, [], [walked]),
};

function emitted(emit: (bytes: Uint8Array) => number): Uint8Array {
  const bytes = new Uint8Array(2048);
  return bytes.slice(0, emit(bytes));
}

/** Bytes that are right, so that what is changed in them is met far inside the code. */
const valid: fc.Arbitrary<Uint8Array> = fc.oneof(
  values.ethernetFrame.map((value) => emitted((bytes) => ethernet.emit(bytes, 0, value))),
  values.arpPacket.map((value) => emitted((bytes) => arp.emit(bytes, 0, value))),
  values.ipv4Packet.map((value) => emitted((bytes) => ipv4.emit(bytes, 0, value))),
  values.tcpSegment.map((value) => emitted((bytes) => tcp.emit(bytes, 0, value, 1, 2))),
  values.tcpOptionList.map((value) => emitted((bytes) => tcpOptions.emit(bytes, 0, value))),
  values.udpDatagram.map((value) => emitted((bytes) => udp.emit(bytes, 0, value, 1, 2))),
  values.icmpMessage.map((value) => emitted((bytes) => icmp.emit(bytes, 0, value))),
  values.ipv6Packet.map((value) => emitted((bytes) => ipv6.emit(bytes, 0, value))),
  values.icmpv6Message.map((value) => emitted((bytes) => icmpv6.emit(bytes, 0, value, 1024))),
  values.dhcpMessage.map((value) => emitted((bytes) => dhcp.emit(bytes, 0, value))),
  values.lldpFields.map((value) => emitted((bytes) => lldp.emit(bytes, 0, value))),
  values.cdpMessage.map((value) => emitted((bytes) => cdp.emit(bytes, 0, value))),
  values.pcapngBlock.map((value) => emitted((bytes) => pcapng.emit(bytes, 0, value))),
  fc.constantFrom(frames.SYN, frames.SYN_ACK_OPTIONS, frames.UDP, frames.ECHO).map((frame) => frame.slice(frames.IP)),
  fc.constantFrom(frames.PORT_UNREACHABLE, frames.ECHO).map((frame) => frame.slice(frames.TRANSPORT)),
);

/** A few bytes changed, then cut or lengthened. */
const damaged: fc.Arbitrary<Uint8Array> = fc
  .tuple(valid, fc.array(fc.tuple(fc.nat(), values.u8), { maxLength: 4 }), fc.option(fc.nat(100), { freq: 2 }))
  .map(([bytes, changes, length]) => {
    const copy = new Uint8Array(length === null ? bytes.length : length);
    copy.set(bytes.subarray(0, copy.length));
    for (const [at, value] of changes) copy[at % (copy.length + 1)] = value;
    return copy;
  });

const windowBytes = fc.oneof(fc.uint8Array({ maxLength: 100 }), damaged);
const surroundings = fc.uint8Array({ minLength: 64, maxLength: 64 });

function surrounded(before: Uint8Array, content: Uint8Array, after: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(before.length + content.length + after.length);
  bytes.set(before);
  bytes.set(content, before.length);
  bytes.set(after, before.length + content.length);
  return bytes;
}

for (const [codec, read] of Object.entries(READERS)) {
  test(`${codec} reads its window only, whatever is in it`, () => {
    fc.assert(
      fc.property(windowBytes, fc.nat(63), surroundings, surroundings, (content, offset, first, second) => {
        const length = content.length;
        const inFirst = read(surrounded(first.subarray(0, offset), content, first), offset, length);
        const inSecond = read(surrounded(second.subarray(0, offset), content, second), offset, length);
        const atEnd = read(surrounded(first.subarray(0, offset), content, new Uint8Array(0)), offset, length);
        assert.deepEqual(inFirst, inSecond);
        assert.deepEqual(inFirst, atEnd);
      }),
      { numRuns: 3000 },
    );
  });

  test(`${codec} refuses a window that is not in the buffer`, () => {
    fc.assert(
      fc.property(
        windowBytes,
        fc.integer({ min: -200, max: 300 }),
        fc.integer({ min: -10, max: 400 }),
        (bytes, at, more) => {
          const isInside = at >= 0 && more >= 0 && at + more <= bytes.length;
          const result = read(bytes, at, more);
          if (!isInside) assert.ok(result === 'refused' || (Array.isArray(result) && result.length === 0));
        },
      ),
    );
  });
}

test('no value shares memory with the bytes it was read from', () => {
  const parsers: [Reader, Uint8Array][] = [
    [ethernet.parse, frames.SYN],
    [arp.parse, frames.ARP_REQUEST.subarray(frames.IP)],
    [ipv4.parse, frames.SYN.subarray(frames.IP)],
    [tcp.parse, frames.SYN_ACK_OPTIONS.subarray(frames.TRANSPORT)],
    [udp.parse, frames.UDP.subarray(frames.TRANSPORT)],
    [icmp.parse, frames.PORT_UNREACHABLE.subarray(frames.TRANSPORT)],
  ];
  for (const [parse, frame] of parsers) {
    const buffer = Buffer.from(frame);
    const value = parse(buffer, 0, buffer.length);
    buffer.fill(0xee);
    assert.notEqual(value, null);
    assert.deepEqual(value, parse(frame, 0, frame.length));
  }
});
