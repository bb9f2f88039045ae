// DNS (RFC 1035). First what the program is: TXT of `version.bind` in the class CHAOS (RFC 4892). Who has no answer to that
// is asked who serves the root: every name server has an answer, if only a refusal. Recursion is not desired, so nobody else
// is asked on our behalf.
import type { UdpPayload } from '../payload.ts';

/** Section 4.1.1: whose answer it is. */
export const DNS_ID = 0x504f;

const HEADER = [
  ...[DNS_ID >> 8, DNS_ID & 0xff],
  ...[0, 0], // a standard query
  ...[0, 1, 0, 0, 0, 0, 0, 0], // one question, and nothing else
];

export const dnsVersion: UdpPayload = {
  name: 'dns-version',
  ports: [53, 8600],
  bytes: Uint8Array.of(
    ...HEADER,
    ...[7, ...Buffer.from('version')],
    ...[4, ...Buffer.from('bind')],
    0, // section 4.1.2: the end of the name
    ...[0, 16], // of type TXT
    ...[0, 3], // class CHAOS
  ),
};

export const dnsRoot: UdpPayload = {
  name: 'dns-root',
  ports: [53, 8600],
  bytes: Uint8Array.of(
    ...HEADER,
    0, // the name is the root
    ...[0, 2], // of type NS
    ...[0, 1], // class IN
  ),
};
