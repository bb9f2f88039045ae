// TeamSpeak 3: the first packet of its handshake, as its client library's successors have written it down (ReSpeak, "TS3 protocol
// paper", section 2.1). Nothing is begun by it: the server keeps nothing of it.
import type { UdpPayload } from '../payload.ts';

/** Comes back reversed. */
export const TEAMSPEAK_RANDOM = [0x50, 0x74, 0x6c, 0x6e] as const;

export const teamspeak3: UdpPayload = {
  name: 'teamspeak3',
  ports: [9987],
  bytes: Uint8Array.of(
    ...Buffer.from('TS3INIT1'), // in place of a signature
    ...[0, 0x65], // the packet's number: 101
    ...[0, 0], // no client yet
    0x88, // Init1, not encrypted
    ...[0x06, 0x3b, 0xec, 0xe9], // a client's version
    0, // step 0
    ...[0, 0, 0, 0], // a time
    ...TEAMSPEAK_RANDOM,
    ...[0, 0, 0, 0, 0, 0, 0, 0],
  ),
};
