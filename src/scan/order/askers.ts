// Which of our addresses asks a host, where there are several (reach/sources.ts).
//
// Rules:
//  1. The first attempt, and every canary, goes out from the hop's first address, the one that the route names.
//  2. Repeats go out from all in turn, host by host: what a host grants each who asks is used up evenly, and a port is asked
//     from another one the next time.
//  3. A host may answer some of them alone, as its firewall has it. After so many repeats from each, only those ask it on that
//     it has answered; and the first one, whatever it has answered.
import type { Hop } from './host-table.ts';

/** Rule 3: Linux refuses so many at once. */
const TRIALS = 6;

/**
 * By host, bit k: it has answered what the hop's k-th address asked. The receiver writes it, the sender reads it. Null where no
 * hop has several.
 */
export type Answered = Uint32Array | null;

/** Bytes that are kept of a host where there are several addresses. */
export const ASKER_BYTES = 4 + 1 + 1;

export function createAnswered(hops: readonly Hop[], hosts: number): Answered {
  const several = hops.some(({ sources }) => sources.length > 1);
  return several ? new Uint32Array(new SharedArrayBuffer(4 * hosts)) : null;
}

/** Gives the address that asks this host again. */
export function createTurns(answered: Answered, hosts: number): (host: number, sources: readonly number[]) => number {
  const size = answered === null ? 0 : hosts;
  /** Whose turn it was; and how often they were tried, up to TRIALS each. */
  const last = new Uint8Array(size);
  const tried = new Uint8Array(size);
  return (host, sources) => {
    if (answered === null || sources.length === 1) return sources[0];
    const chosen = tried[host] >= TRIALS * sources.length;
    if (!chosen) tried[host]++;
    let turn = last[host];
    do turn = turn + 1 < sources.length ? turn + 1 : 0;
    while (chosen && turn > 0 && ((answered[host] >>> turn) & 1) === 0);
    last[host] = turn;
    return sources[turn];
  };
}
