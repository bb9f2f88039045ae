// XDMCP ("X Display Manager Control Protocol", X.Org, section Packet formats): is a display manager willing to serve us?
import type { UdpPayload } from '../payload.ts';

export const xdmcp: UdpPayload = {
  name: 'xdmcp',
  ports: [177],
  bytes: Uint8Array.of(0, 1, 0, 2, 0, 1, 0), // version 1, Query, length 1, no authentication names
};
