// A conversation with one port, as records see it: bytes go out, bytes come back, and nothing takes for ever.
import type { Endpoint } from '../endpoint.ts';
import type { TlsFacts } from './tls-facts.ts';

export interface Talk {
  readonly endpoint: Endpoint;
  /** What the TLS around it is; null where there is none. */
  readonly tls: TlsFacts | null;
  /** The peer has closed, or the conversation's time is up. */
  readonly closed: boolean;
  send(bytes: Uint8Array | string): void;
  /**
   * What came since the last call: as soon as `done` is content with all of it, or it has been quiet for a while after
   * something came, or the peer's patience (by its RTT) or the whole conversation's time is over. May be empty.
   */
  receive(done?: (bytes: Uint8Array) => boolean): Promise<Uint8Array>;
  /** The connection goes on inside TLS (STARTTLS). False where the handshake fails: the connection is over then. */
  startTls(): Promise<boolean>;
  /** Another connection to the same port, with TLS where this one has it; null where there is none to be had. */
  again(): Promise<Talk | null>;
  close(): void;
}
