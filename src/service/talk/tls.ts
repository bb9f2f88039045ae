// TLS around a connection, with whoever is there: nothing is trusted and nothing is refused, as this only looks.
//
// Versions and ciphers that nobody should use any more are accepted (SECLEVEL 0, TLS 1.0): what speaks them has to be found.
// OpenSSL bounds what a peer may send (a chain of certificates: 100 kB, RFC 8446 section 4.4.2 has 16 MB).
import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import {
  connect,
  createSecureContext,
  type DetailedPeerCertificate,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import { clean } from '../bytes.ts';
import type { Endpoint } from '../service.ts';
import { afterPeerTime, peerNow } from './peer-clock.ts';
import type { Certificate, TlsFacts } from './tls-facts.ts';

export interface WrapOptions {
  readonly endpoint: Endpoint;
  readonly alpn: readonly string[];
  /** On the clock of `peerNow`. */
  readonly limit: number;
  readonly signal: AbortSignal;
  /** False: it is known already, and reading it takes as long as the handshake. Default: true. */
  readonly needsCertificate?: boolean;
}

export interface Wrapped {
  readonly socket: TLSSocket | null;
  readonly facts: TlsFacts;
}

const NAMES_MOST = 64;
const CHAIN_MOST = 10;

/** One for all connections: making one takes longer than a handshake. */
let contextOfAll: SecureContext | undefined;

function secureContext(): SecureContext {
  contextOfAll ??= createSecureContext({ minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' });
  return contextOfAll;
}

export function wrapInTls(
  plain: Socket,
  { endpoint, alpn, limit, signal, needsCertificate = true }: WrapOptions,
): Promise<Wrapped> {
  return new Promise((resolve) => {
    const socket = connect({
      socket: plain,
      rejectUnauthorized: false,
      secureContext: secureContext(),
      ...(alpn.length > 0 ? { ALPNProtocols: [...alpn] } : {}),
      ...(endpoint.name === undefined ? {} : { servername: endpoint.name }),
    });
    const timer = afterPeerTime(() => fail('TIMEOUT'), Math.max(1, limit - peerNow()));
    const abort = (): void => fail('ABORTED');
    signal.addEventListener('abort', abort, { once: true });
    socket.once('secureConnect', () => settle({ socket, facts: factsOf(socket, needsCertificate) }));
    socket.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
    socket.once('close', () => fail('CLOSED'));
    let settled = false;

    function fail(failure: string): void {
      if (settled) return;
      socket.destroy();
      settle({ socket: null, facts: { version: '', cipher: '', alpn: null, certificate: null, failure } });
    }
    function settle(wrapped: Wrapped): void {
      if (settled) return;
      settled = true;
      timer.cancel();
      signal.removeEventListener('abort', abort);
      resolve(wrapped);
    }
  });
}

function factsOf(socket: TLSSocket, needsCertificate: boolean): TlsFacts {
  return {
    version: socket.getProtocol() ?? '',
    cipher: socket.getCipher()?.standardName ?? '',
    alpn: typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : null,
    certificate: needsCertificate ? certificateSafely(socket) : null,
  };
}

/** What OpenSSL cannot read, or a connection that is over by now, is no certificate: it must not end a scan. */
function certificateSafely(socket: TLSSocket): Certificate | null {
  try {
    return certificateOf(socket);
  } catch {
    return null;
  }
}

function certificateOf(socket: TLSSocket): Certificate | null {
  // Not getPeerX509Certificate: in Node 24 the chain cannot be read any more after it.
  const peer = socket.getPeerCertificate(true);
  if (peer?.raw === undefined) return null;
  const x509 = new X509Certificate(peer.raw);
  const key = keyOf(x509, peer);
  return {
    subject: nameOf(x509.subject),
    issuer: nameOf(x509.issuer),
    names: (x509.subjectAltName ?? '')
      .split(', ')
      .filter(Boolean)
      .slice(0, NAMES_MOST)
      .map((name) => clean(name, 253)),
    notBefore: x509.validFromDate.toISOString(),
    notAfter: x509.validToDate.toISOString(),
    selfSigned: x509.subject === x509.issuer,
    fingerprint: x509.fingerprint256.replaceAll(':', '').toLowerCase(),
    serial: x509.serialNumber.toLowerCase(),
    ...key,
    ...(x509.signatureAlgorithm === undefined ? {} : { signature: x509.signatureAlgorithm }),
    chain: chainLength(peer),
  };
}

function keyOf(
  { publicKey }: X509Certificate,
  { bits }: DetailedPeerCertificate,
): Pick<Certificate, 'keyType' | 'keyBits'> {
  const details = publicKey.asymmetricKeyDetails;
  return { keyType: publicKey.asymmetricKeyType ?? '', keyBits: details?.modulusLength ?? bits ?? 0 };
}

function chainLength(peer: DetailedPeerCertificate): number {
  let at: DetailedPeerCertificate | undefined = peer;
  let length = 0;
  while (at?.raw !== undefined && length < CHAIN_MOST) {
    length++;
    if (at.issuerCertificate === at) break;
    at = at.issuerCertificate;
  }
  return length;
}

/** `CN=a, O=b` of the lines that X509Certificate makes of it. */
function nameOf(lines: string | undefined): string {
  return clean((lines ?? '').split('\n').join(', '), 300);
}
