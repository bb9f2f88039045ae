// Mumble (mumble-protocol.readthedocs.io, "Pinging"): what clients ask each server of their list.
import type { UdpPayload } from '../payload.ts';

/** Comes back as it is. */
export const MUMBLE_ID = Uint8Array.from(Buffer.from('portolan'));

export const mumble: UdpPayload = {
  name: 'mumble',
  ports: [64_738],
  bytes: Uint8Array.of(0, 0, 0, 0, ...MUMBLE_ID),
};
