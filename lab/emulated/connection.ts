// One TCP connection of a machine (RFC 9293 section 3.10), as small as a conversation needs: no urgent data, no window of the peer's (answers are
// short), no segments out of order (they are acknowledged again, and come again).
import type { Conversation, Talk } from './host.ts';
import type { Machine } from './machine.ts';

export interface Connection {
  readonly key: number;
  readonly machine: Machine;
  readonly talk: Talk;
  readonly peerMac: Uint8Array;
  readonly peer: number;
  readonly peerPort: number;
  readonly port: number;
  /** What the SYN offered (`OFFERS`), and its number. */
  readonly offers: number;
  readonly initial: number;
  readonly segmentMost: number;
  /** Of its SYN-ACK. */
  readonly synAckFlags: number;
  readonly own: number;
  isEstablished: boolean;
  sendNext: number;
  receiveNext: number;
  /** Their last timestamp, to be echoed. */
  timestamp: number;
  heard: Buffer;
  /** Where answers are not ready at once; null: they are, or the connection does not stand yet. */
  conversation: Conversation | null;
  /** What is not acknowledged yet, oldest first. */
  unacknowledged: Segment[];
  /** Its FIN is out. */
  isClosing: boolean;
  /** Theirs has come. */
  peerHasEnded: boolean;
}

export interface Segment {
  readonly sequence: number;
  readonly flags: number;
  readonly data: Uint8Array;
  sentAt: number;
  times: number;
}

/** What is kept of unanswered bytes; a conversation that says more is cut off. */
export const HEARD_MOST = 65_536;
export const CONNECTIONS_MOST = 8192;
/** As kernels begin (RFC 6298 section 2). */
export const AGAIN_AFTER_MS = 1000;
export const TIMES_MOST = 5;

/** Sequence space a segment takes. */
export function spaceOf({ data, flags }: Segment): number {
  return data.length + ((flags & 3) !== 0 ? 1 : 0);
}

/** Of machine, port, peer and its port: in one number, as 53 bits hold what differs in a lab (peers of 16 bits' network). */
export function connectionKey(address: number, port: number, peer: number, peerPort: number): number {
  // Two addresses of one /15 differ in 17 bits each: the low 5 of the peer's and the low 16 of the machine's are told apart.
  return ((address & 0xffff) * 32 + (peer & 31)) * 2 ** 32 + port * 2 ** 16 + peerPort;
}
