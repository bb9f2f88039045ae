// A rule: what a word says of the kind of device. Tables of them are in this folder, a line a rule; `rules.ts` has them all.
//
// How much a rule weighs:
//   0.95  it says so of itself, in a form that nothing else has
//   0.85  a program, model or maker of this kind alone; a page may be passed on from elsewhere, so a product is never more
//   0.7   nearly nobody else does it
//   0.5   this kind more often than all others together
//   0.3   one reason among several
import type { Kind } from '../../finding/finding.ts';
import type { About } from '../words/word.ts';

/** What a word has to be: the very text, or the pattern's. */
export type Pattern = string | RegExp;

/**
 * Kind, weight, where it looks, what has to stand there, what that rests on; an example, where the pattern is none itself; a second
 * condition, with its example.
 */
export type KindRule = readonly [
  kind: Kind,
  weight: number,
  about: About,
  pattern: Pattern,
  rests: string,
  example?: string,
  and?: readonly [about: About, pattern: Pattern, example?: string],
];
