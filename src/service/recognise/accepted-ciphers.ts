// Which cipher suites a server takes: who is offered many chooses one, and tells nothing of the others. So what it chose is
// left out of the next offer, on a new connection, until it takes none of them. Where there is nothing weak that is one
// handshake, which the server ends by itself.
import { ALL_SUITES, WEAK_SUITES } from '../security/cipher-suites.ts';
import type { Endpoint } from '../service.ts';
import { type HelloTries, sayHello } from './say-hello.ts';

/** Of weak ones a few are enough to act on. */
const WEAK_MOST = 4;

export interface CipherTries extends HelloTries {
  /** Not the weak ones alone. */
  readonly all: boolean;
}

/** By IANA's names, in the order in which the server prefers them. */
export async function acceptedCiphers(endpoint: Endpoint, tries: CipherTries): Promise<string[]> {
  const { all } = tries;
  const offered = new Map(all ? ALL_SUITES : WEAK_SUITES);
  const most = all ? ALL_SUITES.size : WEAK_MOST;
  const taken: string[] = [];
  while (taken.length < most && offered.size > 0) {
    const hello = await sayHello(endpoint, [...offered.keys()], tries);
    const name = hello === null ? undefined : offered.get(hello.suite);
    if (name === undefined) break;
    taken.push(`TLS_${name}`);
    offered.delete(hello!.suite);
  }
  return taken;
}
