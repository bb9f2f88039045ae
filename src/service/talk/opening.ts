// What was said in the clear before a conversation went on in TLS: said again on another connection it comes to the same place, and
// another handshake can be tried there.

export interface OpeningStep {
  /** Something has come since the step before: it is waited for. */
  readonly awaits: boolean;
  /** Empty: TLS begins here. */
  readonly words: Uint8Array;
}

export interface Opening {
  /** `received`: bytes since the beginning. */
  said(words: Uint8Array, received: number): void;
  /** All of it, now that TLS begins; null: nothing was said, or more than is kept. */
  steps(received: number): readonly OpeningStep[] | null;
}

/** No protocol needs half of it. */
const STEPS_MOST = 16;
const WORDS_MOST = 4096;
const NOTHING = new Uint8Array(0);

export function createOpening(): Opening {
  const steps: OpeningStep[] = [];
  let before = 0;
  let isTooLong = false;
  return {
    said(words, received) {
      isTooLong ||= steps.length >= STEPS_MOST || words.length > WORDS_MOST;
      if (!isTooLong) steps.push({ awaits: received > before, words });
      before = received;
    },
    steps(received) {
      if (isTooLong || steps.length === 0) return null;
      return [...steps, { awaits: received > before, words: NOTHING }];
    },
  };
}
