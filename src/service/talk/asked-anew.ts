// A service that was known by what it answers to a stranger's words, asked in its own.
import { latin1 } from '../bytes.ts';
import type { Service, Verdict } from '../service.ts';
import type { Talk } from './talk.ts';

/** What `service` reads of the answer to its own hello, and the connection on which that was said; null: nothing. */
export async function askedAnew(
  service: Service,
  known: Talk,
  done: (bytes: Uint8Array) => boolean,
): Promise<{ readonly talk: Talk; readonly verdict: Verdict } | null> {
  const talk = await known.again();
  if (talk === null || service.hello === undefined) return null;
  const { endpoint } = talk;
  const sent = typeof service.hello === 'function' ? service.hello(endpoint) : service.hello;
  talk.send(sent);
  const bytes = await talk.receive(done);
  const verdict = service.read({ bytes, text: latin1(bytes), sent, to: service.name, closed: talk.closed, endpoint });
  return verdict === null ? null : { talk, verdict };
}
