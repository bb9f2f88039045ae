// What is found when a conversation goes on inside TLS: `details.starttls` of mail, file, chat and database servers.
import type { Verdict } from '../service.ts';
import type { Talk } from './talk.ts';
import type { TlsFacts } from './tls-facts.ts';

/** Call it once the peer has agreed. Null where the handshake failed: the conversation is over then. */
export async function goOnInTls(talk: Talk): Promise<{ readonly starttls: TlsFacts } | null> {
  if (!(await talk.startTls()) || talk.tls === null) return null;
  return { starttls: talk.tls };
}

/** What a record kept of it; null: it stayed in the clear, or the handshake failed. */
export function startTlsOf({ details }: Verdict): TlsFacts | null {
  const facts = details?.starttls;
  return isFacts(facts) ? facts : null;
}

const isFacts = (value: unknown): value is TlsFacts =>
  typeof value === 'object' && value !== null && 'version' in value && 'certificate' in value;
