// How many transmit programs send at once, and when: each takes a whole processor, waiting included, so the next one
// begins only where the rate asks for it.
import { availableParallelism } from 'node:os';
import { GENERATORS_MAX } from './memory.ts';

/** Frames a second that one processor is trusted with. It may have to handle their answers as well. */
export const GENERATOR_RATE = 400_000;

/** How many may be needed. `cap`: the user's limit, frames a second; null: none. */
export function generatorsFor(cap: number | null, processors = availableParallelism()): number {
  return Math.min(GENERATORS_MAX, processors, generatorsWanted(cap ?? Number.POSITIVE_INFINITY));
}

/** How many a rate asks for, at least one. */
export function generatorsWanted(rate: number): number {
  return Math.max(1, Math.ceil(rate / GENERATOR_RATE));
}
