// DNS (RFC 1035): who serves the root? Every name server has an answer, if only a refusal. Recursion is not desired, so
// nobody else is asked on our behalf.
import type { UdpPayload } from './payload.ts';

export const dns: UdpPayload = {
  name: 'dns',
  ports: [53],
  bytes: Uint8Array.of(
    ...[0, 0], // section 4.1.1: ID
    ...[0, 0], // a standard query
    ...[0, 1, 0, 0, 0, 0, 0, 0], // one question, and nothing else
    0, // section 4.1.2: the name is the root
    ...[0, 2], // of type NS
    ...[0, 1], // class IN
  ),
};
