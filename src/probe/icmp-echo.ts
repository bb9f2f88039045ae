// The ICMP echo request (RFC 792), and how to read what comes back. It asks a host and not a port: its port is always 0.
//
// The identifier says which pass asks, as the source port of the other probes does. The cookie is the payload, which a
// reply returns; its lower half is the sequence number too, which is what an ICMP error quotes of it.
import { readU16, readU32, writeU16, writeU32 } from '../wire/bytes.ts';
import { TYPE } from '../wire/icmp-codes.ts';
import { OFFSET } from '../wire/ipv4.ts';
import {
  type Answer,
  FILTERED,
  isFragment,
  isIntact,
  LOW_COOKIE,
  NONE,
  OPEN,
  PROTOCOL_ICMP,
  packetEnd,
  readError,
  readIpv4,
  WHOLE_COOKIE,
} from './answer.ts';
import { DONT_FRAGMENT, fold, ipv4Form, patchIpv4 } from './form.ts';
import type { PatchProbe, Probe } from './probe.ts';

const ICMP = 20;
const ICMP_CHECKSUM = ICMP + 2;
const IDENTIFIER = 4;
const SEQUENCE = 6;
const PAYLOAD = 8;
const LENGTH = PAYLOAD + 4;

export const ECHO = ipv4Form(
  PROTOCOL_ICMP,
  DONT_FRAGMENT,
  [TYPE.echo, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  [
    { field: 'sourcePort', at: ICMP + IDENTIFIER },
    { field: 'cookieLow', at: ICMP + SEQUENCE },
    { field: 'cookie', at: ICMP + PAYLOAD },
  ],
  { at: ICMP_CHECKSUM, from: ICMP },
);

const patch: PatchProbe = (form, bytes, offset, source, destination, sourcePort, _destinationPort, cookie) => {
  patchIpv4(form, bytes, offset, source, destination, 0);
  const low = cookie & 0xffff;
  writeU16(bytes, offset + ICMP + IDENTIFIER, sourcePort);
  writeU16(bytes, offset + ICMP + SEQUENCE, low);
  writeU32(bytes, offset + ICMP + PAYLOAD, cookie);
  writeU16(bytes, offset + ICMP_CHECKSUM, ~fold(form.checksums[1].sum + sourcePort + low + (cookie >>> 16) + low));
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
  if (icmp === 0 || bytes[offset + OFFSET.protocol] !== PROTOCOL_ICMP || isFragment(bytes, offset)) return NONE;
  const end = packetEnd(bytes, offset, captured);
  const length = offset + readU16(bytes, offset + OFFSET.totalLength) - icmp;
  if (icmp + LENGTH > end || !isIntact(bytes, icmp, length, end, 0, 0, trust, answer)) return NONE;
  answer.port = 0;
  if (bytes[icmp] === TYPE.echoReply) {
    answer.ourPort = readU16(bytes, icmp + IDENTIFIER);
    answer.cookie = readU32(bytes, icmp + PAYLOAD);
    answer.cookieMask = WHOLE_COOKIE;
    return OPEN;
  }
  const echo = readError(bytes, icmp, end, PROTOCOL_ICMP, answer);
  if (echo === 0 || bytes[echo] !== TYPE.echo) return NONE;
  answer.ourPort = readU16(bytes, echo + IDENTIFIER);
  answer.cookie = readU16(bytes, echo + SEQUENCE);
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
  formOf: () => 0,
  patch,
  read,
};
