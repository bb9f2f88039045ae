// Teredo (RFC 4380 section 5.2.1): a router solicitation of a client behind no cone NAT, by IPv6 in UDP.
import type { UdpPayload } from '../payload.ts';

/** Section 5.1.1: comes back as it is. */
export const TEREDO_NONCE = Uint8Array.from(Buffer.from('portolan'));
/** fe80::5445:5245:444f */
const CLIENT = [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0x54, 0x45, 0x52, 0x45, 0x44, 0x4f];
/** ff02::2 */
const ALL_ROUTERS = [0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2];
const ICMPV6 = 58;
const LENGTH = 8;
const ROUTER_SOLICITATION = 133;

function checksum(bytes: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += bytes[at] * 0x100 + bytes[at + 1];
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

const SUM = checksum([...CLIENT, ...ALL_ROUTERS, 0, LENGTH, 0, ICMPV6, ROUTER_SOLICITATION, 0]);

export const teredo: UdpPayload = {
  name: 'teredo',
  ports: [3544],
  bytes: Uint8Array.of(
    ...[0, 1, 0, 0, ...TEREDO_NONCE, 0], // authentication without one
    ...[0x60, 0, 0, 0, 0, LENGTH, ICMPV6, 255, ...CLIENT, ...ALL_ROUTERS],
    ...[ROUTER_SOLICITATION, 0, SUM >> 8, SUM & 0xff, 0, 0, 0, 0],
  ),
};
