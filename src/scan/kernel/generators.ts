// How many transmit programs send at once, and when: each takes a whole processor, waiting included, so the next one
// begins only where the rate asks for it.
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { GENERATORS_MAX } from './layout.ts';

/** Frames a second that one processor is trusted with. It may have to handle their answers as well. */
export const GENERATOR_RATE = 400_000;

/**
 * How many may be needed to send through these interfaces. Unless the user has said how many (`asked`), each wants a
 * processor and a transmit queue for itself: what two put into one queue at the same time may be more than it holds.
 * `cap`: the user's limit, frames a second; null: none.
 */
export function generatorsFor(
  asked: number | null,
  cap: number | null,
  interfaces: readonly { readonly name: string }[],
  processors = availableParallelism(),
  queues: (name: string) => number = transmitQueues,
): number {
  const wanted = generatorsWanted(cap ?? Number.POSITIVE_INFINITY);
  const possible = asked ?? Math.min(processors, ...interfaces.map(({ name }) => queues(name)));
  return Math.max(1, Math.min(GENERATORS_MAX, wanted, possible));
}

/** How many a rate, frames a second, asks for; at least one. */
export function generatorsWanted(rate: number): number {
  return Math.max(1, Math.ceil(rate / GENERATOR_RATE));
}

/** The transmit queues of an interface, by sysfs(5) (Documentation/ABI/testing/sysfs-class-net-queues). */
function transmitQueues(name: string): number {
  try {
    return readdirSync(`/sys/class/net/${name}/queues`).filter((each) => each.startsWith('tx-')).length;
  } catch {
    return 1; // not to be seen here: the careful answer
  }
}
