// The number of a port of a host: sorted by host, protocol and port, so that those of one host lie together.
import type { PortFact } from '../../finding/finding.ts';
import { placeOf } from './ports-seen.ts';

const OF_A_HOST = 0x2_0000;

export function portId(host: number, proto: PortFact['proto'], port: number): number {
  return host * OF_A_HOST + placeOf(proto, port);
}

export function hostOf(portId: number): number {
  return Math.floor(portId / OF_A_HOST);
}

/** All ids of a host: from the first, up to and without the second. */
export function idsOf(host: number): readonly [number, number] {
  return [host * OF_A_HOST, (host + 1) * OF_A_HOST];
}
