// Jenkins before 2.219 (its wiki, "Auto-discovering Jenkins on the network"): any datagram is answered.
import type { UdpPayload } from '../payload.ts';

export const jenkins: UdpPayload = { name: 'jenkins', ports: [33_848], bytes: Uint8Array.of(0x0a) };
