// An interface as engines use it: what its packets begin with, and its place in a recording.

export interface EngineInterface {
  readonly name: string;
  readonly index: number;
  /** `ethernet`: whole frames; `loopback` and `raw`: IP packets through the routing table. */
  readonly kind: 'ethernet' | 'loopback' | 'raw';
  /** Bytes before the IP header of what is received. */
  readonly linkHeader: 0 | 14;
  /** Number of the interface in the recording. */
  readonly recorderInterface: number;
}
