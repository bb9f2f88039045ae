// What is said about one host, each word of each source once; bounded, as a host may say what it likes.
import type { ClueFact } from './finding.ts';

export const CLUES_MOST = 256;
/** Of one source about one thing. */
export const VALUES_MOST = 16;

export interface ClueSet {
  /** Whether it says anything new. */
  join(clue: ClueFact): boolean;
  all(): readonly ClueFact[];
  about(about: ClueFact['about']): readonly ClueFact[];
}

export function createClueSet(): ClueSet {
  const clues: ClueFact[] = [];

  function about(what: ClueFact['about']): readonly ClueFact[] {
    return clues.filter((each) => each.about === what);
  }

  return {
    about,
    all: () => clues,
    join(clue) {
      const alike = about(clue.about).filter(({ source }) => source === clue.source);
      const same = alike.find(({ value }) => value === clue.value);
      if (same !== undefined) {
        if (clue.confidence <= same.confidence) return false;
        clues[clues.indexOf(same)] = clue;
        return true;
      }
      if (alike.length >= VALUES_MOST || clues.length >= CLUES_MOST) return false;
      clues.push(clue);
      return true;
    },
  };
}
