// One ClientHello on a connection of its own, for the answer alone: what a server takes shows in what it chooses, and no handshake
// has to be gone through for that.
import { clientHello, readServerHello, type ServerHello } from '../security/client-hello.ts';
import type { Endpoint } from '../service.ts';
import type { ConnectionOptions } from '../talk/connection.ts';
import { openAgain } from '../talk/open-again.ts';
import type { OpeningStep } from '../talk/opening.ts';

export interface HelloTries extends ConnectionOptions {
  /** What has to be said before TLS begins. */
  readonly opening?: readonly OpeningStep[];
}

const HANDSHAKE = 22;
/** An alert (RFC 5246 section 7.2), or the beginning of a ServerHello. */
const RECORD_LEAST = 7;

/** `newest`: no version above it is offered. Null: nothing of what was offered is taken, or nobody answered. */
export async function sayHello(
  endpoint: Endpoint,
  suites: readonly number[],
  { opening = [], ...options }: HelloTries,
  newest?: number,
): Promise<ServerHello | null> {
  const connection = await openAgain(endpoint, opening, options);
  if (connection === null) return null;
  connection.send(clientHello(suites, endpoint.name, newest));
  const isThere = (bytes: Uint8Array): boolean =>
    readServerHello(bytes) !== null || (bytes.length >= RECORD_LEAST && bytes[0] !== HANDSHAKE);
  const bytes = await connection.receive(options.budget.known, isThere);
  connection.close();
  return readServerHello(bytes);
}
