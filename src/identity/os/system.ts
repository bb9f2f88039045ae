// What words say of the operating system: a row a rule. `systems.ts` has them all.
import type { OsFamily } from '../../finding/finding.ts';
import type { About } from '../words/word.ts';

/**
 * Family, how much it weighs, where it looks, the pattern, what it rests on, an example that must match. The last: what it is called,
 * where the pattern says more than the family; `true`: by the words themselves.
 */
export type SystemRow = readonly [
  family: OsFamily,
  weight: number,
  about: About,
  pattern: RegExp,
  rests: string,
  example: string,
  name?: string | true,
];
