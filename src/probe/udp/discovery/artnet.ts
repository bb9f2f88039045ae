// Art-Net 4 (Artistic Licence, "Specification for the Art-Net 4 Ethernet Communication Protocol", ArtPoll): who is there.
import type { UdpPayload } from '../payload.ts';

export const artnet: UdpPayload = {
  name: 'artnet',
  ports: [6454],
  bytes: Uint8Array.of(
    ...Buffer.from('Art-Net\0'),
    ...[0x00, 0x20], // OpPoll
    ...[0, 14], // the protocol's version
    0, // no reports of changes, no diagnostics
    0, // priority
  ),
};
