// Moxa device servers (M. Davidsaver, "Moxa UDP Protocol", 2023): request 1, discovery: a header alone.
import type { UdpPayload } from '../payload.ts';

/** Comes back as it is. */
export const MOXA_TRANSACTION = [0x50, 0x74, 0x6c, 0x6e] as const;

export const moxa: UdpPayload = {
  name: 'moxa',
  ports: [4800],
  bytes: Uint8Array.of(
    ...[1, 0], // discovery
    ...[0, 8], // its length
    ...MOXA_TRANSACTION,
  ),
};
