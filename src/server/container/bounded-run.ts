// Runs a function that may keep the event loop to itself: Node's watchdog (node:vm, `timeout`) ends it, where no timer of ours would fire.
// What it goes on with later, behind an `await`, runs without it.
import { Script } from 'node:vm';

const WORK = Symbol.for('portolan.bounded-run');
const script = new Script('globalThis[Symbol.for("portolan.bounded-run")]()', { filename: 'bounded-run' });

export class BlockedError extends Error {}

/** What it returns, and throws; BlockedError where it has not returned after so many milliseconds. */
export function runBounded<T>(work: () => T, limitMs: number): T {
  const slot = globalThis as { [WORK]?: () => unknown };
  const before = slot[WORK];
  slot[WORK] = work;
  try {
    return script.runInThisContext({ timeout: Math.max(1, Math.ceil(limitMs)) });
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new BlockedError(`blocked the process for ${Math.ceil(limitMs)} ms`);
  } finally {
    slot[WORK] = before;
  }
}
