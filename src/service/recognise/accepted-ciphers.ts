// Which cipher suites a server takes: who is offered many chooses one, and tells nothing of the others. So what it chose is
// left out of the next offer, on a new connection, until it takes none of them. Where there is nothing weak that is one
// handshake, which the server ends by itself.
import { ALL_SUITES, WEAK_SUITES } from '../security/cipher-suites.ts';
import { chosenSuite, clientHello } from '../security/client-hello.ts';
import type { Endpoint } from '../service.ts';
import type { ConnectionOptions } from '../talk/connection.ts';
import { openAgain } from '../talk/open-again.ts';
import type { OpeningStep } from '../talk/opening.ts';

/** Of weak ones a few are enough to act on. */
const WEAK_MOST = 4;
/** An alert (RFC 5246 section 7.2), or the beginning of a ServerHello. */
const RECORD_LEAST = 7;

export interface CipherTries extends ConnectionOptions {
  /** Not the weak ones alone. */
  readonly all: boolean;
  /** What has to be said before TLS begins. */
  readonly opening?: readonly OpeningStep[];
}

/** By IANA's names, in the order in which the server prefers them. */
export async function acceptedCiphers(endpoint: Endpoint, tries: CipherTries): Promise<string[]> {
  const { all } = tries;
  const offered = new Map(all ? ALL_SUITES : WEAK_SUITES);
  const most = all ? ALL_SUITES.size : WEAK_MOST;
  const taken: string[] = [];
  while (taken.length < most && offered.size > 0) {
    const suite = await choice(endpoint, [...offered.keys()], tries);
    const name = suite === null ? undefined : offered.get(suite);
    if (name === undefined) break;
    taken.push(`TLS_${name}`);
    offered.delete(suite!);
  }
  return taken;
}

async function choice(
  endpoint: Endpoint,
  suites: readonly number[],
  { opening = [], ...options }: CipherTries,
): Promise<number | null> {
  const connection = await openAgain(endpoint, opening, options);
  if (connection === null) return null;
  connection.send(clientHello(suites, endpoint.name));
  const isThere = (bytes: Uint8Array): boolean =>
    chosenSuite(bytes) !== null || (bytes.length >= RECORD_LEAST && bytes[0] !== 22);
  const bytes = await connection.receive(options.budget.patience, isThere);
  connection.close();
  return chosenSuite(bytes);
}
