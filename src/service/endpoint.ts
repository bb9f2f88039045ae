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
}
