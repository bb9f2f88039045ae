// Lines out of pieces of bytes: they end at "\n" and at nothing else. What stands in a text (U+2028, U+0085, "\r") is no end.

const LINE_END = 10;

export interface LineReader {
  /** Takes a piece, however it was cut. */
  write(piece: Uint8Array): void;
  /** Bytes of a line that has not ended. */
  readonly torn: number;
}

/**
 * `line` is given each whole line without its end, and what follows it in the piece; it returns how much of that it takes for
 * itself. Of a line longer than `most` bytes only `tooLong` is told, once.
 */
export function createLineReader(
  most: number,
  line: (text: string, rest: Uint8Array) => number,
  tooLong: () => void,
): LineReader {
  let begun: Uint8Array[] = [];
  let length = 0;
  let skipping = false;
  return {
    write(piece) {
      let rest = piece;
      while (rest.length > 0) {
        const end = rest.indexOf(LINE_END);
        const part = end < 0 ? rest : rest.subarray(0, end);
        if (!skipping && length + part.length > most) {
          skipping = true;
          begun = [];
          tooLong();
        }
        length += part.length;
        // What is not whole yet is copied: the piece may be written over.
        if (!skipping) begun.push(end < 0 ? Uint8Array.from(part) : part);
        if (end < 0) return;
        rest = rest.subarray(end + 1);
        const text = skipping ? null : begun.length === 1 ? textOf(begun[0]) : textOf(Buffer.concat(begun));
        begun = [];
        length = 0;
        skipping = false;
        if (text !== null) rest = rest.subarray(line(text, rest));
      }
    },
    get torn() {
      return length;
    },
  };
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}
