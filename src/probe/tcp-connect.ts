// The full TCP handshake as a probe: how to read the way a connect(2) ended. The kernel asks; an errno is the answer
// (connect(2), tcp(7)), and where the system tells it, the ICMP error behind it.
import { constants } from 'node:os';
import { TYPE, UNREACHABLE } from '../wire/icmp-codes.ts';

/** What `read` makes of an errno. */
export const OPEN = 1;
export const CLOSED = 2;
export const FILTERED = 3;
/** No answer came. */
export const SILENT = 4;
/** Something of our own ran out: says nothing about the target, ask again later. */
export const OWN_FAULT = 5;
/** Our own system knows no way there now: no route, no interface, no address, a firewall of ours. Says nothing either. */
export const NO_WAY = 6;

const unreachable = (code: number): number => (TYPE.destinationUnreachable << 8) | code;
/** Stands for an error without an ICMP code of its own. */
const UNKNOWN_ICMP = unreachable(0xff);

/** Verdicts of errors by name: numbers differ from system to system. */
const VERDICTS: Readonly<Record<string, number>> = {
  ECONNREFUSED: CLOSED,
  // The handshake was complete, then the target reset the connection.
  ECONNRESET: OPEN,
  EPIPE: OPEN,
  ETIMEDOUT: SILENT,
  EMFILE: OWN_FAULT,
  ENFILE: OWN_FAULT,
  ENOBUFS: OWN_FAULT,
  ENOMEM: OWN_FAULT,
  EADDRNOTAVAIL: OWN_FAULT,
  EADDRINUSE: OWN_FAULT,
  EAGAIN: OWN_FAULT,
  EINTR: OWN_FAULT,
  EALREADY: OWN_FAULT,
  ECONNABORTED: OWN_FAULT,
};

/** Errors with which connect(2) is refused before anything was sent. Whatever else is refused is no way either. */
const REFUSALS: Readonly<Record<string, number>> = {
  EMFILE: OWN_FAULT,
  ENFILE: OWN_FAULT,
  ENOBUFS: OWN_FAULT,
  ENOMEM: OWN_FAULT,
  ENOSPC: OWN_FAULT,
  EADDRINUSE: OWN_FAULT,
  EADDRNOTAVAIL: OWN_FAULT,
  EAGAIN: OWN_FAULT,
  EINTR: OWN_FAULT,
  EALREADY: OWN_FAULT,
  ECONNABORTED: OWN_FAULT,
  // A target on this machine.
  ECONNREFUSED: CLOSED,
};

/** The ICMP code that the kernel turns into each error, RFC 1122 section 4.2.3.9. */
const NEAREST: Readonly<Record<string, number>> = {
  ENETUNREACH: UNREACHABLE.net,
  ENETDOWN: UNREACHABLE.net,
  ENONET: UNREACHABLE.sourceHostIsolated,
  EHOSTUNREACH: UNREACHABLE.host,
  EHOSTDOWN: UNREACHABLE.host,
  ENOPROTOOPT: UNREACHABLE.protocol,
  EACCES: UNREACHABLE.adminProhibited,
  EPERM: UNREACHABLE.adminProhibited,
};

const ERRNO_LIMIT = 256;
const verdicts = new Uint8Array(ERRNO_LIMIT).fill(FILTERED);
const nearest = new Uint16Array(ERRNO_LIMIT).fill(UNKNOWN_ICMP);
const refusals = new Uint8Array(ERRNO_LIMIT).fill(NO_WAY);
verdicts[0] = OPEN;
for (const [name, number] of Object.entries(constants.errno)) {
  if (number <= 0 || number >= ERRNO_LIMIT) continue;
  if (name in VERDICTS) verdicts[number] = VERDICTS[name];
  if (name in REFUSALS) refusals[number] = REFUSALS[name];
  if (name in NEAREST) nearest[number] = unreachable(NEAREST[name]);
}

/**
 * The verdict of a finished connect. `error`: 0 or errno of this system; `icmp`: type << 8 | code of the ICMP error that
 * ended it, -1 for none; `looped`: the socket had connected to itself, so nobody listens on that port of ours.
 */
export function read(error: number, icmp: number, looped: boolean): number {
  if (icmp >= 0) return FILTERED;
  if (looped) return CLOSED;
  return error >= 0 && error < ERRNO_LIMIT ? verdicts[error] : FILTERED;
}

/** What it means that connect(2) did not even begin, by its errno: OWN_FAULT, NO_WAY, or CLOSED. */
export function readRefusal(error: number): number {
  return error >= 0 && error < ERRNO_LIMIT ? refusals[error] : NO_WAY;
}

/** The ICMP error (type << 8 | code) nearest to what an errno says; code 255 where there is none. */
export function nearestIcmp(error: number): number {
  return error >= 0 && error < ERRNO_LIMIT ? nearest[error] : UNKNOWN_ICMP;
}
