// The packets of a ping: IPv4 with a TCP segment, a UDP datagram or an ICMP echo request. Everything that all probes of
// a run share is written once, with its sum; what changes is patched per probe, and both checksums from the sums.
import { writeU16, writeU32 } from '../wire/bytes.ts';
import { finish, finishNeverZero, halves, sum } from '../wire/checksum.ts';
import * as icmp from '../wire/icmp.ts';
import * as ipv4 from '../wire/ipv4.ts';
import type { TcpOption } from '../wire/tcp.ts';
import * as tcp from '../wire/tcp.ts';
import * as udp from '../wire/udp.ts';
import { BODY, ipv4Template, patchIpv4 } from './form.ts';

export interface PingPacketOptions {
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** `full`: what a modern client sends: MSS, SACK, timestamps, window scale. For TCP with SYN. */
  readonly syn: 'full' | 'bare';
  readonly flags: number;
  readonly ttl: number;
  readonly tos: number;
  readonly dontFragment: boolean;
  readonly payload: Uint8Array;
  /** Of an echo request; 0 unless told. */
  readonly echoCode?: number;
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

/** As Linux has it in a SYN over Ethernet. */
const WINDOW = 64240;
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
  const checksumAt = BODY + { tcp, udp, icmp }[protocol].OFFSET.checksum;
  const template = makeTemplate(options, timestamps ? CLIENT_OPTIONS : [], checksumAt);
  const length = template.length;
  const headerSum = sum(template, 0, BODY, 0);
  const bodyLength = length - BODY;
  const pseudo = protocol === 'icmp' ? 0 : PROTOCOLS[protocol] + bodyLength;
  const bodySum = sum(template, BODY, bodyLength, 0) + pseudo;
  const acknowledges = isTcp && (flags & tcp.ACK) !== 0;

  return {
    length,
    prepare: (bytes, offset) => bytes.set(template, offset),
    patch(bytes, offset, source, destination, sourcePort, destinationPort, sequence, millis) {
      // RFC 6864: what cannot be fragmented needs no identification.
      const identification = dontFragment ? 0 : sequence & 0xffff;
      const addresses = patchIpv4(headerSum, bytes, offset, source, destination, identification);
      const body = offset + BODY;
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
        writeU32(bytes, body + tcp.OFFSET.sequence, sequence);
        total += halves(sequence);
        if (acknowledges) {
          // A RST to a segment with ACK has this number as its sequence number (RFC 9293 section 3.5.2).
          writeU32(bytes, body + tcp.OFFSET.acknowledgement, sequence);
          total += halves(sequence);
        }
        if (timestamps) {
          writeU32(bytes, body + TIMESTAMP, millis);
          total += halves(millis);
        }
      }
      writeU16(bytes, offset + checksumAt, protocol === 'udp' ? finishNeverZero(total) : finish(total));
    },
  };
}

/** The packet with zeros where it changes, checksums included. */
function makeTemplate(options: PingPacketOptions, tcpOptions: readonly TcpOption[], checksumAt: number): Uint8Array {
  const { protocol, payload, flags, ttl, tos, dontFragment, echoCode = 0 } = options;
  const body = new Uint8Array(tcp.MAX_HEADER_LENGTH + payload.length);
  const ports = { sourcePort: 0, destinationPort: 0, payload };
  let length: number;
  if (protocol === 'tcp') {
    const numbers = { sequence: 0, acknowledgement: 0, flags, window: WINDOW, urgentPointer: 0 };
    length = tcp.emit(body, 0, { ...ports, ...numbers, options: tcpOptions }, 0, 0);
  } else if (protocol === 'udp') {
    length = udp.emit(body, 0, ports, 0, 0);
  } else {
    length = icmp.emit(body, 0, { type: 'echo', identifier: 0, sequence: 0, data: payload });
    body[icmp.OFFSET.code] = echoCode;
  }
  const header = { protocol: PROTOCOLS[protocol], dontFragment, ttl, typeOfService: tos };
  return ipv4Template(header, body.subarray(0, length), checksumAt);
}
