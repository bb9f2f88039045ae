// What the controller hands to the threads of the kernel engine. The kernel's memory is not copied: each maps it itself.
import { type EngineSetup, THREAD_REST } from '../engine-setup.ts';
import type { ScanFacts } from '../scan-facts.ts';
import type { Pass, SharedState } from '../state/shared-state.ts';
import { nextMessage, type ThreadLine } from '../thread-line.ts';
import type { XdpMemory } from './memory.ts';

export interface XdpThreadSetup extends ScanFacts {
  readonly state: Pick<SharedState, 'commands' | 'counters' | 'events'>;
  readonly memory: XdpMemory;
  /** CLOCK_BOOTTIME at the scan's start, nanoseconds: the programs' clock begins there. */
  readonly startNanoseconds: bigint;
  /** How many transmit programs there are, some perhaps never wanted. */
  readonly generators: number;
  /** Frames have the length that a wire wants. */
  readonly padded: boolean;
}

export interface XdpSenderSetup extends XdpThreadSetup {
  /** Which of them is this thread's. */
  readonly generator: number;
}

/** A thread's first message; every later one is a pass. Null: no scan will come, and the thread ends here. */
function waitForSetup<T extends XdpThreadSetup>(line: ThreadLine): T {
  for (;;) {
    const setup = nextMessage(line) as T | typeof THREAD_REST | null;
    if (setup === null) process.exit(); // of this thread only
    if (setup !== THREAD_REST) return setup; // it keeps nothing
  }
}

export const waitForReceiverSetup = waitForSetup<XdpThreadSetup>;
export const waitForSenderSetup = waitForSetup<XdpSenderSetup>;

/** How many places the order of a pass has. */
export function placesOf({ table, portNumbers }: Pick<EngineSetup, 'table' | 'portNumbers'>, { list }: Pass): number {
  return list?.length ?? table.hosts * portNumbers.length;
}
