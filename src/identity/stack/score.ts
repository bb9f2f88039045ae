// Which stack answers as these traits say: every signature's share of the probability (Bayes), one that nobody has described among
// them. Traits are taken as if they did not depend on each other, so that what comes out is sharper than it should be: how much
// of it is believed says verdict.ts.
//
// Without a SYN-ACK little is seen that many stacks do not share, and how often each is met would decide: then all families count alike.
import { NOBODY, NOBODYS_SHARE, UNNAMED } from './likelihood.data.ts';
import { type Expected, SIGNATURES, type Signature } from './signatures.data.ts';
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
  const isBare = traits.layout.length === 0;
  const isEchoAlone = traits.ttl.length === 0;
  const sizes = Map.groupBy(signatures, ({ family }) => family);
  const weights = signatures.map(({ family, share, shows }) => {
    const expected = isEchoAlone ? { ...shows, echoTtl: echoTtlAlone(shows) } : shows;
    const alike = 1 / (sizes.size * sizes.get(family)!.length);
    return seen.reduce(
      (product, trait) => product * likelihood(trait, traits[trait], expected[trait]),
      isBare ? alike : share,
    );
  });
  const unknown = isEchoAlone ? { ...NOBODY, echoTtl: echoTtlAlone(NOBODY) } : NOBODY;
  const nobody = seen.reduce(
    (product, trait) => product * likelihood(trait, traits[trait], unknown[trait]),
    NOBODYS_SHARE,
  );
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

/** Where no TTL of TCP was seen that it could be the same as: what that would have been. */
function echoTtlAlone({ ttl = NOBODY.ttl, echoTtl = NOBODY.echoTtl }: Signature['shows']): Expected {
  const { same = 0, ...own } = echoTtl;
  const all: Record<string, number> = { ...own };
  for (const [word, share] of Object.entries(ttl)) if (word !== 'other') all[word] = (all[word] ?? 0) + same * share;
  return all;
}
