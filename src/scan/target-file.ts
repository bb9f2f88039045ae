// Lists of targets in files and on stdin: words separated by white space, `#` begins a comment. Read as a stream, so
// that a list may be of any length.
import { createReadStream } from 'node:fs';
import { quote } from './quote.ts';
import { ScanError } from './scan-error.ts';

export interface TargetWord {
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
}

const WORD_MAX = 1024; // the longest host name has 253 characters, and any list of octets worth writing fits too

/** The words of a file; `-` is stdin. Throws E_TARGET_FILE, naming the file. */
export async function* readTargetFile(path: string, signal?: AbortSignal): AsyncGenerator<TargetWord> {
  signal?.throwIfAborted();
  const stream = path === '-' ? process.stdin : createReadStream(path);
  const stop = () => stream.destroy(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    stream.setEncoding('utf8');
    yield* splitWords(stream, fileName(path));
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ScanError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ScanError('E_TARGET_FILE', `cannot read targets from ${fileName(path)}: ${reason}`, { cause: error });
  } finally {
    signal?.removeEventListener('abort', stop);
    stream.destroy();
  }
}

/** What people call the file. */
export function fileName(path: string): string {
  return path === '-' ? 'stdin' : path;
}

/** Splits text that comes in pieces; a word or a comment may reach over their ends. */
export async function* splitWords(pieces: AsyncIterable<string>, name: string): AsyncGenerator<TargetWord> {
  let line = 1;
  let begun = '';
  let inComment = false;
  for await (const piece of pieces) {
    // What separates words is kept, as it says where lines and comments begin and end. A byte order mark is white space.
    for (const part of piece.split(/(\n|#|[^\S\n]+)/)) {
      if (part === '') continue;
      if (!/^[\s#]/.test(part)) {
        if (inComment) continue;
        begun += part;
        if (begun.length > WORD_MAX) {
          throw new ScanError(
            'E_TARGET_FILE',
            `${name}:${line}: ${quote(begun)} is too long for a target; is this a list?`,
          );
        }
        continue;
      }
      if (begun !== '') {
        yield { text: begun, line };
        begun = '';
      }
      if (part === '#') inComment = true;
      if (part === '\n') {
        inComment = false;
        line++;
      }
    }
  }
  if (begun !== '') yield { text: begun, line };
}
