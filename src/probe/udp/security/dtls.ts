// DTLS 1.2 (RFC 6347 section 4.2.1): a ClientHello without cookie. A server answers with one, and keeps nothing.
import type { UdpPayload } from '../payload.ts';

/** RFC 5246 section 7.4.1.2, and RFC 9325 section 4.2: suites, among them those of CoAP (RFC 7252 section 9.1.3). */
const SUITES = [0xc02b, 0xc02f, 0xc02c, 0xc030, 0xc0ae, 0xc0a8, 0xc009, 0xc013, 0xc014, 0x009c, 0x002f, 0x0035];
const u16 = (value: number): number[] => [value >> 8, value & 0xff];

const EXTENSIONS = [
  ...[0, 10, 0, 8, 0, 6, 0, 29, 0, 23, 0, 24], // groups: x25519, secp256r1, secp384r1
  ...[0, 11, 0, 2, 1, 0], // points uncompressed
  ...[0, 13, 0, 14, 0, 12, 4, 3, 8, 4, 4, 1, 5, 3, 8, 5, 2, 1], // signatures
];
const HELLO = [
  ...[0xfe, 0xfd], // DTLS 1.2
  ...Buffer.from('portolan portolan portolan portol'.slice(0, 32)), // random
  ...[0, 0], // no session, no cookie
  ...u16(2 * SUITES.length),
  ...SUITES.flatMap(u16),
  ...[1, 0], // no compression
  ...u16(EXTENSIONS.length),
  ...EXTENSIONS,
];
const LENGTH = [0, ...u16(HELLO.length)];

export const dtls: UdpPayload = {
  name: 'dtls',
  // RFC 8094, RFC 7360, RFC 8489, RFC 5415, RFC 7252, RFC 6012, RFC 6353; 443 and 3391 are VPNs' and gateways'.
  ports: [443, 853, 2083, 3391, 4433, 5246, 5349, 5684, 6514, 10_161],
  bytes: Uint8Array.of(
    22, // handshake
    ...[0xfe, 0xff], // DTLS 1.0, as all may read it
    ...[0, 0, 0, 0, 0, 0, 0, 0], // epoch, sequence
    ...u16(12 + HELLO.length),
    ...[1, ...LENGTH], // ClientHello
    ...[0, 0, 0, 0, 0, ...LENGTH], // message 0, all of it in one piece
    ...HELLO,
  ),
};
