// The half-open TCP probe (RFC 9293 section 3.5): a SYN whose sequence number is a keyed cookie, and how to read what
// comes back.
//
// Two forms: `BARE_SYN`, 40 bytes, for the first time a port is asked, and `MSS_SYN`, 44 bytes, for every repeat:
// some stacks and firewalls drop a SYN without any option, and whoever stays silent is asked again anyway.
import { writeU16, writeU32 } from '../wire/bytes.ts';
import { finish, halves } from '../wire/checksum.ts';
import { isFragment, PROTOCOL_ICMP, PROTOCOL_TCP, protocol, totalLength } from '../wire/ipv4.ts';
import * as tcp from '../wire/tcp.ts';
import {
  type Answer,
  CLOSED,
  FILTERED,
  isIntact,
  NONE,
  OPEN,
  packetEnd,
  readError,
  readIpv4,
  WHOLE_COOKIE,
} from './answer.ts';
import { BODY, ipv4Form, patchIpv4 } from './form.ts';
import type { PatchProbe, Probe, ProbeForm } from './probe.ts';

const SOURCE_PORT = BODY + tcp.OFFSET.sourcePort;
const DESTINATION_PORT = BODY + tcp.OFFSET.destinationPort;
const SEQUENCE = BODY + tcp.OFFSET.sequence;
const CHECKSUM = BODY + tcp.OFFSET.checksum;

/** As Linux has it in a SYN over Ethernet. */
const WINDOW = 64240;

/** IPv4 (DF set, identification 0 as RFC 6864 allows for it), then TCP and its options. */
function createForm(options: readonly tcp.TcpOption[]): ProbeForm {
  const body = new Uint8Array(tcp.MAX_HEADER_LENGTH);
  const numbers = { sequence: 0, acknowledgement: 0, flags: tcp.SYN, window: WINDOW, urgentPointer: 0 };
  const ports = { sourcePort: 0, destinationPort: 0 };
  const length = tcp.emit(body, 0, { ...ports, ...numbers, options, payload: new Uint8Array(0) }, 0, 0);
  return ipv4Form(
    { protocol: PROTOCOL_TCP, dontFragment: true },
    body.subarray(0, length),
    [
      { field: 'sourcePort', at: SOURCE_PORT },
      { field: 'destinationPort', at: DESTINATION_PORT },
      { field: 'cookie', at: SEQUENCE },
    ],
    { at: CHECKSUM, pseudoHeader: true },
  );
}

export const BARE_SYN = createForm([]);
export const MSS_SYN = createForm([{ type: 'maximum-segment-size', size: 1460 }]);

const patch: PatchProbe = (form, bytes, offset, source, destination, sourcePort, destinationPort, cookie) => {
  const addresses = patchIpv4(form.checksums[0].sum, bytes, offset, source, destination, 0);
  writeU16(bytes, offset + SOURCE_PORT, sourcePort);
  writeU16(bytes, offset + DESTINATION_PORT, destinationPort);
  writeU32(bytes, offset + SEQUENCE, cookie);
  const changed = addresses + sourcePort + destinationPort + halves(cookie);
  writeU16(bytes, offset + CHECKSUM, finish(form.checksums[1].sum + changed));
};

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
  const body = readIpv4(bytes, offset, captured, missing, answer);
  if (body === 0 || isFragment(bytes, offset)) return NONE;
  const end = packetEnd(bytes, offset, captured);
  const length = offset + totalLength(bytes, offset) - body;
  answer.cookieMask = WHOLE_COOKIE;
  const carried = protocol(bytes, offset);
  if (carried === PROTOCOL_TCP) {
    if (body + tcp.MIN_HEADER_LENGTH > end) return NONE;
    const header = tcp.headerLength(bytes, body); // its options need not be shown
    if (header < tcp.MIN_HEADER_LENGTH || header > length) return NONE;
    const flags = tcp.flags(bytes, body);
    if ((flags & tcp.ACK) === 0 || (flags & (tcp.RST | tcp.SYN)) === 0) return NONE;
    if (!isIntact(bytes, body, length, end, PROTOCOL_TCP, body + tcp.OFFSET.checksum, trust, answer)) return NONE;
    answer.port = tcp.sourcePort(bytes, body);
    answer.ourPort = tcp.destinationPort(bytes, body);
    answer.cookie = (tcp.acknowledgement(bytes, body) - 1) >>> 0;
    answer.window = tcp.window(bytes, body);
    if ((flags & tcp.RST) === 0) return OPEN;
    answer.cookieSlack = 1;
    return CLOSED;
  }
  if (carried !== PROTOCOL_ICMP) return NONE;
  const quoted = readError(bytes, body, end, PROTOCOL_TCP, answer);
  if (quoted === 0 || !isIntact(bytes, body, length, end, 0, 0, trust, answer)) return NONE;
  answer.ourPort = tcp.sourcePort(bytes, quoted);
  answer.port = tcp.destinationPort(bytes, quoted);
  answer.cookie = tcp.sequence(bytes, quoted);
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
  attempts: 2,
  turns: 1,
  formOf: (_port, attempt) => attempt,
  patch,
  read,
};
