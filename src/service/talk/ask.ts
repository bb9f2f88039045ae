// A question and its answer as text (latin1), for protocols of lines.
import { latin1 } from '../bytes.ts';
import type { Talk } from './talk.ts';

/** Says `words` and gives what comes back: as soon as `done` is content with it, else when it is quiet. */
export async function ask(talk: Talk, words: string, done?: (text: string) => boolean): Promise<string> {
  if (talk.closed) return '';
  talk.send(words);
  return latin1(await talk.receive(done === undefined ? undefined : (bytes) => done(latin1(bytes))));
}
