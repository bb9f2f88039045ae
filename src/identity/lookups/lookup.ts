// A lookup: a question of its own about who a host is, asked by ordinary sockets, without rights.
import type { Clue } from '../clue.ts';

/** What is known of the host that is asked about. */
export interface Subject {
  readonly ip: string;
  readonly mac?: string;
  /** It is on a link of this machine: it can be asked by multicast as well. */
  readonly isNear: boolean;
  readonly rttMs?: number;
}

export interface LookupOptions {
  readonly signal: AbortSignal;
  /** How long the answer is waited for at the most. */
  readonly budgetMs: number;
}

export interface Lookup {
  /** As clues have it: `reverse-dns`. */
  readonly name: string;
  /** What it found; nothing where nobody answers. Never rejects for what a stranger does or leaves out. */
  ask(subject: Subject, options: LookupOptions): Promise<readonly Clue[]>;
}
