// IAX2 (RFC 5456 section 6.7.1): POKE, which asks whether there is anybody; no call is begun.
import type { UdpPayload } from '../payload.ts';

/** Section 8.1.1: our number of a call that is none. */
export const IAX_CALL = 0x504f;

export const iax2: UdpPayload = {
  name: 'iax2',
  ports: [4569],
  bytes: Uint8Array.of(
    ...[0x80 | (IAX_CALL >> 8), IAX_CALL & 0xff], // a full frame
    ...[0, 0], // to no call yet
    ...[0, 0, 0, 0], // the time
    ...[0, 0], // numbers of frames
    0x06, // IAX
    0x1e, // POKE
  ),
};
