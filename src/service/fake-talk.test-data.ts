// A peer whose every answer is written down: for the tests of records.
import { ascii, latin1 } from './bytes.ts';
import type { Endpoint, Reply } from './service.ts';
import type { Talk } from './talk/talk.ts';

declare global {
  /** Told of every answer that a test makes: for the fuzz run, which changes them (bench/fuzz/). */
  var portolanAnswer: ((bytes: Uint8Array) => void) | undefined;
}

export const ENDPOINT: Endpoint = { ip: '198.18.0.1', port: 4000, proto: 'tcp' };

/** A reply to `sent` (null: a greeting). Texts are latin1. */
export function reply(
  bytes: Uint8Array | string,
  sent: Uint8Array | string | null = null,
  to: string | null = null,
): Reply {
  const raw = typeof bytes === 'string' ? ascii(bytes) : bytes;
  globalThis.portolanAnswer?.(raw);
  return {
    bytes: raw,
    text: latin1(raw),
    sent: typeof sent === 'string' ? ascii(sent) : sent,
    to,
    closed: false,
    endpoint: ENDPOINT,
  };
}

export interface FakeTalk extends Talk {
  /** All that was sent, latin1. */
  said(): string;
}

/** Gives the answers one after another, then nothing. `again` goes on with the same list. */
export function fakeTalk(answers: readonly (Uint8Array | string)[]): FakeTalk {
  const left = answers.map((each) => (typeof each === 'string' ? ascii(each) : each));
  for (const answer of left) globalThis.portolanAnswer?.(answer);
  let said = '';
  const talk: FakeTalk = {
    endpoint: ENDPOINT,
    tls: null,
    closed: false,
    send(bytes) {
      said += typeof bytes === 'string' ? bytes : latin1(bytes);
    },
    receive: async () => left.shift() ?? new Uint8Array(0),
    startTls: async () => false,
    again: async () => talk,
    close() {},
    said: () => said,
  };
  return talk;
}
