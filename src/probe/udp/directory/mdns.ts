// Multicast DNS, asked directly (RFC 6762 sections 5.4 and 6.7): which kinds of services are there (RFC 6763 section 9)?
import type { UdpPayload } from '../payload.ts';

export const MDNS_ID = 0x504f;

export const mdns: UdpPayload = {
  name: 'mdns',
  ports: [5353],
  bytes: Uint8Array.of(
    ...[MDNS_ID >> 8, MDNS_ID & 0xff],
    ...[0, 0], // a standard query
    ...[0, 1, 0, 0, 0, 0, 0, 0], // one question
    ...[9, ...Buffer.from('_services')],
    ...[7, ...Buffer.from('_dns-sd')],
    ...[4, ...Buffer.from('_udp')],
    ...[5, ...Buffer.from('local')],
    0,
    ...[0, 12], // of type PTR
    ...[0x80, 1], // class IN, the answer by unicast
  ),
};
