// All sources of evidence: another one is a file beside this one, and a line here.
import type { Fact } from '../../finding/finding.ts';
import type { Clue } from '../clue.ts';
import { certificate } from './certificate.ts';
import type { Source } from './source.ts';

export const SOURCES: readonly Source[] = [certificate];

/** What a fact says about who its host is. */
export function cluesOf(fact: Fact): readonly Clue[] {
  return SOURCES.flatMap((source) => source.of(fact));
}
