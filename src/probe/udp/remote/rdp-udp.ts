// Remote Desktop over UDP ([MS-RDPEUDP] 2.2.2.1, 2.2.2.5, 3.1.5.1.1): SYN, of 1,232 bytes as each must be, and so is its answer.
import type { UdpPayload } from '../payload.ts';

/** What the answer acknowledges. */
export const RDP_UDP_SEQUENCE = [0x50, 0x74, 0x6c, 0x6e] as const;
const MTU = 1232;
const SYN = 0x0001;

const bytes = new Uint8Array(MTU);
bytes.set([
  ...[0xff, 0xff, 0xff, 0xff], // nothing acknowledged
  ...[0, 64], // a window of 64
  ...[0, SYN],
  ...RDP_UDP_SEQUENCE,
  ...[MTU >> 8, MTU & 0xff],
  ...[MTU >> 8, MTU & 0xff],
]);

export const rdpUdp: UdpPayload = { name: 'rdp-udp', ports: [3389], bytes };
