// Begins parts one after another and ends them in reverse, each with a time limit.
//
//   init init init   start start start   ...   stop stop stop   destroy destroy destroy
//     all are ready before any is open to the outside            in reverse
//
// Rules:
//  1. A part that throws or hangs while it begins ends the beginning: those that had begun end in order, and the error says whose
//     fault it was.
//  2. A part that throws or hangs while it ends is told; the others end all the same, in order.
//  3. The whole end has a limit as well: a step may take half of what is left of it. So however many hang, each of the others has its
//     time, and each of those is named.
//  4. What ended once does not end again.
//  5. A part that keeps the event loop to itself lets no timer fire. Where it does so at once, it is ended by Node's watchdog
//     (bounded-run.ts) and told as others are; it has BLOCK_LEAST_MS for that even where others have left little time, as what is ended so is
//     ended in the middle of its work. Where it does so later while it ends, a thread that watches (watch.ts) kills the process, and says which part's
//     step was under way.
import { setTimeout as sleep } from 'node:timers/promises';
import { ServerError } from '../server-error.ts';
import { BlockedError, runBounded } from './bounded-run.ts';
import type { Watch } from './watch.ts';

export interface Part {
  readonly name: string;
  /** Makes itself ready. */
  init?(): unknown;
  /** Opens itself to the outside. */
  start?(): unknown;
  /** Takes nothing more. */
  stop?(): unknown;
  /** Gives back what it holds. */
  destroy?(): unknown;
}

export interface Lifecycle {
  /** Throws E_SERVICE_START, after all has ended. */
  begin(): Promise<void>;
  /** What went wrong, a sentence each. */
  end(): Promise<readonly string[]>;
}

export interface Limits {
  /** Milliseconds that one step of one part may take. */
  readonly stepMs: number;
  /** Milliseconds of the whole end. */
  readonly endMs: number;
}

export const LIMITS: Limits = { stepMs: 5000, endMs: 11_000 };

/** What a part does at once takes less on a busy machine, too. Below the grace of watch-thread.ts. */
const BLOCK_LEAST_MS = 500;

type Step = 'init' | 'start' | 'stop' | 'destroy';

export interface LifecycleOptions {
  readonly limits?: Limits;
  /** Of its end, where that is the whole process's: it may kill it. */
  readonly watch?: (names: readonly string[]) => Watch;
}

export function createLifecycle(
  parts: readonly Part[],
  { limits: { stepMs, endMs } = LIMITS, watch: openWatch }: LifecycleOptions = {},
): Lifecycle {
  const watch = openWatch?.(parts.map(({ name }) => name));
  const reached: Record<'init' | 'start', Part[]> = { init: [], start: [] };
  let ending: Promise<readonly string[]> | null = null;

  async function begin(): Promise<void> {
    for (const step of ['init', 'start'] as const) {
      for (const part of parts) {
        const fault = await take(part, step, stepMs);
        if (fault !== null) throw new ServerError('E_SERVICE_START', [fault, ...(await end())].join('; '));
        reached[step].push(part);
      }
    }
  }

  async function run(): Promise<readonly string[]> {
    const faults: string[] = [];
    const over = performance.now() + endMs;
    for (const [step, begun] of [
      ['stop', reached.start],
      ['destroy', reached.init],
    ] as const) {
      for (const part of begun.toReversed()) {
        const limitMs = Math.max(1, Math.min(stepMs, (over - performance.now()) / 2));
        watch?.step(parts.indexOf(part), step, limitMs);
        const fault = await take(part, step, limitMs);
        if (fault !== null) faults.push(fault);
      }
    }
    watch?.over();
    return faults;
  }

  const end = (): Promise<readonly string[]> => (ending ??= run());
  return { begin, end };
}

/** What went wrong, or null. */
async function take(part: Part, step: Step, limitMs: number): Promise<string | null> {
  const over = new AbortController();
  try {
    const late = sleep(limitMs, 'late', { signal: over.signal });
    const done = (async () => {
      await runBounded(() => part[step]?.(), Math.max(limitMs, BLOCK_LEAST_MS));
      return 'done';
    })();
    const came = await Promise.race([done, late]);
    if (came === 'done') return null;
    done.catch(() => {}); // nobody waits for it any more
    return `${part.name} hung in ${step} for ${Math.round(limitMs)} ms`;
  } catch (error) {
    if (error instanceof BlockedError) return `${part.name} ${error.message} in ${step}`;
    return `${part.name} failed in ${step}: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    over.abort();
  }
}
