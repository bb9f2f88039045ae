// MikroTik's neighbour discovery (MikroTik, "Neighbor discovery"; Wireshark, packet-mndp.c): an empty message asks who is there.
// Routers tell all of their link, by a broadcast to port 5678, which is listened for later (src/service).
import type { UdpPayload } from '../payload.ts';

export const mndp: UdpPayload = {
  name: 'mndp',
  ports: [5678],
  bytes: Uint8Array.of(0, 0, 0, 0), // a header, and the number of the message
};
