// The packets of a ping: IPv4 with a TCP segment, a UDP datagram or an ICMP echo request. Everything that all probes of
// a run share is written once, with its sum; what changes is patched per probe, and both checksums from the sums.
import { writeU16, writeU32 } from '../wire/bytes.ts';
import { finish, sum } from '../wire/checksum.ts';
import * as icmp from '../wire/icmp.ts';
import * as ipv4 from '../wire/ipv4.ts';
import type { TcpOption } from '../wire/tcp.ts';
import * as tcp from '../wire/tcp.ts';
import * as udp from '../wire/udp.ts';

export interface PingPacketOptions {
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** `full`: what a modern client sends: MSS, SACK, timestamps, window scale. For TCP with SYN. */
  readonly syn: 'full' | 'bare';
  readonly flags: number;
  readonly ttl: number;
  readonly tos: number;
  readonly dontFragment: boolean;
  readonly payload: Uint8Array;
}

export interface PingPacket {
  /** Bytes of the IPv4 packet. */
  readonly length: number;
  /** Writes what never changes; `offset` is where the IPv4 header begins. */
  prepare(bytes: Uint8Array, offset: number): void;
  /**
   * Writes what changes over a prepared packet. For ICMP `sourcePort` is the identifier and `sequence` has 16 bits; for
   * UDP `sequence` only makes the packet's identification. `millis` is the clock of the TCP timestamps option.
   */
  patch(
    bytes: Uint8Array,
    offset: number,
    source: number,
    destination: number,
    sourcePort: number,
    destinationPort: number,
    sequence: number,
    millis: number,
  ): void;
}

const WINDOW = 64240;
const IP = ipv4.MIN_HEADER_LENGTH;
const PROTOCOLS = { icmp: ipv4.PROTOCOL_ICMP, tcp: ipv4.PROTOCOL_TCP, udp: ipv4.PROTOCOL_UDP } as const;

/** The order in which Linux has them; 20 bytes. */
const CLIENT_OPTIONS: readonly TcpOption[] = [
  { type: 'maximum-segment-size', size: 1460 },
  { type: 'sack-permitted' },
  { type: 'timestamps', value: 0, echoReply: 0 },
  { type: 'nop' },
  { type: 'window-scale', shift: 7 },
];
/** TSval in the TCP header: behind the MSS, SACK-permitted, and the option's kind and length. */
const TIMESTAMP = tcp.MIN_HEADER_LENGTH + 4 + 2 + 2;

/** Throws a RangeError (E_IPV4_LENGTH, E_UDP_LENGTH) where the payload does not fit. */
export function createPingPacket(options: PingPacketOptions): PingPacket {
  const { protocol, flags, dontFragment } = options;
  const isTcp = protocol === 'tcp';
  const timestamps = isTcp && options.syn === 'full' && (flags & tcp.SYN) !== 0;
  const template = makeTemplate(options, timestamps ? CLIENT_OPTIONS : []);
  const length = template.length;
  const ipSum = sum(template, 0, IP, 0);
  const bodyLength = length - IP;
  const pseudo = protocol === 'icmp' ? 0 : PROTOCOLS[protocol] + bodyLength;
  const bodySum = sum(template, IP, bodyLength, 0) + pseudo;
  const acknowledges = isTcp && (flags & tcp.ACK) !== 0;
  const checksumAt =
    IP + (isTcp ? tcp.OFFSET.checksum : protocol === 'udp' ? udp.OFFSET.checksum : icmp.OFFSET.checksum);

  return {
    length,
    prepare: (bytes, offset) => bytes.set(template, offset),
    patch(bytes, offset, source, destination, sourcePort, destinationPort, sequence, millis) {
      const addresses = (source >>> 16) + (source & 0xffff) + (destination >>> 16) + (destination & 0xffff);
      // RFC 6864: what cannot be fragmented needs no identification.
      const identification = dontFragment ? 0 : sequence & 0xffff;
      writeU16(bytes, offset + ipv4.OFFSET.identification, identification);
      writeU32(bytes, offset + ipv4.OFFSET.source, source);
      writeU32(bytes, offset + ipv4.OFFSET.destination, destination);
      writeU16(bytes, offset + ipv4.OFFSET.checksum, finish(ipSum + addresses + identification));
      const body = offset + IP;
      let total = bodySum;
      if (protocol === 'icmp') {
        writeU16(bytes, body + icmp.OFFSET.identifier, sourcePort);
        writeU16(bytes, body + icmp.OFFSET.sequence, sequence);
        total += sourcePort + (sequence & 0xffff);
      } else {
        writeU16(bytes, body + tcp.OFFSET.sourcePort, sourcePort);
        writeU16(bytes, body + tcp.OFFSET.destinationPort, destinationPort);
        total += addresses + sourcePort + destinationPort;
      }
      if (isTcp) {
        const half = (sequence >>> 16) + (sequence & 0xffff);
        writeU32(bytes, body + tcp.OFFSET.sequence, sequence);
        total += half;
        if (acknowledges) {
          // A RST to a segment with ACK has this number as its sequence number (RFC 9293 section 3.5.2).
          writeU32(bytes, body + tcp.OFFSET.acknowledgement, sequence);
          total += half;
        }
        if (timestamps) {
          writeU32(bytes, body + TIMESTAMP, millis);
          total += ((millis >>> 16) & 0xffff) + (millis & 0xffff);
        }
      }
      const checksum = finish(total);
      // RFC 768: zero would say that there is none.
      writeU16(bytes, offset + checksumAt, checksum === 0 && protocol === 'udp' ? 0xffff : checksum);
    },
  };
}

/** The packet with zeros where it changes, checksums included. */
function makeTemplate(options: PingPacketOptions, tcpOptions: readonly TcpOption[]): Uint8Array {
  const { protocol, payload, flags, ttl, tos, dontFragment } = options;
  const bytes = new Uint8Array(IP + 60 + payload.length);
  const ports = { sourcePort: 0, destinationPort: 0, payload };
  let length: number;
  let checksumAt: number;
  if (protocol === 'tcp') {
    const numbers = { sequence: 0, acknowledgement: 0, flags, window: WINDOW, urgentPointer: 0 };
    length = tcp.emit(bytes, IP, { ...ports, ...numbers, options: tcpOptions }, 0, 0);
    checksumAt = tcp.OFFSET.checksum;
  } else if (protocol === 'udp') {
    length = udp.emit(bytes, IP, ports, 0, 0);
    checksumAt = udp.OFFSET.checksum;
  } else {
    length = icmp.emit(bytes, IP, { type: 'echo', identifier: 0, sequence: 0, data: payload });
    checksumAt = icmp.OFFSET.checksum;
  }
  writeU16(bytes, IP + checksumAt, 0);
  ipv4.emit(bytes, 0, {
    typeOfService: tos,
    identification: 0,
    dontFragment,
    moreFragments: false,
    fragmentOffset: 0,
    ttl,
    protocol: PROTOCOLS[protocol],
    source: 0,
    destination: 0,
    options: new Uint8Array(0),
    payloadLength: length,
  });
  writeU16(bytes, ipv4.OFFSET.checksum, 0);
  return bytes.slice(0, IP + length);
}
