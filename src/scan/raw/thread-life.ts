// A thread's life: scan after scan, with doors that wait between them, until none comes any more.
import { type MessagePort, workerData } from 'node:worker_threads';
import { createKeptDoors, type KeptDoors } from '../../link/frames/kept-doors.ts';
import { bootMicros } from '../../link/time.ts';
import { type EngineSetup, THREAD_ENDED, THREAD_REST } from '../engine-setup.ts';
import type { Pass } from '../state/shared-state.ts';
import { nextMessage, type ThreadLine } from '../thread-line.ts';

/** `scan`: does one, to its end; `port`: where its passes come. */
export function scanAfterScan(scan: (setup: EngineSetup, doors: KeptDoors, port: MessagePort) => void): void {
  const line = workerData as ThreadLine;
  const { port } = line;
  bootMicros(); // the first call loads the C library, while the scan is still on its way
  const doors = createKeptDoors();
  try {
    for (let setup = nextSetup(line, doors); setup !== null; setup = nextSetup(line, doors)) {
      scan(setup, doors, port);
      port.postMessage(THREAD_ENDED);
    }
  } finally {
    doors.close();
  }
  port.close();
}

/** A scan's first message; every later one is a pass, and read without waiting. Passes that the scan before left are passed over. */
function nextSetup(line: ThreadLine, doors: KeptDoors): EngineSetup | null {
  for (;;) {
    const message = nextMessage(line) as EngineSetup | Pass | typeof THREAD_REST | null;
    if (message === THREAD_REST) doors.close();
    else if (message === null || 'state' in message) return message;
  }
}
