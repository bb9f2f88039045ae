// TwinCAT routers (Beckhoff's ADS library, AdsLib/standalone and AdsTool: SERVERINFO): who is there. A route is never added.
import type { UdpPayload } from '../payload.ts';

/** The number of the question, which comes back. */
export const TWINCAT_INVOKE = [0x50, 0x74, 0x6c, 0x6e] as const;

export const twincat: UdpPayload = {
  name: 'twincat',
  ports: [48_899],
  bytes: Uint8Array.of(
    ...[0x03, 0x66, 0x14, 0x71], // 0x71146603, little-endian
    ...TWINCAT_INVOKE,
    ...[1, 0, 0, 0], // SERVERINFO
    ...[0, 0, 0, 0, 0, 0, 0, 0], // an address that is none
    ...[0, 0, 0, 0], // no tags
  ),
};
