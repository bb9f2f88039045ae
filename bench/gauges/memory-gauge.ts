// How much memory a tool and all its processes take, from proc(5).
import { familyOf, readProc } from './family.ts';
import type { Gauge } from './gauge.ts';

const PERIOD_MS = 50;
/** The kernel walks all of a process's pages for it. */
const PSS_EVERY = 5;
const MEGABYTE = 1e6;

/** Resident memory counts pages that processes share once for each; the proportional size counts them once. */
export const memoryGauge: Gauge = {
  titles: ['peak of the sum of RSS, MB', 'peak of the sum of PSS, MB', 'processes'],
  start(_lab, pid) {
    let rss = 0;
    let pss = 0;
    let processes = 0;
    let ticks = 0;
    const look = (): void => {
      const family = familyOf(pid);
      processes = Math.max(processes, family.length);
      rss = Math.max(rss, sum(family, residentBytes));
      if (ticks++ % PSS_EVERY === 0) pss = Math.max(pss, sum(family, proportionalBytes));
    };
    look();
    const timer = setInterval(look, PERIOD_MS);
    return {
      async stop() {
        clearInterval(timer);
        return [rss / MEGABYTE, pss / MEGABYTE, processes];
      },
    };
  },
};

export function residentBytes(pid: number): number {
  return kibibytes(readProc(`/proc/${pid}/status`), /^VmRSS:\s+(\d+) kB/m);
}

export function proportionalBytes(pid: number): number {
  return kibibytes(readProc(`/proc/${pid}/smaps_rollup`), /^Pss:\s+(\d+) kB/m);
}

function kibibytes(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1] ?? 0) * 1024;
}

export function sum(pids: readonly number[], bytes: (pid: number) => number): number {
  let total = 0;
  for (const pid of pids) total += bytes(pid);
  return total;
}
