// The oldest version of TLS that a server takes. Who is offered several takes the newest that it can, so each offer ends below
// what was taken before. A server that takes nothing below TLS 1.2 has refused the first.
//
// No handshake is gone through: OpenSSL ends one where a server leaves out a version between two that it takes, as a client that
// could do better has been talked down then (RFC 8446 section 4.1.3).
import { ALL_SUITES } from '../security/cipher-suites.ts';
import { SSL_3, TLS_1_0, TLS_1_1 } from '../security/client-hello.ts';
import type { Endpoint } from '../service.ts';
import { type HelloTries, sayHello } from './say-hello.ts';

/** As OpenSSL names them, which also tells what was chosen at first. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [SSL_3, 'SSLv3'],
  [TLS_1_0, 'TLSv1'],
  [TLS_1_1, 'TLSv1.1'],
]);

/** None: it takes nothing below TLS 1.2. */
export async function oldestVersion(endpoint: Endpoint, tries: HelloTries): Promise<string | undefined> {
  const suites = [...ALL_SUITES.keys()];
  let oldest: string | undefined;
  for (let newest = TLS_1_1; newest >= SSL_3; ) {
    const taken = (await sayHello(endpoint, suites, tries, newest))?.version;
    if (taken === undefined || taken > newest || !NAMES.has(taken)) break;
    oldest = NAMES.get(taken);
    newest = taken - 1;
  }
  return oldest;
}
