// What an answer to a probe says, and what all readers share: the IPv4 header, and the ICMP error that quotes a probe.
import { readU16 } from '../wire/bytes.ts';
import { finish, pseudoHeaderSum, sum } from '../wire/checksum.ts';
import * as icmp from '../wire/icmp-codes.ts';
import * as ipv4 from '../wire/ipv4.ts';

/** The closed vocabulary of what `read` makes of a packet; but for NONE also what the ledger writes down. */
export const NONE = 0;
export const OPEN = 1;
export const CLOSED = 2;
/** An ICMP error that says neither of both. */
export const FILTERED = 3;
/**
 * No answer, but what a probe of UDP looks like, ours or another scanner's: `answer` says whom it asks. It goes into no
 * ledger as it is. Where it is ours and has come to one of our own addresses, nobody else has the port.
 */
export const ARRIVED = 4;

/** What is known of the checksum behind the IPv4 header: the kernel says that it is right, or is yet to be filled in. */
export const VOUCHED = 0;
/** Nothing: it must be right. */
export const MUST_BE_RIGHT = 1;
/** Nothing, and the sender may have left it to an interface: then it is the sum of the pseudo-header alone. */
export const MAY_BE_PARTIAL = 2;
/** Longer messages are not added up: what an answer may cost is bounded. */
export const MOST_CHECKED = 2048;

/** `cookieMask` of an answer that shows all 32 bits; as a signed number, so that it stays a small integer. */
export const WHOLE_COOKIE = -1;
export const LOW_COOKIE = 0xffff;
export const NO_COOKIE = 0;
/** `icmp` of an answer of which all that tells is that it is a RST: no ICMP error has such a type. */
export const SHOWS_RST = 0x10000;
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
  /** 1: the cookie may also be the number after `cookie`. Else 0. */
  cookieSlack: number;
  ttl: number;
  window: number;
  /**
   * ICMP errors: type << 8 | code, and who sent it; or SHOWS_RST. ARP: the upper 16 and the lower 32 bits of the MAC address. An address
   * mask reply: 0, and the mask. Else 0.
   */
  icmp: number;
  icmpSource: number;
  /** A datagram's own bytes: where they begin, from the network header on, and how many are there. Else 0. */
  payloadAt: number;
  payloadLength: number;
}

export function createAnswer(): Answer {
  const asked = { host: 0, port: 0, ourAddress: 0, ourPort: 0, cookie: 0, cookieMask: 0, cookieSlack: 0 };
  return { ...asked, ttl: 0, window: 0, icmp: 0, icmpSource: 0, payloadAt: 0, payloadLength: 0 };
}

/** Whether the answer shows this cookie, as much of it as it can. */
export function shows(answer: Answer, proof: number): boolean {
  if (((answer.cookie ^ proof) & answer.cookieMask) === 0) return true;
  return answer.cookieSlack === 1 && ((answer.cookie + 1) | 0) === (proof | 0);
}

/**
 * Where the payload of the IPv4 packet begins. `missing`: bytes behind `end` that were there and are not shown. Leaves
 * its sender as `host`, its receiver as `ourAddress`, and the TTL; and nothing of an answer that was read before. 0 where
 *  1. it is no IPv4, or its header is cut off or shorter than 20 bytes,
 *  2. its total length has no room for the header, or is more than came,
 *  3. it is a later fragment,
 *  4. the header's checksum is wrong: no kernel and no network card vouches for that one.
 */
export function readIpv4(bytes: Uint8Array, offset: number, end: number, missing: number, answer: Answer): number {
  const header = ipv4.check(bytes, offset, end - offset);
  if (header === 0 || offset + ipv4.totalLength(bytes, offset) > end + missing) return 0;
  if (ipv4.fragmentOffset(bytes, offset) !== 0 || !ipv4.isIntact(bytes, offset)) return 0;
  answer.host = ipv4.source(bytes, offset);
  answer.ourAddress = ipv4.destination(bytes, offset);
  answer.ttl = ipv4.ttl(bytes, offset);
  answer.cookieSlack = 0;
  answer.window = 0;
  answer.icmp = 0;
  answer.icmpSource = 0;
  answer.payloadAt = 0;
  answer.payloadLength = 0;
  return offset + header;
}

/** Where the packet that `readIpv4` has read ends, as far as it is shown: Ethernet's padding is behind that. */
export function packetEnd(bytes: Uint8Array, offset: number, end: number): number {
  return Math.min(end, offset + ipv4.totalLength(bytes, offset));
}

/**
 * Whether the checksum over `length` bytes from `from` on is right, as far as that is to be asked (`trust`) and can be:
 * bytes from `end` on are not shown. With the pseudo-header of `protocol` (RFC 9293 section 3.1), 0 for none.
 */
export function isIntact(
  bytes: Uint8Array,
  from: number,
  length: number,
  end: number,
  protocol: number,
  checksumAt: number,
  trust: number,
  { host, ourAddress }: Answer,
): boolean {
  if (trust === VOUCHED || length > MOST_CHECKED || from + length > end) return true;
  const pseudo = protocol === 0 ? 0 : pseudoHeaderSum(host, ourAddress, protocol, length);
  if (finish(sum(bytes, from, length, pseudo)) === 0) return true;
  return trust === MAY_BE_PARTIAL && protocol !== 0 && finish(pseudo) === (~readU16(bytes, checksumAt) & 0xffff);
}

/** Where in an ICMP error the quoted IPv4 header begins. */
export const QUOTED = icmp.OFFSET.data;

/**
 * Reads the ICMP message at `message`, in a packet that `readIpv4` has read: destination unreachable or time exceeded,
 * which quotes a packet of ours (RFC 792: its IPv4 header and at least 8 bytes behind that). Returns where those 8 bytes
 * begin; 0 where it is nothing like that, quotes another protocol, or is not whole.
 */
export function readError(bytes: Uint8Array, message: number, end: number, protocol: number, answer: Answer): number {
  const quoted = message + QUOTED;
  const header = ipv4.checkQuoted(bytes, quoted, end - quoted);
  const body = quoted + header;
  if (header === 0 || body + icmp.QUOTED_LENGTH > end || ipv4.protocol(bytes, quoted) !== protocol) return 0;
  const type = bytes[message + icmp.OFFSET.type];
  if (type !== icmp.TYPE.destinationUnreachable && type !== icmp.TYPE.timeExceeded) return 0;
  if (ipv4.fragmentOffset(bytes, quoted) !== 0) return 0;
  answer.icmpSource = answer.host;
  answer.ourAddress = ipv4.source(bytes, quoted);
  answer.host = ipv4.destination(bytes, quoted);
  answer.icmp = (type << 8) | bytes[message + icmp.OFFSET.code];
  return body;
}
