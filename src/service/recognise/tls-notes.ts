// What a person should act on of the TLS around a service. One more handshake finds out whether versions below 1.2 are
// still taken, another whether weak ciphers are: who takes them chooses the best by itself, and does not tell.
import { notesOfTls } from '../security/certificate-notes.ts';
import type { Endpoint, Verdict } from '../service.ts';
import { type ConnectionOptions, openConnection } from '../talk/connection.ts';
import { startTlsOf } from '../talk/starttls.ts';
import type { TlsFacts } from '../talk/tls-facts.ts';
import { acceptedCiphers } from './accepted-ciphers.ts';
import type { Recognised } from './recognised.ts';

/** `all`: every cipher that it takes, a handshake each. */
export interface TlsTries extends ConnectionOptions {
  readonly all: boolean;
}

const NEWEST_OLD = 'TLSv1.1';

export async function withTlsNotes<Found extends { readonly verdict: Verdict; readonly tls: TlsFacts | null }>(
  endpoint: Endpoint,
  found: Found,
  tries: TlsTries | null,
): Promise<Found> {
  if (found.tls === null) return found;
  const oldest = tries === null || isOld(found.tls) ? undefined : await triedOld(endpoint, tries);
  const ciphers = tries === null ? [] : await acceptedCiphers(endpoint, tries.all, tries);
  const tls: TlsFacts = {
    ...found.tls,
    ...(oldest === undefined ? {} : { oldest }),
    ...(ciphers.length === 0 ? {} : { ciphers }),
  };
  const notes = [...(found.verdict.notes ?? []), ...notesOfTls(tls, endpoint.name, Date.now())];
  return { ...found, tls, verdict: notes.length > 0 ? { ...found.verdict, notes } : found.verdict };
}

/** The same for a conversation that began in the clear and went on in TLS: its record keeps the facts in `details.starttls`. */
export function withStartTlsNotes({ name }: Endpoint, found: Recognised): Recognised {
  const facts = startTlsOf(found.verdict);
  if (facts === null) return found;
  const notes = [...(found.verdict.notes ?? []), ...notesOfTls(facts, name, Date.now())];
  return notes.length > 0 ? { ...found, verdict: { ...found.verdict, notes } } : found;
}

const isOld = ({ version }: TlsFacts): boolean => version !== 'TLSv1.2' && version !== 'TLSv1.3';

async function triedOld(endpoint: Endpoint, options: ConnectionOptions): Promise<string | undefined> {
  const connection = await openConnection(endpoint, options);
  if ('failure' in connection) return undefined;
  const isTaken = await connection.startTls([], { maxVersion: NEWEST_OLD, needsCertificate: false });
  const version = connection.tls?.version;
  connection.close();
  return isTaken && version !== '' ? version : undefined;
}
