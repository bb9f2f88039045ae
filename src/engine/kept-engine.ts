// A session that outlives its engine's process, where there is a keeper who can start another one.
//
// Rules:
//  1. A job that comes when the engine has died is given to a new one. Those that ran have failed: what they had found may be
//     half of it, and whether to ask again is the caller's to say.
//  2. Each job starts one at the most: an engine that cannot live is an error of every job, and never a loop.
import { ScanError } from '../scan/scan-error.ts';
import type { Engine, Job, JobControl, ScanJob } from './engine.ts';
import type { StartedEngine } from './process.ts';

/** A session with one process. */
export interface Session extends Engine {
  /** Its process has ended, or never began. */
  isOver(): boolean;
}

export function openKept(
  open: (started: StartedEngine) => Session,
  start: () => StartedEngine,
  first: StartedEngine | undefined,
): Engine {
  let session = open(first ?? startOrTell(start));
  let closing: Promise<void> | null = null;

  async function* runJob(job: Job, control?: JobControl): AsyncGenerator<object, void, undefined> {
    if (closing === null && session.isOver()) {
      void session.close();
      session = open(startOrTell(start));
    }
    // Whatever it is: each finds what it finds.
    yield* session.run(job as ScanJob, control);
  }

  return {
    run: runJob as Engine['run'],
    close: () => (closing ??= session.close()),
  };
}

/** A keeper that is gone is told as an engine is that cannot be started. */
function startOrTell(start: () => StartedEngine): StartedEngine {
  try {
    return start();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const text = `the keeper cannot start the packet engine: ${reason}`;
    return { process: null, gone: Promise.resolve(new ScanError('E_ENGINE_START', text, { cause: error })) };
  }
}
