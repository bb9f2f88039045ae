// Memcached over UDP (doc/protocol.txt of its source, "UDP protocol"): a frame header, then what is said over TCP. The answer
// to `version` is as long as the question.
import type { UdpPayload } from '../payload.ts';

export const MEMCACHED_ID = 0x504f;

export const memcached: UdpPayload = {
  name: 'memcached',
  ports: [11_211],
  bytes: Uint8Array.of(
    ...[MEMCACHED_ID >> 8, MEMCACHED_ID & 0xff],
    ...[0, 0, 0, 1, 0, 0], // datagram 0 of 1
    ...Buffer.from('version\r\n'),
  ),
};
