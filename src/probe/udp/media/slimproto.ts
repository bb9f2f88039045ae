// Lyrion (Logitech) Media Server (its source, Slim/Networking/Discovery/Server.pm): what players ask before they connect.
import type { UdpPayload } from '../payload.ts';

export const slimproto: UdpPayload = {
  name: 'slimproto',
  ports: [3483],
  bytes: Uint8Array.of(...Buffer.from('e'), ...Buffer.from('NAME\0JSON\0VERS\0')),
};
