// Which stack answers as these traits say: every signature's share of the probability (Bayes), one that nobody has described among
// them. Traits are taken as if they did not depend on each other, so that what comes out is sharper than it should be: how much
// of it is believed says verdict.ts.
import { NOBODY, NOBODYS_SHARE, UNNAMED } from './likelihood.data.ts';
import { SIGNATURES, type Signature } from './signatures.data.ts';
import { TRAITS, type Trait, type Traits } from './traits.ts';

export interface Ranked {
  readonly family: Signature['family'];
  /** 0 to 1; those of all families and of nobody make 1. */
  readonly probability: number;
  /** Of the family's signatures the likeliest. */
  readonly stack: string;
}

/** Families, the likeliest first. Empty where nothing was seen. */
export function rank(traits: Traits, signatures: readonly Signature[] = SIGNATURES): readonly Ranked[] {
  const seen = TRAITS.filter((trait) => traits[trait].length > 0);
  if (seen.length === 0) return [];
  const weights = signatures.map(({ share, shows }) =>
    seen.reduce((product, trait) => product * likelihood(trait, traits[trait], shows[trait]), share),
  );
  const nobody = seen.reduce((product, trait) => product * likelihood(trait, traits[trait]), NOBODYS_SHARE);
  const sum = weights.reduce((all, each) => all + each, nobody);
  const families = new Map<Signature['family'], { probability: number; stack: string; best: number }>();
  for (const [k, { family, stack }] of signatures.entries()) {
    const of = families.get(family) ?? { probability: 0, stack, best: 0 };
    of.probability += weights[k] / sum;
    if (weights[k] > of.best) {
      of.best = weights[k];
      of.stack = stack;
    }
    families.set(family, of);
  }
  return [...families]
    .map(([family, { probability, stack }]) => ({ family, probability, stack }))
    .sort((one, other) => other.probability - one.probability);
}

/** The likeliest of the words. */
function likelihood(
  trait: Trait,
  words: readonly string[],
  expected: Signature['shows'][Trait] = NOBODY[trait],
): number {
  const unnamed = expected.other ?? UNNAMED[trait];
  return words.reduce((most, word) => Math.max(most, expected[word] ?? 0), unnamed);
}
