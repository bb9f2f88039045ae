// The ICMP echo request (RFC 792), and how to read what comes back. It asks a host and not a port: its port is always 0.
//
// The identifier says which pass asks, as the source port of the other probes does. The cookie is the payload, which a
// reply returns; its lower half is the sequence number too, which is what an ICMP error quotes of it.
import { readU16, readU32, writeU16, writeU32 } from '../wire/bytes.ts';
import { finish, halves } from '../wire/checksum.ts';
import { OFFSET, TYPE } from '../wire/icmp-codes.ts';
import { isFragment, PROTOCOL_ICMP, protocol, totalLength } from '../wire/ipv4.ts';
import {
  type Answer,
  FILTERED,
  isIntact,
  LOW_COOKIE,
  NONE,
  OPEN,
  packetEnd,
  readError,
  readIpv4,
  WHOLE_COOKIE,
} from './answer.ts';
import { BODY, ipv4Form, patchIpv4 } from './form.ts';
import type { PatchProbe, Probe } from './probe.ts';

const CHECKSUM = BODY + OFFSET.checksum;
const IDENTIFIER = BODY + OFFSET.identifier;
const SEQUENCE = BODY + OFFSET.sequence;
const DATA = BODY + OFFSET.data;
/** The data is the cookie, four bytes. */
const LENGTH = OFFSET.data + 4;

const body = new Uint8Array(LENGTH);
body[OFFSET.type] = TYPE.echo;

export const ECHO = ipv4Form(
  { protocol: PROTOCOL_ICMP, dontFragment: true },
  body,
  [
    { field: 'sourcePort', at: IDENTIFIER },
    { field: 'cookieLow', at: SEQUENCE },
    { field: 'cookie', at: DATA },
  ],
  { at: CHECKSUM, pseudoHeader: false },
);

const patch: PatchProbe = (form, bytes, offset, source, destination, sourcePort, _destinationPort, cookie) => {
  patchIpv4(form.checksums[0].sum, bytes, offset, source, destination, 0);
  const low = cookie & 0xffff;
  writeU16(bytes, offset + IDENTIFIER, sourcePort);
  writeU16(bytes, offset + SEQUENCE, low);
  writeU32(bytes, offset + DATA, cookie);
  writeU16(bytes, offset + CHECKSUM, finish(form.checksums[1].sum + sourcePort + low + halves(cookie)));
};

/** An echo reply is OPEN: the host is there. An ICMP error that quotes an echo request is FILTERED. */
function read(
  bytes: Uint8Array,
  offset: number,
  captured: number,
  missing: number,
  trust: number,
  answer: Answer,
): number {
  const icmp = readIpv4(bytes, offset, captured, missing, answer);
  if (icmp === 0 || protocol(bytes, offset) !== PROTOCOL_ICMP || isFragment(bytes, offset)) return NONE;
  const end = packetEnd(bytes, offset, captured);
  const length = offset + totalLength(bytes, offset) - icmp;
  if (icmp + LENGTH > end || !isIntact(bytes, icmp, length, end, 0, 0, trust, answer)) return NONE;
  answer.port = 0;
  if (bytes[icmp + OFFSET.type] === TYPE.echoReply) {
    answer.ourPort = readU16(bytes, icmp + OFFSET.identifier);
    answer.cookie = readU32(bytes, icmp + OFFSET.data);
    answer.cookieMask = WHOLE_COOKIE;
    return OPEN;
  }
  const echo = readError(bytes, icmp, end, PROTOCOL_ICMP, answer);
  if (echo === 0 || bytes[echo + OFFSET.type] !== TYPE.echo) return NONE;
  answer.ourPort = readU16(bytes, echo + OFFSET.identifier);
  answer.cookie = readU16(bytes, echo + OFFSET.sequence);
  answer.cookieMask = LOW_COOKIE;
  return FILTERED;
}

export const icmpEcho: Probe = {
  name: 'icmp',
  title: 'ICMP echo',
  meaning: {
    up: 'echo-reply',
    port: null,
    showsMac: false,
    silence: 'Silent to echo requests: not there, or not answering them.',
  },
  protocol: 'icmp',
  transport: 'tcp', // its identifiers are numbers that no other scan of this machine has
  reach: 'routed',
  byConnect: false,
  setsPace: true,
  refusalsAreLimited: false,
  tarpitPossible: false,
  // Each host answers one, so who takes longer than others was not measured: a device that sleeps.
  shortestRtoMs: 250,
  strangerMs: 1000,
  spreadMs: 1000,
  forms: [ECHO],
  attempts: 1,
  turns: 1,
  formOf: () => 0,
  patch,
  read,
};
