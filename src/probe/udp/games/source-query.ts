// Source and GoldSource servers: developer.valvesoftware.com, "Server queries", A2S_INFO. Without a challenge a server of today
// answers with one alone, so that nobody is worth forging for.
import type { UdpPayload } from '../payload.ts';

/** A packet of its own: not one of several. */
export const SINGLE = [0xff, 0xff, 0xff, 0xff] as const;

export const sourceQuery: UdpPayload = {
  name: 'source-query',
  ports: [27_015, 27_016, 27_017, 27_018, 27_019, 27_020, 2303, 2457],
  bytes: Uint8Array.of(...SINGLE, ...Buffer.from('TSource Engine Query\0')),
};
