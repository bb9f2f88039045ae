// The half-open TCP probe (RFC 9293 section 3.5): a SYN whose sequence number is a keyed cookie, and how to read what
// comes back.
//
// Two forms: `BARE_SYN`, 40 bytes, for the first time a port is asked, and `MSS_SYN`, 44 bytes, for every repeat:
// some stacks and firewalls drop a SYN without any option, and whoever stays silent is asked again anyway.
import { readU16, readU32, writeU16, writeU32 } from '../wire/bytes.ts';
import { OFFSET } from '../wire/ipv4.ts';
import {
  type Answer,
  CLOSED,
  FILTERED,
  isFragment,
  isIntact,
  NONE,
  OPEN,
  PROTOCOL_ICMP,
  packetEnd,
  readError,
  readIpv4,
  WHOLE_COOKIE,
} from './answer.ts';
import { DONT_FRAGMENT, fold, ipv4Form, patchIpv4 } from './form.ts';
import type { PatchProbe, Probe, ProbeForm } from './probe.ts';

const TCP = 20;
const TCP_SOURCE_PORT = TCP;
const TCP_DESTINATION_PORT = TCP + 2;
const TCP_SEQUENCE = TCP + 4;
const TCP_CHECKSUM = TCP + 16;

const PROTOCOL_TCP = 6;

/** IPv4 (DF set, identification 0 as RFC 6864 allows for it), then TCP (SYN, window 64240) and its options. */
function createForm(options: readonly number[]): ProbeForm {
  const words = 5 + options.length / 4;
  return ipv4Form(
    PROTOCOL_TCP,
    DONT_FRAGMENT,
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, words << 4, 0x02, 0xfa, 0xf0, 0, 0, 0, 0, ...options],
    [
      { field: 'sourcePort', at: TCP_SOURCE_PORT },
      { field: 'destinationPort', at: TCP_DESTINATION_PORT },
      { field: 'cookie', at: TCP_SEQUENCE },
    ],
    { at: TCP_CHECKSUM, from: TCP, pseudoHeader: PROTOCOL_TCP },
  );
}

export const BARE_SYN = createForm([]);
/** Maximum segment size 1460. */
export const MSS_SYN = createForm([2, 4, 0x05, 0xb4]);

const patch: PatchProbe = (form, bytes, offset, source, destination, sourcePort, destinationPort, cookie) => {
  const addresses = patchIpv4(form, bytes, offset, source, destination, 0);
  writeU16(bytes, offset + TCP_SOURCE_PORT, sourcePort);
  writeU16(bytes, offset + TCP_DESTINATION_PORT, destinationPort);
  writeU32(bytes, offset + TCP_SEQUENCE, cookie);
  const changed = addresses + sourcePort + destinationPort + (cookie >>> 16) + (cookie & 0xffff);
  writeU16(bytes, offset + TCP_CHECKSUM, ~fold(form.checksums[1].sum + changed));
};

/** From the segment on. */
const DATA_OFFSET = 12;
const FLAGS = 13;
const CHECKSUM = 16;

const FLAG_SYN = 0x02;
const FLAG_RST = 0x04;
const FLAG_ACK = 0x10;

/**
 * A SYN-ACK is OPEN, a RST with ACK CLOSED, an ICMP error that quotes a TCP segment FILTERED; all show the whole cookie.
 * A RST may acknowledge the SYN's own number and not the one after it: some firewalls count that way.
 */
function read(
  bytes: Uint8Array,
  offset: number,
  captured: number,
  missing: number,
  trust: number,
  answer: Answer,
): number {
  const payload = readIpv4(bytes, offset, captured, missing, answer);
  if (payload === 0 || isFragment(bytes, offset)) return NONE;
  const end = packetEnd(bytes, offset, captured);
  const length = offset + readU16(bytes, offset + OFFSET.totalLength) - payload;
  answer.cookieMask = WHOLE_COOKIE;
  const protocol = bytes[offset + OFFSET.protocol];
  if (protocol === PROTOCOL_TCP) {
    if (payload + 20 > end) return NONE;
    const header = (bytes[payload + DATA_OFFSET] >> 4) * 4;
    if (header < 20 || header > length) return NONE;
    const flags = bytes[payload + FLAGS];
    if ((flags & FLAG_ACK) === 0 || (flags & (FLAG_RST | FLAG_SYN)) === 0) return NONE;
    if (!isIntact(bytes, payload, length, end, PROTOCOL_TCP, payload + CHECKSUM, trust, answer)) return NONE;
    answer.port = readU16(bytes, payload);
    answer.ourPort = readU16(bytes, payload + 2);
    answer.cookie = (readU32(bytes, payload + 8) - 1) >>> 0;
    answer.window = readU16(bytes, payload + 14);
    if ((flags & FLAG_RST) === 0) return OPEN;
    answer.cookieSlack = 1;
    return CLOSED;
  }
  if (protocol !== PROTOCOL_ICMP) return NONE;
  const tcp = readError(bytes, payload, end, PROTOCOL_TCP, answer);
  if (tcp === 0 || !isIntact(bytes, payload, length, end, 0, 0, trust, answer)) return NONE;
  answer.ourPort = readU16(bytes, tcp);
  answer.port = readU16(bytes, tcp + 2);
  answer.cookie = readU32(bytes, tcp + 4);
  return FILTERED;
}

export const tcpSyn: Probe = {
  name: 'syn',
  title: 'TCP SYN',
  meaning: {
    up: 'syn-ack',
    port: { proto: 'tcp', open: 'syn-ack', closed: 'rst', silent: 'filtered' },
    showsMac: false,
    silence: null,
  },
  protocol: 'tcp',
  transport: 'tcp',
  reach: 'routed',
  byConnect: true,
  setsPace: true,
  refusalsAreLimited: false,
  tarpitPossible: true, // a SYN proxy answers for every port
  shortestRtoMs: 30, // a kernel answers, whose time was measured
  strangerMs: 1000,
  spreadMs: 1000,
  forms: [BARE_SYN, MSS_SYN],
  formOf: (_port, again) => (again ? 1 : 0),
  patch,
  read,
};
