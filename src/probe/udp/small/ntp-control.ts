// NTP control messages (RFC 9327 section 2): the system's variables, three of them by name, so that the answer is short.
import type { UdpPayload } from '../payload.ts';

export const NTP_SEQUENCE = 0x504f;

export const ntpControl: UdpPayload = {
  name: 'ntp-control',
  ports: [123],
  bytes: Uint8Array.of(
    (2 << 3) | 6, // version 2, mode 6
    2, // a request: read variables
    ...[NTP_SEQUENCE >> 8, NTP_SEQUENCE & 0xff],
    ...[0, 0], // status
    ...[0, 0], // association 0: the system
    ...[0, 0], // offset
    ...[0, 24], // count
    ...Buffer.from('version,processor,system'),
  ),
};
