// A conversation as records see it, over a connection and within its budget.
import type { Budget } from './budget.ts';
import type { Connection } from './connection.ts';
import type { Talk } from './talk.ts';

/** What was said and what came back, for `--evidence`; bounded by who keeps it. */
export interface Transcript {
  sent(bytes: Uint8Array): void;
  received(bytes: Uint8Array): void;
}

export function talkOver(
  connection: Connection,
  budget: Budget,
  transcript: Transcript,
  another: () => Promise<Talk | null>,
): Talk {
  return {
    endpoint: connection.endpoint,
    get tls() {
      return connection.tls;
    },
    get closed() {
      return connection.closed;
    },
    send(bytes) {
      const raw = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
      transcript.sent(raw);
      connection.send(raw);
    },
    async receive(done) {
      const bytes = await connection.receive(budget.patience, done);
      transcript.received(bytes);
      return bytes;
    },
    startTls: () => connection.startTls([]),
    again: another,
    close: () => connection.close(),
  };
}
