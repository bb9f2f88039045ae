// EtherNet/IP (CIP Networks Library, volume 2, section 2-4.2): List Identity, which every device answers.
import type { UdpPayload } from '../payload.ts';

/** Section 2-3.5: comes back as it is. */
export const CIP_CONTEXT = 'portolan';

export const ethernetIp: UdpPayload = {
  name: 'ethernet-ip',
  ports: [44_818, 2222],
  bytes: Uint8Array.of(
    ...[0x63, 0], // the command
    ...[0, 0], // no data
    ...[0, 0, 0, 0, 0, 0, 0, 0], // no session; status
    ...Buffer.from(CIP_CONTEXT),
    ...[0, 0, 0, 0], // no options
  ),
};
