// NetBIOS name service (RFC 1002 section 4.2.17): the names of a node, asked by `*`.
import type { UdpPayload } from '../payload.ts';

export const NETBIOS_ID = 0x504f;

export const netbiosName: UdpPayload = {
  name: 'netbios-name',
  ports: [137],
  bytes: Uint8Array.of(
    ...[NETBIOS_ID >> 8, NETBIOS_ID & 0xff],
    ...[0, 0], // a query
    ...[0, 1, 0, 0, 0, 0, 0, 0], // one question
    ...[32, ...Buffer.from('CK'), ...Buffer.from('A'.repeat(30)), 0], // `*` and zeros, half a byte a letter (RFC 1001 section 14.1)
    ...[0, 0x21], // of type NBSTAT
    ...[0, 1], // class IN
  ),
};
