// Which port is meant.

/** A port of a host. */
export interface Endpoint {
  readonly ip: string;
  readonly port: number;
  readonly proto: 'tcp' | 'udp';
  /** The name it was asked by: for `Host:` and SNI. */
  readonly name?: string;
  /** As the scan measured it, in milliseconds. */
  readonly rttMs?: number;
  /** UDP: what the scan asked it, and the first bytes of what came back. */
  readonly question?: Uint8Array;
  readonly response?: Uint8Array;
  /** The scan asked it and nothing came back: it may be closed to everybody. */
  readonly isSilent?: boolean;
  /** Only what the scan did not ask, or could not hear, is asked (`udpUnasked`, `udpFromElsewhere`). */
  readonly onlyUnasked?: boolean;
}
