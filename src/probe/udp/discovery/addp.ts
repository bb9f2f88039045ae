// Digi's device discovery (ADDP; the Python library addp and Digi's own tools): a discovery for all hardware addresses.
import type { UdpPayload } from '../payload.ts';

export const addp: UdpPayload = {
  name: 'addp',
  ports: [2362],
  bytes: Uint8Array.of(
    ...Buffer.from('DIGI'),
    ...[0, 1], // discovery request
    ...[0, 6], // its length
    ...[0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  ),
};
