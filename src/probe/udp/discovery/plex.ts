// Plex's "Good Day Mate" (GDM; open implementations of it, python-plexapi's gdm.py among them): an M-SEARCH in the manner of SSDP.
import type { UdpPayload } from '../payload.ts';

export const plex: UdpPayload = {
  name: 'plex',
  ports: [32_414, 32_410, 32_412, 32_413],
  bytes: Uint8Array.from(Buffer.from('M-SEARCH * HTTP/1.1\r\n\r\n')),
};
