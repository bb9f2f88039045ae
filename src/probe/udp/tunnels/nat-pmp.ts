// NAT-PMP (RFC 6886 section 3.2): the outer address. PCP (RFC 6887 section 14.1): an announcement is answered by the server's
// own age. Neither maps anything.
import type { UdpPayload } from '../payload.ts';

export const natPmp: UdpPayload = { name: 'nat-pmp', ports: [5351], bytes: Uint8Array.of(0, 0) };

export const pcp: UdpPayload = {
  name: 'pcp',
  ports: [5351],
  bytes: Uint8Array.of(
    ...[2, 0, 0, 0], // version 2, a request: ANNOUNCE
    ...[0, 0, 0, 0], // lifetime
    ...[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0], // the client's address, which is told wrong: that too is answered
  ),
};
