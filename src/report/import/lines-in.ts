// The lines of a text of unknown size, as it comes: whole ones, and the last one, which may have no end.
import { ImportError } from './import-error.ts';

/** No line of ours, or of others' results, is so long. */
const LINE_MOST = 4 * 1024 * 1024;

/** Throws E_IMPORT where a line is longer than any result. */
export async function* linesIn(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  // A long line may come in many small pieces.
  let rest: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const [first, ...more] = decoder.decode(chunk, { stream: true }).split('\n');
    rest.push(first);
    length += first.length;
    if (length > LINE_MOST) throw new ImportError(`a line is longer than ${LINE_MOST} characters`);
    if (more.length === 0) continue;
    const last = more.pop()!;
    yield rest.join('');
    yield* more;
    [rest, length] = [[last], last.length];
  }
  if (length > 0) yield rest.join('');
}
