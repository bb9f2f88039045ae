// Is anybody there? One probe that asks in many ways (ways.ts): ICMP echo, timestamp and address mask, TCP SYN and ACK, UDP to
// a closed and to known ports. Any sign of life is OPEN, and what it was is told by the way and by `Answer.icmp`.
//
// Rules of what is a sign of life:
//  1. A reply to ICMP, a SYN-ACK or RST to a SYN, a RST to an ACK, a datagram from the port that was asked.
//  2. An ICMP error that the host itself sends; one from a router tells of the network and not of the host: FILTERED.
import { readU16, readU32 } from '../wire/bytes.ts';
import * as icmp from '../wire/icmp-codes.ts';
import * as ipv4 from '../wire/ipv4.ts';
import * as tcp from '../wire/tcp.ts';
import {
  type Answer,
  CLOSED,
  FILTERED,
  isIntact,
  LOW_COOKIE,
  NONE,
  OPEN,
  packetEnd,
  QUOTED,
  readError,
  readIpv4,
  SHOWS_RST,
  WHOLE_COOKIE,
} from './answer.ts';
import { FORMS, formOf, patch } from './discover-forms.ts';
import type { Probe } from './probe.ts';
import { tcpSyn } from './tcp-syn.ts';
import { udp } from './udp/udp.ts';
import { ECHO_WAY, findWay, LAST_SYN_WAY, otherWay } from './ways.ts';

/** Data of an echo that is the cookie. */
const ECHO_LENGTH = icmp.OFFSET.data + 4;

function read(
  bytes: Uint8Array,
  offset: number,
  captured: number,
  missing: number,
  trust: number,
  answer: Answer,
): number {
  const body = readIpv4(bytes, offset, captured, missing, answer);
  if (body === 0) return NONE;
  const end = packetEnd(bytes, offset, captured);
  const protocol = ipv4.protocol(bytes, offset);
  const carried = protocol === ipv4.PROTOCOL_ICMP ? carriedBy(bytes, body, end) : protocol;
  let kind = NONE;
  if (carried === ipv4.PROTOCOL_TCP) {
    kind = isLoneRst(bytes, body, end, protocol)
      ? readAnswerToAck(bytes, offset, body, end, trust, answer)
      : readAnswerToSyn(bytes, offset, captured, missing, trust, answer);
  } else if (carried === ipv4.PROTOCOL_UDP) {
    kind = readAnswerToDatagram(bytes, offset, captured, missing, trust, answer);
  } else if (carried === ipv4.PROTOCOL_ICMP) {
    kind = readAnswerToIcmp(bytes, offset, body, end, trust, answer);
  }
  // Rule 2.
  return kind === FILTERED && answer.icmpSource === answer.host ? OPEN : kind;
}

/** What an ICMP error quotes; of any other message ICMP itself, and nothing of what is cut off. */
function carriedBy(bytes: Uint8Array, message: number, end: number): number {
  if (message + icmp.OFFSET.data > end) return 0;
  const type = bytes[message + icmp.OFFSET.type];
  if (type !== icmp.TYPE.destinationUnreachable && type !== icmp.TYPE.timeExceeded) return ipv4.PROTOCOL_ICMP;
  const quoted = message + QUOTED;
  return ipv4.checkQuoted(bytes, quoted, end - quoted) === 0 ? 0 : ipv4.protocol(bytes, quoted);
}

function readAnswerToSyn(
  bytes: Uint8Array,
  offset: number,
  captured: number,
  missing: number,
  trust: number,
  answer: Answer,
): number {
  const kind = tcpSyn.read(bytes, offset, captured, missing, trust, answer);
  if (answer.port === ECHO_WAY || answer.port > LAST_SYN_WAY) return NONE;
  if (kind !== CLOSED) return kind;
  answer.icmp = SHOWS_RST;
  return OPEN;
}

function isLoneRst(bytes: Uint8Array, segment: number, end: number, protocol: number): boolean {
  if (protocol !== ipv4.PROTOCOL_TCP || segment + tcp.MIN_HEADER_LENGTH > end) return false;
  return (tcp.flags(bytes, segment) & (tcp.RST | tcp.ACK | tcp.SYN)) === tcp.RST;
}

function readAnswerToAck(
  bytes: Uint8Array,
  offset: number,
  body: number,
  end: number,
  trust: number,
  answer: Answer,
): number {
  const header = tcp.headerLength(bytes, body);
  const length = offset + ipv4.totalLength(bytes, offset) - body;
  if (ipv4.isFragment(bytes, offset) || header < tcp.MIN_HEADER_LENGTH || header > length) return NONE;
  if (!isIntact(bytes, body, length, end, ipv4.PROTOCOL_TCP, body + tcp.OFFSET.checksum, trust, answer)) return NONE;
  answer.port = findWay('ack', tcp.sourcePort(bytes, body));
  answer.ourPort = tcp.destinationPort(bytes, body);
  answer.cookie = tcp.sequence(bytes, body);
  answer.cookieMask = WHOLE_COOKIE;
  answer.icmp = SHOWS_RST;
  return answer.port < 0 ? NONE : OPEN;
}

/** What looks like a probe is none of ours: nothing is asked of a port from which we ask. */
function readAnswerToDatagram(
  bytes: Uint8Array,
  offset: number,
  captured: number,
  missing: number,
  trust: number,
  answer: Answer,
): number {
  const kind = udp.read(bytes, offset, captured, missing, trust, answer);
  if (kind !== OPEN && kind !== CLOSED && kind !== FILTERED) return NONE;
  answer.port = findWay('udp', answer.port);
  if (answer.port < 0) return NONE;
  return kind === CLOSED ? OPEN : kind;
}

function readAnswerToIcmp(
  bytes: Uint8Array,
  offset: number,
  message: number,
  end: number,
  trust: number,
  answer: Answer,
): number {
  const length = offset + ipv4.totalLength(bytes, offset) - message;
  if (ipv4.isFragment(bytes, offset) || message + length > end) return NONE;
  if (!isIntact(bytes, message, length, end, 0, 0, trust, answer)) return NONE;
  const type = bytes[message + icmp.OFFSET.type];
  if (type === icmp.TYPE.echoReply) return takeReply(bytes, message, ECHO_WAY, length >= ECHO_LENGTH, answer);
  if (type === icmp.TYPE.timestampReply) {
    return takeReply(bytes, message, findWay('timestamp'), length >= icmp.TIMESTAMP_LENGTH, answer);
  }
  if (type === icmp.TYPE.maskReply) {
    const kind = takeReply(bytes, message, findWay('mask'), length >= icmp.MASK_LENGTH, answer);
    answer.cookie = readU16(bytes, message + icmp.OFFSET.sequence);
    answer.cookieMask = LOW_COOKIE;
    answer.icmpSource = kind === NONE ? 0 : readU32(bytes, message + icmp.OFFSET.data);
    return kind;
  }
  const quoted = readError(bytes, message, end, ipv4.PROTOCOL_ICMP, answer);
  const way = quoted === 0 ? -1 : wayOfRequest(bytes[quoted + icmp.OFFSET.type]);
  if (way < 0) return NONE;
  answer.port = way;
  answer.ourPort = readU16(bytes, quoted + icmp.OFFSET.identifier);
  answer.cookie = readU16(bytes, quoted + icmp.OFFSET.sequence);
  answer.cookieMask = LOW_COOKIE;
  return FILTERED;
}

function takeReply(bytes: Uint8Array, message: number, way: number, isWhole: boolean, answer: Answer): number {
  if (!isWhole) return NONE;
  answer.port = way;
  answer.ourPort = readU16(bytes, message + icmp.OFFSET.identifier);
  answer.cookie = readU32(bytes, message + icmp.OFFSET.data);
  answer.cookieMask = WHOLE_COOKIE;
  return OPEN;
}

function wayOfRequest(type: number): number {
  if (type === icmp.TYPE.echo) return ECHO_WAY;
  if (type === icmp.TYPE.timestamp) return findWay('timestamp');
  return type === icmp.TYPE.mask ? findWay('mask') : -1;
}

export const discover: Probe = {
  name: 'discover',
  title: 'ICMP, TCP and UDP',
  meaning: {
    up: 'echo-reply',
    upBy: (way, sign) => {
      if (sign === SHOWS_RST) return 'rst';
      if (way === ECHO_WAY) return 'echo-reply';
      const other = otherWay(way);
      if (other === null) return 'syn-ack';
      if (other.kind === 'udp') return 'udp-response';
      return other.kind === 'timestamp' ? 'timestamp-reply' : 'mask-reply';
    },
    port: null,
    showsMac: false,
    silence: 'Silent in every way in which they were asked: not there, or hiding.',
  },
  protocol: 'any',
  transport: 'tcp',
  reach: 'routed',
  byConnect: false,
  setsPace: true,
  refusalsAreLimited: false,
  tarpitPossible: false,
  firstAnswerEnds: true,
  shortestRtoMs: 250, // as of echo
  // A host is asked for so long, in so many ways, that whoever is seconds away has answered the first of them by then.
  strangerMs: 700,
  spreadMs: 1000,
  forms: FORMS,
  attempts: 2,
  turns: 1,
  formOf,
  patch,
  read,
};
