// The half-open TCP probe (RFC 9293 section 3.5): a SYN whose sequence number is a keyed cookie, and how to read what
// comes back. What is constant is prepared once in a template, what changes is patched per target.
//
// Two forms: `BARE_SYN`, 40 bytes, for the first time a port is asked, and `MSS_SYN`, 44 bytes, for every repeat:
// some stacks and firewalls drop a SYN without any option, and whoever stays silent is asked again anyway.
import { readU16, readU32, writeU16, writeU32 } from '../wire/bytes.ts';

const IP_CHECKSUM = 10;
const IP_SOURCE = 12;
const IP_DESTINATION = 16;
const TCP = 20;
const TCP_SOURCE_PORT = TCP;
const TCP_DESTINATION_PORT = TCP + 2;
const TCP_SEQUENCE = TCP + 4;
const TCP_CHECKSUM = TCP + 16;

const PROTOCOL_TCP = 6;
const PROTOCOL_ICMP = 1;

/** What all probes of one form share. */
export interface SynForm {
  readonly template: Uint8Array;
  /** Sums of the half-words that never change, for the two checksums. */
  readonly ipSum: number;
  readonly tcpSum: number;
}

/** IPv4 (DF set, identification 0 as RFC 6864 allows for it, TTL 64), then TCP (SYN, window 64240) and its options. */
function createForm(options: readonly number[]): SynForm {
  const tcpLength = 20 + options.length;
  const template = Uint8Array.of(
    ...[0x45, 0, 0, TCP + tcpLength, 0, 0, 0x40, 0, 64, PROTOCOL_TCP, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ...[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (tcpLength / 4) << 4, 0x02, 0xfa, 0xf0, 0, 0, 0, 0],
    ...options,
  );
  const halfWords = (from: number, to: number) => {
    let sum = 0;
    for (let k = from; k < to; k += 2) sum += readU16(template, k);
    return sum;
  };
  return { template, ipSum: halfWords(0, TCP), tcpSum: halfWords(TCP, template.length) + PROTOCOL_TCP + tcpLength };
}

export const BARE_SYN = createForm([]);
/** Maximum segment size 1460. */
export const MSS_SYN = createForm([2, 4, 0x05, 0xb4]);

/** Writes the constant part of a probe; `offset` is where the IPv4 header begins. */
export function prepare(form: SynForm, bytes: Uint8Array, offset: number): void {
  bytes.set(form.template, offset);
}

/** Writes everything that changes, and both checksums, over a prepared probe of the same form. */
export function patch(
  form: SynForm,
  bytes: Uint8Array,
  offset: number,
  source: number,
  destination: number,
  sourcePort: number,
  destinationPort: number,
  sequence: number,
): void {
  const addresses = (source >>> 16) + (source & 0xffff) + (destination >>> 16) + (destination & 0xffff);
  writeU32(bytes, offset + IP_SOURCE, source);
  writeU32(bytes, offset + IP_DESTINATION, destination);
  writeU16(bytes, offset + IP_CHECKSUM, ~fold(form.ipSum + addresses));
  writeU16(bytes, offset + TCP_SOURCE_PORT, sourcePort);
  writeU16(bytes, offset + TCP_DESTINATION_PORT, destinationPort);
  writeU32(bytes, offset + TCP_SEQUENCE, sequence);
  const tcpSum = form.tcpSum + addresses + sourcePort + destinationPort + (sequence >>> 16) + (sequence & 0xffff);
  writeU16(bytes, offset + TCP_CHECKSUM, ~fold(tcpSum));
}

/** Fewer than 2^16 half-words were added: two folds are enough (RFC 1071 section 4.1). */
function fold(sum: number): number {
  const once = (sum & 0xffff) + (sum >>> 16);
  return (once & 0xffff) + (once >>> 16);
}

/** What `read` makes of a packet. */
export const ANSWER_NONE = 0;
export const ANSWER_SYN_ACK = 1;
export const ANSWER_RST = 2;
export const ANSWER_ICMP = 3;

/**
 * What an answer says, filled in by `read`. `host` and `port` are the ones that were asked, `ourAddress` and `ourPort`
 * the ones that asked, `sequence` is the sequence number that our probe must have had for the answer to be true.
 */
export interface Answer {
  host: number;
  port: number;
  ourAddress: number;
  ourPort: number;
  sequence: number;
  ttl: number;
  window: number;
  /** ICMP only: type << 8 | code, and who sent it. */
  icmp: number;
  icmpSource: number;
}

export function createAnswer(): Answer {
  return { host: 0, port: 0, ourAddress: 0, ourPort: 0, sequence: 0, ttl: 0, window: 0, icmp: 0, icmpSource: 0 };
}

const FLAG_SYN = 0x02;
const FLAG_RST = 0x04;
const FLAG_ACK = 0x10;
const ICMP_UNREACHABLE = 3;
const ICMP_TIME_EXCEEDED = 11;

/**
 * Reads the packet whose IPv4 header is at `offset`; bytes from `end` on are not there. Anything but a SYN-ACK, a
 * RST with ACK, or an ICMP error that quotes a TCP segment is ANSWER_NONE. The caller compares `sequence` with the
 * cookie.
 */
export function read(bytes: Uint8Array, offset: number, end: number, answer: Answer): number {
  if (offset + 20 > end || bytes[offset] >> 4 !== 4) return ANSWER_NONE;
  const header = (bytes[offset] & 15) * 4;
  if (header < 20 || (readU16(bytes, offset + 6) & 0x1fff) !== 0) return ANSWER_NONE;
  const payload = offset + header;
  answer.ttl = bytes[offset + 8];
  const protocol = bytes[offset + 9];
  if (protocol === PROTOCOL_TCP) {
    if (payload + 20 > end) return ANSWER_NONE;
    answer.host = readU32(bytes, offset + IP_SOURCE);
    answer.ourAddress = readU32(bytes, offset + IP_DESTINATION);
    answer.port = readU16(bytes, payload);
    answer.ourPort = readU16(bytes, payload + 2);
    answer.sequence = (readU32(bytes, payload + 8) - 1) >>> 0;
    answer.window = readU16(bytes, payload + 14);
    const flags = bytes[payload + 13];
    if ((flags & FLAG_ACK) === 0) return ANSWER_NONE;
    if ((flags & FLAG_RST) !== 0) return ANSWER_RST;
    return (flags & FLAG_SYN) !== 0 ? ANSWER_SYN_ACK : ANSWER_NONE;
  }
  if (protocol !== PROTOCOL_ICMP || !readIcmp(bytes, payload, end, answer)) return ANSWER_NONE;
  answer.icmpSource = readU32(bytes, offset + IP_SOURCE);
  return ANSWER_ICMP;
}

/** RFC 792: type, code, checksum, unused word, then the IPv4 header of our probe and at least 8 bytes of its TCP. */
function readIcmp(bytes: Uint8Array, icmp: number, end: number, answer: Answer): boolean {
  const quoted = icmp + 8;
  if (quoted + 20 > end || bytes[quoted] >> 4 !== 4) return false;
  const type = bytes[icmp];
  if (type !== ICMP_UNREACHABLE && type !== ICMP_TIME_EXCEEDED) return false;
  const header = (bytes[quoted] & 15) * 4;
  const tcp = quoted + header;
  if (header < 20 || bytes[quoted + 9] !== PROTOCOL_TCP || tcp + 8 > end) return false;
  if ((readU16(bytes, quoted + 6) & 0x1fff) !== 0) return false;
  answer.ourAddress = readU32(bytes, quoted + IP_SOURCE);
  answer.host = readU32(bytes, quoted + IP_DESTINATION);
  answer.ourPort = readU16(bytes, tcp);
  answer.port = readU16(bytes, tcp + 2);
  answer.sequence = readU32(bytes, tcp + 4);
  answer.window = 0;
  answer.icmp = (type << 8) | bytes[icmp + 1];
  return true;
}
