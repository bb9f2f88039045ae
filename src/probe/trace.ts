// Packets that are to die on the way: what asks, and how the answer of a router or of the target shows that it is one.
//
// Each carries a number of 32 bits that nobody can guess, as far as an ICMP error quotes it; ports stay the same, so that routers which
// spread packets over several ways send all of one target the same way (RFC 2992).
//
//   icmp   number: sequence (low half), identification of IPv4 (high half), and the data, behind which two bytes keep the checksum the same
//   udp    number: checksum (low half, made so by the data), identification (high half)
//   tcp    number: sequence
import { readU16, readU32, writeU16, writeU32 } from '../wire/bytes.ts';
import { finish, fold, pseudoHeaderSum, sum } from '../wire/checksum.ts';
import * as icmp from '../wire/icmp-codes.ts';
import * as ipv4 from '../wire/ipv4.ts';
import * as tcp from '../wire/tcp.ts';
import * as udp from '../wire/udp.ts';
import { type Answer, isIntact, MUST_BE_RIGHT, packetEnd, readError, readIpv4, VOUCHED } from './answer.ts';

export type TraceMethod = 'icmp' | 'udp' | 'tcp';

export interface TraceProbe {
  readonly method: TraceMethod;
  readonly source: number;
  readonly destination: number;
  readonly ttl: number;
  /** Of ours; of echo requests the identifier. */
  readonly ownPort: number;
  /** Of the target; 0 for echo requests. */
  readonly port: number;
  /** 32 bits whose lower half is neither 0 nor ffff: so it can be the checksum of a datagram. */
  readonly token: number;
}

const ECHO_LENGTH = icmp.OFFSET.data + 6;
const DATAGRAM_LENGTH = udp.HEADER_LENGTH + 2;
const HEADER = ipv4.MIN_HEADER_LENGTH;
const WINDOW = 1024;
const PROTOCOL: Readonly<Record<TraceMethod, number>> = {
  icmp: ipv4.PROTOCOL_ICMP,
  udp: ipv4.PROTOCOL_UDP,
  tcp: ipv4.PROTOCOL_TCP,
};
const NO_OPTIONS = new Uint8Array(0);

/** Whether a number can be a token. */
export function isToken(token: number): boolean {
  const low = token & 0xffff;
  return low !== 0 && low !== 0xffff;
}

/** Writes the packet from its IPv4 header on; returns its length. */
export function emitTrace(bytes: Uint8Array, offset: number, probe: TraceProbe): number {
  const { method, source, destination, ttl, token } = probe;
  const length = method === 'icmp' ? ECHO_LENGTH : method === 'udp' ? DATAGRAM_LENGTH : tcp.MIN_HEADER_LENGTH;
  ipv4.emit(bytes, offset, {
    ...{ typeOfService: 0, identification: token >>> 16, moreFragments: false, fragmentOffset: 0 },
    // RFC 6864: where it is set the identification has no meaning, and may be another one.
    ...{ dontFragment: false, ttl, protocol: PROTOCOL[method], source, destination },
    ...{ options: NO_OPTIONS, payloadLength: length },
  });
  const body = offset + HEADER;
  bytes.fill(0, body, body + length);
  if (method === 'icmp') emitEcho(bytes, body, probe);
  else if (method === 'udp') emitDatagram(bytes, body, probe);
  else emitSyn(bytes, body, probe);
  return HEADER + length;
}

function emitEcho(bytes: Uint8Array, at: number, { ownPort, token }: TraceProbe): void {
  bytes[at + icmp.OFFSET.type] = icmp.TYPE.echo;
  writeU16(bytes, at + icmp.OFFSET.identifier, ownPort);
  writeU16(bytes, at + icmp.OFFSET.sequence, token & 0xffff);
  writeU32(bytes, at + icmp.OFFSET.data, token);
  // What changes from probe to probe and this add up to nothing (RFC 1071: ffff is as good as 0).
  writeU16(bytes, at + icmp.OFFSET.data + 4, ~fold((token & 0xffff) * 2 + (token >>> 16)) & 0xffff);
  writeU16(bytes, at + icmp.OFFSET.checksum, finish(sum(bytes, at, ECHO_LENGTH, 0)));
}

function emitDatagram(bytes: Uint8Array, at: number, { source, destination, ownPort, port, token }: TraceProbe): void {
  const wanted = token & 0xffff;
  writeU16(bytes, at + udp.OFFSET.sourcePort, ownPort);
  writeU16(bytes, at + udp.OFFSET.destinationPort, port);
  writeU16(bytes, at + udp.OFFSET.length, DATAGRAM_LENGTH);
  const pseudo = pseudoHeaderSum(source, destination, ipv4.PROTOCOL_UDP, DATAGRAM_LENGTH);
  const without = fold(sum(bytes, at, DATAGRAM_LENGTH, pseudo));
  // In one's complement, to subtract is to add the complement.
  writeU16(bytes, at + udp.HEADER_LENGTH, fold((~wanted & 0xffff) + (~without & 0xffff)));
  writeU16(bytes, at + udp.OFFSET.checksum, wanted);
}

function emitSyn(bytes: Uint8Array, at: number, { source, destination, ownPort, port, token }: TraceProbe): void {
  const segment = { sourcePort: ownPort, destinationPort: port, sequence: token, acknowledgement: 0 };
  const rest = { flags: tcp.SYN, window: WINDOW, urgentPointer: 0, options: [], payload: NO_OPTIONS };
  tcp.emit(bytes, at, { ...segment, ...rest }, source, destination);
}

/** What `readTrace` made of a packet. */
export const NOTHING = 0;
/** A router let it die. */
export const DIED = 1;
/** The target answered. */
export const ARRIVED_THERE = 2;
/** Somebody on the way, or the target, says that it cannot be reached: `icmp` has the code. */
export const REFUSED = 3;

/** Filled in by `readTrace`: `host` is whom it asked, `from` who answers. */
export interface TraceAnswer {
  from: number;
  /** As much as the answer shows: all 32 bits, but of a token itself. */
  token: number;
  method: TraceMethod;
}

/** Of a port unreachable by the target itself ARRIVED_THERE. `scratch` has `host`, and `icmp` where it is an error. */
export function readTrace(
  bytes: Uint8Array,
  offset: number,
  end: number,
  missing: number,
  unchecked: boolean,
  scratch: Answer,
  answer: TraceAnswer,
): number {
  const body = readIpv4(bytes, offset, end, missing, scratch);
  if (body === 0) return NOTHING;
  answer.from = scratch.host;
  const last = packetEnd(bytes, offset, end);
  const length = ipv4.totalLength(bytes, offset) - (body - offset);
  const trust = unchecked ? MUST_BE_RIGHT : VOUCHED;
  switch (ipv4.protocol(bytes, offset)) {
    case ipv4.PROTOCOL_TCP:
      return readSegment(bytes, body, last, length, trust, scratch, answer);
    case ipv4.PROTOCOL_ICMP:
      if (body + icmp.OFFSET.data > last || !isIntact(bytes, body, length, last, 0, 0, trust, scratch)) return NOTHING;
      return bytes[body + icmp.OFFSET.type] === icmp.TYPE.echoReply
        ? readReply(bytes, body, last, answer)
        : readQuote(bytes, body, last, scratch, answer);
  }
  return NOTHING;
}

function readSegment(
  bytes: Uint8Array,
  at: number,
  end: number,
  length: number,
  trust: number,
  scratch: Answer,
  answer: TraceAnswer,
): number {
  if (at + tcp.MIN_HEADER_LENGTH > end) return NOTHING;
  const checksumAt = at + tcp.OFFSET.checksum;
  if (!isIntact(bytes, at, length, end, ipv4.PROTOCOL_TCP, checksumAt, trust, scratch)) return NOTHING;
  const flags = tcp.flags(bytes, at);
  if ((flags & tcp.ACK) === 0 || (flags & (tcp.SYN | tcp.RST)) === 0) return NOTHING;
  answer.method = 'tcp';
  answer.token = (tcp.acknowledgement(bytes, at) - 1) >>> 0;
  return ARRIVED_THERE;
}

function readReply(bytes: Uint8Array, at: number, end: number, answer: TraceAnswer): number {
  if (at + ECHO_LENGTH > end) return NOTHING;
  answer.method = 'icmp';
  answer.token = readU32(bytes, at + icmp.OFFSET.data);
  return (answer.token & 0xffff) === readU16(bytes, at + icmp.OFFSET.sequence) ? ARRIVED_THERE : NOTHING;
}

function readQuote(bytes: Uint8Array, at: number, end: number, scratch: Answer, answer: TraceAnswer): number {
  const quoted = at + icmp.OFFSET.data;
  for (const method of METHODS) {
    const transport = readError(bytes, at, end, PROTOCOL[method], scratch);
    if (transport === 0) continue;
    answer.method = method;
    answer.token = tokenIn(bytes, quoted, transport, method);
    if (scratch.icmp >> 8 === icmp.TYPE.timeExceeded) return DIED;
    const isPort = (scratch.icmp & 0xff) === icmp.UNREACHABLE.port;
    return isPort && answer.from === scratch.host ? ARRIVED_THERE : REFUSED;
  }
  return NOTHING;
}

const METHODS: readonly TraceMethod[] = ['icmp', 'udp', 'tcp'];

function tokenIn(bytes: Uint8Array, header: number, transport: number, method: TraceMethod): number {
  if (method === 'tcp') return tcp.sequence(bytes, transport);
  const low = method === 'udp' ? udp.OFFSET.checksum : icmp.OFFSET.sequence;
  return ((ipv4.identification(bytes, header) << 16) | readU16(bytes, transport + low)) >>> 0;
}
