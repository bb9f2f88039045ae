// SLP version 2 (RFC 2608 section 10.1): which types of services are there, in the scope DEFAULT?
import type { UdpPayload } from '../payload.ts';

export const SLP_ID = 0x504f;

export const slp: UdpPayload = {
  name: 'slp',
  ports: [427],
  bytes: Uint8Array.of(
    ...[2, 9, 0, 0, 29], // version, SrvTypeRqst, length
    ...[0, 0, 0, 0, 0], // flags, no extension
    ...[SLP_ID >> 8, SLP_ID & 0xff],
    ...[0, 2, ...Buffer.from('en')],
    ...[0, 0], // no previous responders
    ...[0xff, 0xff], // of all naming authorities
    ...[0, 7, ...Buffer.from('DEFAULT')],
  ),
};
