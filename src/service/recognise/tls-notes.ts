// What a person should act on of the TLS around a service. Who still takes versions below 1.2 or weak ciphers chooses the best by
// itself, and does not tell: it is offered nothing better, on a connection each. Where the conversation began in the clear, what led
// to TLS is said again before each.
import { notesOfTls } from '../security/certificate-notes.ts';
import type { Endpoint, Verdict } from '../service.ts';
import { startTlsOf } from '../talk/starttls.ts';
import type { TlsFacts } from '../talk/tls-facts.ts';
import { acceptedCiphers, type CipherTries } from './accepted-ciphers.ts';
import { oldestVersion } from './oldest-version.ts';
import type { Recognised } from './recognised.ts';

/** `all`: every cipher that it takes, a handshake each. */
export type TlsTries = Omit<CipherTries, 'opening'>;

export async function withTlsNotes<Found extends { readonly verdict: Verdict; readonly tls: TlsFacts | null }>(
  endpoint: Endpoint,
  found: Found,
  tries: TlsTries | null,
): Promise<Found> {
  if (found.tls === null) return found;
  const tls = await withTried(endpoint, found.tls, tries);
  return { ...found, tls, verdict: withNotes(endpoint, found.verdict, tls) };
}

/** The same for a conversation that began in the clear and went on in TLS: its record keeps the facts in `details.starttls`. */
export async function withStartTlsNotes(
  endpoint: Endpoint,
  found: Recognised,
  tries: () => TlsTries | null,
): Promise<Recognised> {
  const facts = startTlsOf(found.verdict);
  if (facts === null) return found;
  const { opening, ...starttls } = await withTried(endpoint, facts, tries());
  const verdict = { ...found.verdict, details: { ...found.verdict.details, starttls } };
  return { ...found, verdict: withNotes(endpoint, verdict, starttls) };
}

function withNotes({ name }: Endpoint, verdict: Verdict, tls: TlsFacts): Verdict {
  const notes = [...(verdict.notes ?? []), ...notesOfTls(tls, name, Date.now())];
  return notes.length > 0 ? { ...verdict, notes } : verdict;
}

async function withTried(endpoint: Endpoint, facts: TlsFacts, given: TlsTries | null): Promise<TlsFacts> {
  if (given === null) return facts;
  const tries = { ...given, opening: facts.opening };
  const [oldest, ciphers] = await Promise.all([oldestVersion(endpoint, tries), acceptedCiphers(endpoint, tries)]);
  return {
    ...facts,
    ...(oldest === undefined || oldest === facts.version ? {} : { oldest }),
    ...(ciphers.length === 0 ? {} : { ciphers }),
  };
}
