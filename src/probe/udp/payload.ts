// What a datagram asks of a service: the bytes behind the UDP header, and the ports that are asked so. Who listens there
// and is asked in its own language has something to say; most say nothing to an empty datagram.

export interface UdpPayload {
  readonly name: string;
  /** No two payloads have the same one. */
  readonly ports: readonly number[];
  /** At most PAYLOAD_MOST of them; the same for every host. */
  readonly bytes: Uint8Array;
}

/** With the headers (28) below 1,500, with room for a tunnel's: not fragmented on any usual way. */
export const PAYLOAD_MOST = 1400;
