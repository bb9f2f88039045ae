// A scan's specification on its way to the engine's process: a line of JSON in which `targets` is the number of words,
// then those words as they lie in memory, then lines again (`stop`). Ten million ranges as JSON would be 240 MB of text.

import { ScanError } from '../scan/scan-error.ts';
import type { ScanSpec } from '../scan/spec.ts';
import { type FlatRanges, flatten } from '../target/flat-ranges.ts';

const WORDS_MAX = 2 ** 28; // a gigabyte; half as many ranges as there are addresses would be 2^32 words
const LINE_MAX = 64 * 1024 * 1024; // exclusions are in it
const LINE_END = 10;

export function* specPieces(spec: ScanSpec): Generator<string | Uint8Array> {
  const targets = flatten(spec.targets);
  yield `${JSON.stringify({ ...spec, targets: targets.length })}\n`;
  yield new Uint8Array(targets.buffer, targets.byteOffset, targets.byteLength);
}

/** Takes what comes in, however it is cut; `spec` is called once, `line` for each line after it. */
export function createSpecReader(spec: (spec: ScanSpec) => void, line: (text: string) => void) {
  let head: Omit<ScanSpec, 'targets'> | null = null;
  let begun: Uint8Array[] = [];
  let length = 0;
  let words: FlatRanges = new Uint32Array(0);
  let bytes = new Uint8Array(0);
  let filled = 0;
  let given = false;

  function takeHead(text: string): void {
    const { targets, ...rest } = JSON.parse(text) as Omit<ScanSpec, 'targets'> & { targets: unknown };
    if (!Number.isSafeInteger(targets) || (targets as number) < 0 || (targets as number) > WORDS_MAX) {
      throw new ScanError('E_SPEC', `${String(targets)} is no number of words of targets`);
    }
    head = rest;
    words = new Uint32Array(targets as number);
    bytes = new Uint8Array(words.buffer);
  }

  function takeLine(text: string): void {
    if (head === null) takeHead(text);
    else line(text);
  }

  /** Returns how many bytes it took. */
  function takeBytes(piece: Uint8Array): number {
    const taken = Math.min(piece.length, bytes.length - filled);
    bytes.set(piece.subarray(0, taken), filled);
    filled += taken;
    return taken;
  }

  function giveWhenWhole(): void {
    if (given || head === null || filled < bytes.length) return;
    given = true;
    spec({ ...head, targets: words });
  }

  return {
    /** Throws what JSON.parse does, and E_SPEC. */
    write(piece: Uint8Array): void {
      let rest = piece;
      while (rest.length > 0) {
        if (head !== null && !given) {
          rest = rest.subarray(takeBytes(rest));
          giveWhenWhole();
          continue;
        }
        const end = rest.indexOf(LINE_END);
        begun.push(end < 0 ? rest : rest.subarray(0, end));
        length += begun[begun.length - 1].length;
        if (length > LINE_MAX) throw new ScanError('E_SPEC', 'a line to the engine is too long');
        if (end < 0) return;
        const text = Buffer.concat(begun).toString();
        begun = [];
        length = 0;
        takeLine(text);
        giveWhenWhole();
        rest = rest.subarray(end + 1);
      }
    },
  };
}
