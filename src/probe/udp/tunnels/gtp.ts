// GTP: echo requests. Version 2 of the control plane (3GPP TS 29.274, sections 5.1 and 7.1.1), version 1 of both planes (TS 29.060
// section 7.2.1, TS 29.281 section 7.2.1).
import type { UdpPayload } from '../payload.ts';

/** The number of the question, which comes back. */
export const GTP_SEQUENCE = 0x504f;

export const gtp2: UdpPayload = {
  name: 'gtp2',
  ports: [2123],
  bytes: Uint8Array.of(
    2 << 5, // version 2, without a tunnel
    1, // Echo Request
    ...[0, 9], // what follows
    ...[0, GTP_SEQUENCE >> 8, GTP_SEQUENCE & 0xff, 0],
    ...[3, 0, 1, 0, 0], // Recovery: a counter, which must be there
  ),
};

export const gtp1: UdpPayload = {
  name: 'gtp1',
  ports: [2152, 2123],
  bytes: Uint8Array.of(
    (1 << 5) | 0x10 | 0x02, // version 1, GTP, with a number
    1, // Echo Request
    ...[0, 4], // what follows the first 8
    ...[0, 0, 0, 0], // no tunnel
    ...[GTP_SEQUENCE >> 8, GTP_SEQUENCE & 0xff],
    ...[0, 0], // no N-PDU, no extension
  ),
};
