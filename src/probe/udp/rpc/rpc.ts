// ONC RPC (RFC 5531 section 9): the NULL procedure in a version that no program has. The program answers which versions it
// has, in fewer bytes than the question. The list of programs (RFC 1833) is long, and only asked for where somebody answers.
import type { UdpPayload } from '../payload.ts';

const XID = [0x50, 0x4f, 0x52, 0x54];

/** A call, RPC version 2, program, version 0, procedure 0; no credentials, no verifier. */
const call = (...program: number[]): Uint8Array =>
  Uint8Array.of(...XID, ...[0, 0, 0, 0], ...[0, 0, 0, 2], ...program, ...new Uint8Array(24));

export const rpcbind: UdpPayload = { name: 'rpcbind', ports: [111], bytes: call(0, 1, 0x86, 0xa0) }; // 100000

export const nfs: UdpPayload = { name: 'nfs', ports: [2049], bytes: call(0, 1, 0x86, 0xa3) }; // 100003

export const mountd: UdpPayload = { name: 'mountd', ports: [635, 20_048], bytes: call(0, 1, 0x86, 0xa5) }; // 100005
