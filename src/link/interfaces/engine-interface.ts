// An interface as engines use it: what its packets begin with.

export interface EngineInterface {
  readonly name: string;
  readonly index: number;
  /** `ethernet`: whole frames; `loopback` and `raw`: IP packets through the routing table. */
  readonly kind: 'ethernet' | 'loopback' | 'raw';
  /** Bytes before the IP header of what is received. */
  readonly linkHeader: 0 | 14;
}
