// A source of evidence: what a fact that the survey has found says about who its host is. It asks nobody.
import type { HostsFact } from '../../finding/finding.ts';
import type { Clue } from '../clue.ts';

/** A fact about a host, whichever stage found it, and when. */
export type Seen = HostsFact extends infer Each
  ? Each extends HostsFact
    ? Omit<Each, 'stage' | 'time'>
    : never
  : never;

export interface Source {
  /** As clues have it: `certificate`. */
  readonly name: string;
  /** What this fact says; nothing where it is not of its kind. Never throws: strangers wrote what is in the fact. */
  of(fact: Seen): readonly Clue[];
}
