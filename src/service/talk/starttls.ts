// What is found when a conversation goes on inside TLS: `details.starttls` of mail, file and chat servers.
import type { Talk } from './talk.ts';
import type { TlsFacts } from './tls-facts.ts';

/** Call it once the peer has agreed. Null where the handshake failed: the conversation is over then. */
export async function goOnInTls(talk: Talk): Promise<{ readonly starttls: TlsFacts } | null> {
  if (!(await talk.startTls()) || talk.tls === null) return null;
  return { starttls: talk.tls };
}
