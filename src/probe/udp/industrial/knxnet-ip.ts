// KNXnet/IP (KNX Standard 3/8/2 section 7.6.3): a description is asked for. An address of zeros: answer to where it comes from
// (3/8/1 section 8.6.2.2: NAT).
import type { UdpPayload } from '../payload.ts';

export const knxnetIp: UdpPayload = {
  name: 'knxnet-ip',
  ports: [3671],
  bytes: Uint8Array.of(
    ...[0x06, 0x10], // the header's length, version 1.0
    ...[0x02, 0x03], // DESCRIPTION_REQUEST
    ...[0, 14],
    ...[8, 1, 0, 0, 0, 0, 0, 0], // the client: by UDP
  ),
};
