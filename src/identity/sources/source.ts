// A source of evidence: what a fact that the survey has found says about who its host is. It asks nobody.
import type { Fact } from '../../finding/finding.ts';
import type { Clue } from '../clue.ts';

export interface Source {
  /** As clues have it: `certificate`. */
  readonly name: string;
  /** What this fact says; nothing where it is not of its kind. Never throws: strangers wrote what is in the fact. */
  of(fact: Fact): readonly Clue[];
}
