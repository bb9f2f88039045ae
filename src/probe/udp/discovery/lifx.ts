// LIFX lamps (lan.developer.lifx.com, "Packet contents", GetService): what a lamp is asked first.
import type { UdpPayload } from '../payload.ts';

/** Comes back as it is. */
export const LIFX_SOURCE = [0x50, 0x74, 0x6c, 0x6e] as const;

export const lifx: UdpPayload = {
  name: 'lifx',
  ports: [56_700],
  bytes: Uint8Array.of(
    ...[36, 0], // its length
    ...[0x00, 0x34], // protocol 1024, addressable, to all
    ...LIFX_SOURCE,
    ...new Uint8Array(8), // to all
    ...new Uint8Array(6),
    ...[0, 0], // nothing to be acknowledged
    ...new Uint8Array(8),
    ...[2, 0], // GetService
    ...[0, 0],
  ),
};
