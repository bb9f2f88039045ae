// Where a receive program runs: on an interface (XDP), or on a socket.

export type ReceiveKind = 'xdp' | 'socketFilter';

/** Where a program runs: its kind, and the bytes before the network header (0 only for socket filters). */
export interface ReceivePlace {
  readonly kind: ReceiveKind;
  readonly linkHeader: 0 | 14;
}
