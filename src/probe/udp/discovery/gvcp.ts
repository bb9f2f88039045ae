// GigE Vision cameras (GigE Vision 2.0, section 16.1): discovery.
import type { UdpPayload } from '../payload.ts';

/** Section 15.1: whose answer it is. */
export const GVCP_ID = 0x504f;

export const gvcp: UdpPayload = {
  name: 'gvcp',
  ports: [3956],
  bytes: Uint8Array.of(
    0x42, // GVCP
    0x01, // an answer is wanted
    ...[0, 2], // DISCOVERY_CMD
    ...[0, 0], // no data
    ...[GVCP_ID >> 8, GVCP_ID & 0xff],
  ),
};
