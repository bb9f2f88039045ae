// When the machine has come to rest: daemons that were just started go on with themselves for a while after their ports are open
// (a Java machine compiles, a database writes its first files), on the processors that what is measured needs.
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

const LOOK_MS = 1000;
/** Of all processors, for so many looks one after the other. */
const BUSY_MOST = 0.1;
const LOOKS = 3;

export interface Ticks {
  readonly busy: number;
  readonly all: number;
}

/** Resolves to the seconds that it took; null: the machine was busy all the time, which is no reason not to measure. */
export async function atRest(mostMs: number, now: () => Ticks = ticksNow, lookMs = LOOK_MS): Promise<number | null> {
  const begin = performance.now();
  let before = now();
  let looks = 0;
  while (performance.now() - begin < mostMs) {
    await setTimeout(lookMs);
    const then = before;
    before = now();
    const isQuiet = before.busy - then.busy <= BUSY_MOST * (before.all - then.all);
    looks = isQuiet ? looks + 1 : 0;
    if (looks === LOOKS) return (performance.now() - begin) / 1000;
  }
  return null;
}

/** Of all processors together, since the start (proc_stat(5)). */
export function ticksOf(stat: string): Ticks {
  const [user, nice, system, idle, ioWait, irq, softIrq, steal] = stat.split('\n')[0].split(/\s+/).slice(1).map(Number);
  const busy = user + nice + system + irq + softIrq + steal;
  return { busy, all: busy + idle + ioWait };
}

const ticksNow = (): Ticks => ticksOf(readFileSync('/proc/stat', 'utf8'));
