// Ubiquiti's discovery, version 1, as its tool speaks it (what is known of it: Rapid7, "Ubiquiti Discovery Service Exposures", 2019).
import type { UdpPayload } from '../payload.ts';

export const ubiquiti: UdpPayload = { name: 'ubiquiti', ports: [10_001], bytes: Uint8Array.of(1, 0, 0, 0) };
