// What the controller hands to the threads of the xdp engine. The kernel's memory is not copied: each maps it itself.
import { once } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import type { EngineSetup } from '../engine-setup.ts';
import type { SharedState } from '../shared-state.ts';
import type { XdpMemory } from './memory.ts';

export interface XdpThreadSetup extends Omit<EngineSetup, 'state'> {
  readonly state: Pick<SharedState, 'commands' | 'counters' | 'events'>;
  readonly memory: XdpMemory;
  /** CLOCK_MONOTONIC at the scan's start, nanoseconds: the programs' clock begins there. */
  readonly startNanoseconds: bigint;
}

/** A thread's first message; every later one is a pass. */
export async function waitForXdpSetup(port: MessagePort): Promise<XdpThreadSetup> {
  const [setup] = (await once(port, 'message')) as [XdpThreadSetup];
  return setup;
}
