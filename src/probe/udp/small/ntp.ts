// NTP version 4 (RFC 5905 section 7.3): a client that knows no time asks for it. All but the first byte may be zero.
import type { UdpPayload } from '../payload.ts';

const LENGTH = 48;
/** Leap indicator 0, version 4, mode 3 (client). */
const CLIENT = (0 << 6) | (4 << 3) | 3;

const bytes = new Uint8Array(LENGTH);
bytes[0] = CLIENT;

export const ntp: UdpPayload = { name: 'ntp', ports: [123], bytes };
