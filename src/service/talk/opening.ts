// What was said in the clear before a conversation went on in TLS: said again on another connection it comes to the same place, and
// another handshake can be tried there.
//
//  1. An answer is there when as much has come as the first time: as many lines where it ended with one (times of day and numbers
//     of sessions are of any length), as many bytes otherwise.
//  2. Where it is shorter this time, it is there when it has been quiet for a while.

/** What came between two steps. */
export interface Awaited {
  readonly bytes: number;
  /** 0: it did not end with a line. */
  readonly lines: number;
}

export interface OpeningStep {
  /** What came since the step before; null: nothing. */
  readonly awaits: Awaited | null;
  /** Empty: TLS begins here. */
  readonly words: Uint8Array;
}

export interface Opening {
  heard(bytes: Uint8Array): void;
  said(words: Uint8Array): void;
  /** All of it, now that TLS begins; null: nothing was said, or more than is kept. */
  steps(): readonly OpeningStep[] | null;
}

/** No protocol needs half of it. */
const STEPS_MOST = 16;
const WORDS_MOST = 4096;
const NOTHING = new Uint8Array(0);
const LINE_END = 0x0a;

export function createOpening(): Opening {
  const steps: OpeningStep[] = [];
  let isTooLong = false;
  let bytes = 0;
  let lines = 0;
  let endsLine = false;

  function step(words: Uint8Array): OpeningStep {
    return { awaits: bytes === 0 ? null : { bytes, lines: endsLine ? lines : 0 }, words };
  }

  return {
    heard(some) {
      if (some.length === 0) return;
      bytes += some.length;
      lines += countLines(some);
      endsLine = some[some.length - 1] === LINE_END;
    },
    said(words) {
      isTooLong ||= steps.length >= STEPS_MOST || words.length > WORDS_MOST;
      if (!isTooLong) steps.push(step(words));
      bytes = 0;
      lines = 0;
      endsLine = false;
    },
    steps: () => (isTooLong || steps.length === 0 ? null : [...steps, step(NOTHING)]),
  };
}

/** Rule 1. */
export function isAllOf({ bytes, lines }: Awaited, came: Uint8Array): boolean {
  if (lines === 0) return came.length >= bytes;
  return came[came.length - 1] === LINE_END && countLines(came) >= lines;
}

function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(LINE_END); at >= 0; at = bytes.indexOf(LINE_END, at + 1)) lines++;
  return lines;
}
