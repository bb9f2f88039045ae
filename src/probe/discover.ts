// Is anybody there? One probe that asks in many ways (ways.ts): ICMP echo, timestamp and address mask, TCP SYN and ACK, UDP to
// a closed and to known ports. Any sign of life is OPEN, and what it was is told by the way and by `Answer.icmp`.
//
// Rules of what is a sign of life:
//  1. A reply to ICMP, a SYN-ACK or RST to a SYN, a RST to an ACK, a datagram from the port that was asked.
//  2. An ICMP error that the host itself sends; one from a router tells of the network and not of the host: FILTERED.
//
// The cookie is where the answer shows it: sequence number of a SYN; acknowledgement number of an ACK, which is the sequence number
// of the RST that answers it (RFC 9293 section 3.10.7.1); data of an echo, originate time of a timestamp; half of it the sequence
// number of an address mask (RFC 950 appendix I) and the IPv4 identification of a datagram.
import { readU16, readU32, writeU16, writeU32 } from '../wire/bytes.ts';
import { finish, finishNeverZero, halves } from '../wire/checksum.ts';
import * as icmp from '../wire/icmp-codes.ts';
import * as ipv4 from '../wire/ipv4.ts';
import * as tcp from '../wire/tcp.ts';
import * as datagram from '../wire/udp.ts';
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
import { BODY, ipv4Form, patchIpv4 } from './form.ts';
import { ECHO } from './icmp-echo.ts';
import type { PatchProbe, Probe, ProbeForm } from './probe.ts';
import { BARE_SYN, MSS_SYN, tcpSyn } from './tcp-syn.ts';
import { udp } from './udp/udp.ts';
import { ECHO_WAY, findWay, LAST_SYN_WAY, OTHER_WAYS, type OtherWay, otherWay } from './ways.ts';

const ICMP_CHECKSUM = BODY + icmp.OFFSET.checksum;
const IDENTIFIER = BODY + icmp.OFFSET.identifier;
const ICMP_SEQUENCE = BODY + icmp.OFFSET.sequence;
const DATA = BODY + icmp.OFFSET.data;
/** TCP and UDP have it at the same place. */
const SOURCE_PORT = BODY + tcp.OFFSET.sourcePort;
const ACKNOWLEDGEMENT = BODY + tcp.OFFSET.acknowledgement;
const TCP_CHECKSUM = BODY + tcp.OFFSET.checksum;
const UDP_CHECKSUM = BODY + datagram.OFFSET.checksum;
const NOTHING = new Uint8Array(0);

/** Its data is the cookie, where the reply brings it back; of a mask request nothing comes back but its head. */
function icmpForm(type: number, length: number, dataReturns: boolean): ProbeForm {
  const body = new Uint8Array(length);
  body[icmp.OFFSET.type] = type;
  return ipv4Form(
    { protocol: ipv4.PROTOCOL_ICMP, dontFragment: true },
    body,
    [
      { field: 'sourcePort', at: IDENTIFIER },
      { field: 'cookieLow', at: ICMP_SEQUENCE },
      ...(dataReturns ? [{ field: 'cookie', at: DATA } as const] : []),
    ],
    { at: ICMP_CHECKSUM, pseudoHeader: false },
  );
}

function ackForm(port: number): ProbeForm {
  const body = new Uint8Array(tcp.MIN_HEADER_LENGTH);
  const numbers = { sequence: 0, acknowledgement: 0, flags: tcp.ACK, window: 64_240, urgentPointer: 0 };
  tcp.emit(body, 0, { sourcePort: 0, destinationPort: port, ...numbers, options: [], payload: NOTHING }, 0, 0);
  return ipv4Form(
    { protocol: ipv4.PROTOCOL_TCP, dontFragment: true },
    body,
    [
      { field: 'sourcePort', at: SOURCE_PORT },
      { field: 'cookie', at: ACKNOWLEDGEMENT },
    ],
    { at: TCP_CHECKSUM, pseudoHeader: true },
  );
}

function datagramTo(port: number, payload: Uint8Array): ProbeForm {
  const body = new Uint8Array(datagram.HEADER_LENGTH + payload.length);
  datagram.emit(body, 0, { sourcePort: 0, destinationPort: port, payload }, 0, 0);
  return ipv4Form(
    { protocol: ipv4.PROTOCOL_UDP, dontFragment: false },
    body,
    [
      { field: 'cookieLow', at: ipv4.OFFSET.identification },
      { field: 'sourcePort', at: SOURCE_PORT },
    ],
    { at: UDP_CHECKSUM, pseudoHeader: true, neverZero: true },
  );
}

function formOfOther(way: OtherWay): ProbeForm {
  if (way.kind === 'ack') return ackForm(way.port);
  if (way.kind === 'udp') return datagramTo(way.port, way.payload);
  return way.kind === 'timestamp'
    ? icmpForm(icmp.TYPE.timestamp, icmp.TIMESTAMP_LENGTH, true)
    : icmpForm(icmp.TYPE.mask, icmp.MASK_LENGTH, false);
}

const SYN_FORM = 1;
const FIRST_OTHER_FORM = 3;
const FORMS: readonly ProbeForm[] = [ECHO, BARE_SYN, MSS_SYN, ...OTHER_WAYS.map(formOfOther)];

function formOf(way: number, attempt: number): number {
  if (way === ECHO_WAY) return 0;
  return way <= LAST_SYN_WAY ? SYN_FORM + attempt : FIRST_OTHER_FORM + OTHER_WAYS.indexOf(otherWay(way) as OtherWay);
}

const patch: PatchProbe = (form, bytes, offset, source, destination, sourcePort, way, cookie) => {
  const protocol = form.template[ipv4.OFFSET.protocol];
  if (protocol === ipv4.PROTOCOL_ICMP) patchIcmp(form, bytes, offset, source, destination, sourcePort, cookie);
  else if (protocol === ipv4.PROTOCOL_UDP) patchDatagram(form, bytes, offset, source, destination, sourcePort, cookie);
  else if (form.template[BODY + tcp.OFFSET.flags] === tcp.ACK) {
    patchAck(form, bytes, offset, source, destination, sourcePort, cookie);
  } else tcpSyn.patch(form, bytes, offset, source, destination, sourcePort, way, cookie);
};

function patchIcmp(
  form: ProbeForm,
  bytes: Uint8Array,
  offset: number,
  source: number,
  destination: number,
  sourcePort: number,
  cookie: number,
): void {
  patchIpv4(form.checksums[0].sum, bytes, offset, source, destination, 0);
  const low = cookie & 0xffff;
  let sum = form.checksums[1].sum + sourcePort + low;
  writeU16(bytes, offset + IDENTIFIER, sourcePort);
  writeU16(bytes, offset + ICMP_SEQUENCE, low);
  if (form.template[BODY + icmp.OFFSET.type] !== icmp.TYPE.mask) {
    writeU32(bytes, offset + DATA, cookie);
    sum += halves(cookie);
  }
  writeU16(bytes, offset + ICMP_CHECKSUM, finish(sum));
}

function patchAck(
  form: ProbeForm,
  bytes: Uint8Array,
  offset: number,
  source: number,
  destination: number,
  sourcePort: number,
  cookie: number,
): void {
  const addresses = patchIpv4(form.checksums[0].sum, bytes, offset, source, destination, 0);
  writeU16(bytes, offset + SOURCE_PORT, sourcePort);
  writeU32(bytes, offset + ACKNOWLEDGEMENT, cookie);
  const changed = addresses + sourcePort + halves(cookie);
  writeU16(bytes, offset + TCP_CHECKSUM, finish(form.checksums[1].sum + changed));
}

function patchDatagram(
  form: ProbeForm,
  bytes: Uint8Array,
  offset: number,
  source: number,
  destination: number,
  sourcePort: number,
  cookie: number,
): void {
  const addresses = patchIpv4(form.checksums[0].sum, bytes, offset, source, destination, cookie & 0xffff);
  writeU16(bytes, offset + SOURCE_PORT, sourcePort);
  writeU16(bytes, offset + UDP_CHECKSUM, finishNeverZero(form.checksums[1].sum + addresses + sourcePort));
}

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
  if (type === icmp.TYPE.echoReply) return takeReply(bytes, message, ECHO_WAY, length >= DATA - BODY + 4, answer);
  if (type === icmp.TYPE.timestampReply) {
    return takeReply(bytes, message, findWay('timestamp'), length >= icmp.TIMESTAMP_LENGTH, answer);
  }
  if (type === icmp.TYPE.maskReply) {
    const kind = takeReply(bytes, message, findWay('mask'), length >= icmp.MASK_LENGTH, answer);
    answer.cookie = readU16(bytes, message + icmp.OFFSET.sequence);
    answer.cookieMask = LOW_COOKIE;
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
  strangerMs: 1000,
  spreadMs: 1000,
  forms: FORMS,
  attempts: 2,
  turns: 1,
  formOf,
  patch,
  read,
};
