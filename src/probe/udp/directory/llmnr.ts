// LLMNR (RFC 4795 section 2.4): asked directly, a host answers for the names of its own addresses alone. The loopback address
// is everybody's; who knows the host's address asks for that one (the record in src/service does).
import type { UdpPayload } from '../payload.ts';

export const LLMNR_ID = 0x504f;

/** Section 2.1.1: the header of RFC 1035 with other flags, all of them clear; the name of `address`. */
export function llmnrQuestion(address: string): Uint8Array {
  const labels = [...address.split('.').reverse(), 'in-addr', 'arpa'];
  return Uint8Array.of(
    ...[LLMNR_ID >> 8, LLMNR_ID & 0xff],
    ...[0, 0],
    ...[0, 1, 0, 0, 0, 0, 0, 0], // one question
    ...labels.flatMap((label) => [label.length, ...Buffer.from(label)]),
    0,
    ...[0, 12], // of type PTR
    ...[0, 1], // class IN
  );
}

export const llmnr: UdpPayload = { name: 'llmnr', ports: [5355], bytes: llmnrQuestion('127.0.0.1') };
