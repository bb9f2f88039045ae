// Lantronix device servers (UDS-10 User Guide, section 8.1): F6 asks for the firmware's version. F8, which reads out the setup with its
// password, is never sent.
import type { UdpPayload } from '../payload.ts';

export const lantronix: UdpPayload = { name: 'lantronix', ports: [30_718], bytes: Uint8Array.of(0, 0, 0, 0xf6) };
