// A connection on which all is said again that once led to TLS.
import type { Endpoint } from '../service.ts';
import { type Connection, type ConnectionOptions, openConnection } from './connection.ts';
import { isAllOf, type OpeningStep } from './opening.ts';

/** TLS is what comes next on it. Null: there is no connection to be had, or the peer did not answer as it had. */
export async function openAgain(
  endpoint: Endpoint,
  opening: readonly OpeningStep[],
  options: ConnectionOptions,
): Promise<Connection | null> {
  const connection = await openConnection(endpoint, options);
  if ('failure' in connection) return null;
  for (const { awaits, words } of opening) {
    const isAnswered =
      awaits === null || (await connection.receive(options.budget.known, (came) => isAllOf(awaits, came))).length > 0;
    if (!isAnswered || connection.closed) {
      connection.close();
      return null;
    }
    if (words.length > 0) connection.send(words);
  }
  return connection;
}
