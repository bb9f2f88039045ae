// Arbitrary values of every codec, for the property tests. All of them are in the form that `parse` gives back.
import fc from 'fast-check';
import type { Arp } from './arp.ts';
import type { Cdp } from './cdp.ts';
import type { Dhcp } from './dhcp.ts';
import type { Ethernet } from './ethernet.ts';
import type { Icmp } from './icmp.ts';
import type { Icmpv6 } from './icmpv6.ts';
import type { Ipv4 } from './ipv4.ts';
import type { Ipv6 } from './ipv6.ts';
import type { LldpField } from './lldp.ts';
import type { Block } from './pcapng.ts';
import type { Tcp } from './tcp.ts';
import type { TcpOption } from './tcp-options.ts';
import * as tcpOptions from './tcp-options.ts';
import type { Udp } from './udp.ts';

/** As the codecs make them: objects with the usual prototype. */
function record<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>;
}

export const u8 = fc.integer({ min: 0, max: 0xff });
export const u16 = fc.integer({ min: 0, max: 0xffff });
export const u32 = fc.integer({ min: 0, max: 0xffffffff });

const mac = fc.uint8Array({ minLength: 6, maxLength: 6 });
const payload = fc.uint8Array({ maxLength: 64 });
const isTagType = (type: number): boolean => type === 0x8100 || type === 0x88a8;

const tag = record({
  type: fc.constantFrom(0x8100, 0x88a8),
  id: fc.integer({ min: 0, max: 4095 }),
  priority: fc.integer({ min: 0, max: 7 }),
  dropEligible: fc.boolean(),
});

export const ethernetFrame: fc.Arbitrary<Ethernet> = record({
  destination: mac,
  source: mac,
  tags: fc.array(tag, { maxLength: 2 }),
  etherType: u16,
}).filter((frame) => frame.tags.length === 2 || !isTagType(frame.etherType));

export const arpPacket: fc.Arbitrary<Arp> = record({
  operation: u16,
  senderMac: mac,
  senderAddress: u32,
  targetMac: mac,
  targetAddress: u32,
});

export const ipv4Packet: fc.Arbitrary<Ipv4> = record({
  typeOfService: u8,
  identification: u16,
  dontFragment: fc.boolean(),
  moreFragments: fc.boolean(),
  fragmentOffset: fc.integer({ min: 0, max: 0x1fff }).map((units) => units * 8),
  ttl: u8,
  protocol: u8,
  source: u32,
  destination: u32,
  options: fc
    .integer({ min: 0, max: 10 })
    .chain((words) => fc.uint8Array({ minLength: words * 4, maxLength: words * 4 })),
  payloadLength: fc.integer({ min: 0, max: 1500 }),
});

const address6 = fc.uint8Array({ minLength: 16, maxLength: 16 });

export const ipv6Packet: fc.Arbitrary<Ipv6> = record({
  nextHeader: u8,
  hopLimit: u8,
  source: address6,
  destination: address6,
  payloadLength: fc.integer({ min: 0, max: 1500 }),
});

export const icmpv6Message: fc.Arbitrary<Icmpv6> = record({ type: u8, code: u8, body: payload });

export const dhcpMessage: fc.Arbitrary<Dhcp> = record({
  operation: u8,
  transaction: u32,
  flags: u16,
  clientAddress: u32,
  yourAddress: u32,
  serverAddress: u32,
  relayAddress: u32,
  clientMac: mac,
  options: fc.array(record({ code: fc.integer({ min: 1, max: 254 }), value: fc.uint8Array({ maxLength: 20 }) }), {
    maxLength: 8,
  }),
});

const lldpField = record({ type: fc.integer({ min: 1, max: 127 }), value: fc.uint8Array({ maxLength: 40 }) });

/** Chassis, port and time to live are the first. */
export const lldpFields: fc.Arbitrary<LldpField[]> = fc
  .tuple(
    fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: 3, maxLength: 3 }),
    fc.array(lldpField, { maxLength: 6 }),
  )
  .map(([first, more]) => [...first.map((value, k) => ({ type: k + 1, value })), ...more]);

export const cdpMessage: fc.Arbitrary<Cdp> = record({
  version: u8,
  timeToLive: u8,
  checksum: u16,
  fields: fc.array(record({ type: u16, value: fc.uint8Array({ maxLength: 30 }) }), { maxLength: 8 }),
});

const known = new Set<number>(Object.values(tcpOptions.KIND));
const block = record({ left: u32, right: u32 });

export const tcpOption: fc.Arbitrary<TcpOption> = fc.oneof(
  fc.constant({ type: 'nop' } as const),
  record({ type: fc.constant('maximum-segment-size' as const), size: u16 }),
  record({ type: fc.constant('window-scale' as const), shift: u8 }),
  fc.constant({ type: 'sack-permitted' } as const),
  record({ type: fc.constant('sack' as const), blocks: fc.array(block, { minLength: 1, maxLength: 4 }) }),
  record({ type: fc.constant('timestamps' as const), value: u32, echoReply: u32 }),
  record({
    type: fc.constant('unknown' as const),
    kind: u8.filter((kind) => !known.has(kind)),
    data: fc.uint8Array({ maxLength: 12 }),
  }),
  // A known kind of a length that is not its own.
  record({
    type: fc.constant('unknown' as const),
    kind: fc.constantFrom(tcpOptions.KIND.maximumSegmentSize, tcpOptions.KIND.timestamps, tcpOptions.KIND.sack),
    data: fc.uint8Array({ minLength: 5, maxLength: 5 }),
  }),
);

/** As many options as fit, with an `end` where the last word is not full: that is how they are read back. */
export const tcpOptionList: fc.Arbitrary<TcpOption[]> = fc
  .tuple(fc.array(tcpOption, { maxLength: 10 }), fc.boolean())
  .map(([candidates, ends]) => {
    const list: TcpOption[] = [];
    for (const option of candidates) {
      if (tcpOptions.emitLength([...list, option]) <= tcpOptions.MAX_LENGTH) list.push(option);
    }
    const nops: TcpOption[] = Array.from({ length: 4 }, () => ({ type: 'nop' }));
    const full = tcpOptions.emitLength(list) !== tcpOptions.emitLength([...list, nops[0]]);
    const roomForEnd = !full || tcpOptions.emitLength(list) < tcpOptions.MAX_LENGTH;
    return full && !(ends && roomForEnd) ? list : [...list, { type: 'end' }];
  });

export const tcpSegment: fc.Arbitrary<Tcp> = record({
  sourcePort: u16,
  destinationPort: u16,
  sequence: u32,
  acknowledgement: u32,
  flags: u8,
  window: u16,
  urgentPointer: u16,
  options: tcpOptionList,
  payload,
});

export const udpDatagram: fc.Arbitrary<Udp> = record({ sourcePort: u16, destinationPort: u16, payload });

const namedTypes = new Set([0, 3, 8, 11]);

export const icmpMessage: fc.Arbitrary<Icmp> = fc.oneof(
  record({
    type: fc.constantFrom('echo' as const, 'echo-reply' as const),
    identifier: u16,
    sequence: u16,
    data: payload,
  }),
  record({ type: fc.constant('destination-unreachable' as const), code: u8, nextHopMtu: u16, quoted: payload }),
  record({ type: fc.constant('time-exceeded' as const), code: u8, quoted: payload }),
  record({
    type: fc.constant('other' as const),
    typeNumber: u8.filter((type) => !namedTypes.has(type)),
    code: u8,
    rest: u32,
    data: payload,
  }),
);

const text = fc.string({ unit: 'grapheme', maxLength: 15 });

export const pcapngBlock: fc.Arbitrary<Block> = fc.oneof(
  record({ type: fc.constant('section' as const), application: text }),
  record({ type: fc.constant('interface' as const), linkType: u16, name: text }),
  record({
    type: fc.constant('packet' as const),
    interfaceId: u32,
    micros: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    direction: fc.integer({ min: 0, max: 3 }),
    data: payload,
    originalLength: u32,
  }),
);
