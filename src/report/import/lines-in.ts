// The lines of a text of unknown size, as it comes: whole ones, and the last one, which may have no end.
import { ImportError } from './import-error.ts';

/** No line of ours, or of others' results, is so long. */
const LINE_MOST = 4 * 1024 * 1024;

/** Throws E_IMPORT where a line is longer than any result. */
export async function* linesIn(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LINE_MOST) throw new ImportError(`a line is longer than ${LINE_MOST} characters`);
    yield* lines;
  }
  if (rest !== '') yield rest;
}
