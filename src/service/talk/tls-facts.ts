// What a TLS handshake told.
import type { OpeningStep } from './opening.ts';

export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  /** Subject alternative names: `DNS:example.org`, `IP Address:198.18.0.1`; 64 at the most. */
  readonly names: readonly string[];
  /** RFC 3339. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly selfSigned: boolean;
  /** SHA-256 of the DER form, in hex. */
  readonly fingerprint: string;
  readonly serial: string;
  /** `rsa`, `ec`, `ed25519` ... */
  readonly keyType: string;
  readonly keyBits: number;
  /** What it is signed with, as OpenSSL names it: `sha256WithRSAEncryption`. */
  readonly signature?: string;
  /** How many certificates the peer sent. */
  readonly chain: number;
}

export interface TlsFacts {
  /** `TLSv1.3`; empty where the handshake failed before one was chosen. */
  readonly version: string;
  readonly cipher: string;
  /** The protocol that was chosen (ALPN); null: none. */
  readonly alpn: string | null;
  readonly certificate: Certificate | null;
  /** The oldest version below TLS 1.2 that it takes as well: `TLSv1`. None: it takes none, or nobody tried. */
  readonly oldest?: string;
  /** Suites of TLS 1.2 and older that it takes, by IANA's names: a weak one of each kind, or all where all was asked. */
  readonly ciphers?: readonly string[];
  /** What had been said in the clear before it. None: TLS began at once. */
  readonly opening?: readonly OpeningStep[];
  /** Why the handshake failed where it did; the peer speaks TLS all the same. */
  readonly failure?: string;
}
