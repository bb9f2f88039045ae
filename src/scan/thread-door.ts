// The engine's threads as the controller sees them.
import { setTimeout as delay } from 'node:timers/promises';
import { bootMicros } from '../link/time.ts';
import { openCanaryDoor } from './canary-door.ts';
import type { EngineDoor } from './engine-door.ts';
import type { EngineSetup } from './engine-setup.ts';
import type { EngineThreads } from './threads.ts';

/** `threads` have begun with this setup, or nobody is there to be asked. */
export function createThreadDoor(name: 'ring' | 'xdp', threads: EngineThreads, setup: EngineSetup): EngineDoor {
  const { epochMicros } = setup;
  return {
    name,
    failed: threads.failed,
    startPass: threads.startPass,
    isSent: threads.isSent,
    stop: threads.stop,
    now: () => (bootMicros() - epochMicros) / 1000,
    wait: (ms) => delay(ms),
    canaries: openCanaryDoor(setup),
  };
}
