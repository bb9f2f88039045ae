// What an answer to a probe says, and what all readers share: the IPv4 header, and the ICMP error that quotes a probe.
import { readU16, readU32 } from '../wire/bytes.ts';
import { TYPE } from '../wire/icmp-codes.ts';

/** The closed vocabulary of what `read` makes of a packet; but for NONE also what the ledger writes down. */
export const NONE = 0;
export const OPEN = 1;
export const CLOSED = 2;
/** An ICMP error that says neither of both. */
export const FILTERED = 3;

/** `cookieMask` of an answer that shows all 32 bits; as a signed number, so that it stays a small integer. */
export const WHOLE_COOKIE = -1;
export const LOW_COOKIE = 0xffff;
export const NO_COOKIE = 0;
/** `ourPort` of an answer that shows none, which no packet can say: it belongs to the pass that runs. */
export const NO_PORT = -1;

/**
 * What an answer says, filled in by `read`. `host` and `port` are the ones that were asked, `ourAddress` and `ourPort`
 * the ones that asked. The answer is true only if the cookie of that probe is `cookie` in the bits of `cookieMask`.
 */
export interface Answer {
  host: number;
  /** 0 where the probe knows no ports. */
  port: number;
  ourAddress: number;
  ourPort: number;
  cookie: number;
  cookieMask: number;
  ttl: number;
  window: number;
  /** ICMP errors: type << 8 | code, and who sent it. ARP: the upper 16 and the lower 32 bits of the MAC address. Else 0. */
  icmp: number;
  icmpSource: number;
}

export function createAnswer(): Answer {
  const asked = { host: 0, port: 0, ourAddress: 0, ourPort: 0, cookie: 0, cookieMask: 0 };
  return { ...asked, ttl: 0, window: 0, icmp: 0, icmpSource: 0 };
}

export const PROTOCOL_ICMP = 1;
const SHORTEST_HEADER = 20;
const SOURCE = 12;
const DESTINATION = 16;

/**
 * Where the payload of the IPv4 packet begins; 0 where it is none, is cut off, or is a later fragment. Leaves its sender
 * as `host`, its receiver as `ourAddress`, and the TTL; and nothing of an answer that was read before.
 */
export function readIpv4(bytes: Uint8Array, offset: number, end: number, answer: Answer): number {
  if (offset + SHORTEST_HEADER > end || bytes[offset] >> 4 !== 4) return 0;
  const header = (bytes[offset] & 15) * 4;
  if (header < SHORTEST_HEADER || (readU16(bytes, offset + 6) & 0x1fff) !== 0) return 0;
  answer.host = readU32(bytes, offset + SOURCE);
  answer.ourAddress = readU32(bytes, offset + DESTINATION);
  answer.ttl = bytes[offset + 8];
  answer.window = 0;
  answer.icmp = 0;
  answer.icmpSource = 0;
  return offset + header;
}

/** Where in an ICMP error the quoted IPv4 header begins. */
export const QUOTED = 8;

/**
 * Reads the ICMP message at `icmp`, in a packet that `readIpv4` has read: destination unreachable or time exceeded,
 * which quotes a packet of ours (RFC 792: its IPv4 header and at least 8 bytes behind that). Returns where those 8 bytes
 * begin; 0 where it is nothing like that, or quotes another protocol.
 */
export function readError(bytes: Uint8Array, icmp: number, end: number, protocol: number, answer: Answer): number {
  const quoted = icmp + QUOTED;
  if (quoted + SHORTEST_HEADER > end || bytes[quoted] >> 4 !== 4) return 0;
  const type = bytes[icmp];
  if (type !== TYPE.destinationUnreachable && type !== TYPE.timeExceeded) return 0;
  const header = (bytes[quoted] & 15) * 4;
  const body = quoted + header;
  if (header < SHORTEST_HEADER || bytes[quoted + 9] !== protocol || body + 8 > end) return 0;
  if ((readU16(bytes, quoted + 6) & 0x1fff) !== 0) return 0;
  answer.icmpSource = answer.host;
  answer.ourAddress = readU32(bytes, quoted + SOURCE);
  answer.host = readU32(bytes, quoted + DESTINATION);
  answer.icmp = (type << 8) | bytes[icmp + 1];
  return body;
}
