// Lists of targets in files and on stdin: words separated by white space, `#` begins a comment. Read as a stream, so
// that a list may be of any length.
import { createReadStream } from 'node:fs';
import { quote } from './quote.ts';
import { TargetError } from './target-error.ts';

/** Takes a word; lines are counted from 1. What it throws ends the reading. */
export type TakeWord = (text: string, line: number) => void;

const SPACE = 32;
const HASH = 35;
const LINE_END = 10;
const PIECE_BYTES = 256 * 1024;
const WORD_MAX = 1024; // the longest host name has 253 characters, and any list of octets worth writing fits too

/** Gives `take` the words of a file; `-` is stdin. Throws E_TARGET_FILE, naming the file. */
export async function readTargetFile(path: string, take: TakeWord, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const stream = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: PIECE_BYTES });
  const stop = () => stream.destroy(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    stream.setEncoding('utf8');
    const words = createWordSplitter(fileName(path), take);
    for await (const piece of stream as AsyncIterable<string>) words.write(piece);
    words.end();
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof TargetError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new TargetError('E_TARGET_FILE', `cannot read targets from ${fileName(path)}: ${reason}`, { cause: error });
  } finally {
    signal?.removeEventListener('abort', stop);
    stream.destroy();
  }
}

/** What people call the file. */
export function fileName(path: string): string {
  return path === '-' ? 'stdin' : path;
}

export interface WordSplitter {
  write(piece: string): void;
  end(): void;
}

/** Splits text that comes in pieces; a word or a comment may reach over their ends. */
export function createWordSplitter(name: string, take: TakeWord): WordSplitter {
  let line = 1;
  let begun = '';
  let inComment = false;

  function check(text: string): void {
    if (text.length <= WORD_MAX) return;
    throw new TargetError('E_TARGET_FILE', `${name}:${line}: ${quote(text)} is too long for a target; is this a list?`);
  }

  /** What separates words: `code` does, at the end of `text`. */
  function separate(text: string, code: number): void {
    const word = begun + text;
    begun = '';
    if (word !== '' && !inComment) {
      check(word);
      take(word, line);
    }
    if (code === HASH) inComment = true;
    if (code === LINE_END) {
      inComment = false;
      line++;
    }
  }

  return {
    write(piece) {
      let start = 0;
      for (let at = 0; at < piece.length; at++) {
        const code = piece.charCodeAt(at);
        if (code > SPACE && code !== HASH && (code < 128 || !/\s/.test(piece[at]))) continue;
        separate(piece.slice(start, at), code);
        start = at + 1;
      }
      if (inComment) return;
      begun += piece.slice(start);
      check(begun);
    },
    end: () => separate('', SPACE),
  };
}
