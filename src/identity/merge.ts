// All clues about a host become one statement of who it is.
//
//  1. Of each thing the surest clue counts; of equals the first that came. Nothing is lost: clues stay what they are.
//  2. What nobody said is not said.
import type { ClueFact, IdentityFact } from '../finding/finding.ts';

export type Identity = Omit<IdentityFact, 'type' | 'ip' | 'stage' | 'time'>;

/** Null where nothing is known. */
export function merge(clues: readonly ClueFact[]): Identity | null {
  const name = surest(clues, 'name');
  const vendor = surest(clues, 'vendor');
  const model = surest(clues, 'model');
  const serial = surest(clues, 'serial');
  if (name === undefined && vendor === undefined && model === undefined && serial === undefined) return null;
  return {
    ...(name === undefined ? {} : { name: name.value }),
    ...(vendor === undefined ? {} : { vendor: vendor.value }),
    ...(model === undefined ? {} : { model: model.value }),
    ...(serial === undefined ? {} : { serial: serial.value }),
  };
}

function surest(clues: readonly ClueFact[], about: ClueFact['about']): ClueFact | undefined {
  return clues
    .filter((clue) => clue.about === about)
    .reduce<ClueFact | undefined>(
      (best, clue) => (best === undefined || clue.confidence > best.confidence ? clue : best),
      undefined,
    );
}
