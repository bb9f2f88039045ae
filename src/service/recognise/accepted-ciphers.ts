// Which cipher suites a server takes: who is offered many chooses one, and tells nothing of the others. So what it chose is
// left out of the next offer, on a new connection, until it takes none of them. Where there is nothing weak that is one
// handshake, which the server ends by itself. Of those that are weak in the same way one is enough to act on: all of its kind are
// left out.
import { ALL_SUITES, WEAK_SUITES } from '../security/cipher-suites.ts';
import type { Endpoint } from '../service.ts';
import { type HelloTries, sayHello } from './say-hello.ts';

/** In what a suite is weak; of two the first of its name. */
const WEAKNESS = /anon|EXPORT|NULL|RC4|3DES|DES|IDEA/;

export interface CipherTries extends HelloTries {
  /** Not the weak ones alone. */
  readonly all: boolean;
}

/** By IANA's names, in the order in which the server prefers them. */
export async function acceptedCiphers(endpoint: Endpoint, tries: CipherTries): Promise<string[]> {
  const { all } = tries;
  const offered = new Map(all ? ALL_SUITES : WEAK_SUITES);
  const taken: string[] = [];
  while (offered.size > 0) {
    const hello = await sayHello(endpoint, [...offered.keys()], tries);
    const name = hello === null ? undefined : offered.get(hello.suite);
    if (name === undefined) break;
    taken.push(`TLS_${name}`);
    if (all) offered.delete(hello!.suite);
    else leaveOut(offered, name);
  }
  return taken;
}

function leaveOut(offered: Map<number, string>, like: string): void {
  for (const [suite, name] of offered) if (weakness(name) === weakness(like)) offered.delete(suite);
}

function weakness(name: string): string | undefined {
  return WEAKNESS.exec(name)?.[0];
}
