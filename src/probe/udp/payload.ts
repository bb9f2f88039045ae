// What a datagram asks of a service: the bytes behind the UDP header, and the ports that are asked so. Who listens there
// and is asked in its own language has something to say; most say nothing to an empty datagram.
//
//  1. Every payload only reads: it changes nothing, and no answer to it is much longer than the question where that can
//     be helped, so that nobody is worth forging for.
//  2. It is the same for every host, and cites what it is written from.
//  3. Several may ask the same port. They do so in turn, in the order of payloads.ts.

export interface UdpPayload {
  readonly name: string;
  readonly ports: readonly number[];
  /** At most PAYLOAD_MOST of them. */
  readonly bytes: Uint8Array;
}

/** With the headers (28) below 1,500, with room for a tunnel's: not fragmented on any usual way. */
export const PAYLOAD_MOST = 1400;
