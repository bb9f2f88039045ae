// The engine's threads as the controller sees them.

import { setTimeout as delay } from 'node:timers/promises';
import { bootMicros } from '../link/time.ts';
import { carriesCookie } from '../probe/form.ts';
import { PROBES } from '../probe/probes.ts';
import type { EngineDoor } from './engine-door.ts';
import type { PacketEngine } from './engine-name.ts';
import type { EngineSetup } from './engine-setup.ts';
import type { CanaryDoor } from './pace/canaries.ts';
import type { EngineThreads } from './threads.ts';

/** `begun`: the threads have their sockets for this setup; at once where nobody is there to be asked. */
export function createThreadDoor(
  name: PacketEngine,
  threads: EngineThreads,
  setup: EngineSetup,
  begun: Promise<void>,
): EngineDoor {
  const { epochMicros } = setup;
  return {
    name,
    begun,
    failed: threads.failed,
    startPass: threads.startPass,
    isSent: threads.isSent,
    stop: threads.stop,
    now: () => (bootMicros() - epochMicros) / 1000,
    wait: (ms) => delay(ms),
    // What shows no cookie does not say which probe it answers.
    canaries: !carriesCookie(PROBES[setup.probe].forms[0]) ? null : createLateDoor(setup),
  };
}

/** Most scans ask no canary: its code is loaded at the first one, which is not sent. */
function createLateDoor(setup: EngineSetup): CanaryDoor {
  let door: CanaryDoor | undefined;
  let loading = false;
  let isClosed = false;

  async function load(): Promise<void> {
    loading = true;
    const { openCanaryDoor } = await import('./raw/canary-door.ts');
    if (!isClosed) door = openCanaryDoor(setup);
  }

  return {
    ask(host, portIndex) {
      if (!loading) void load();
      return door?.ask(host, portIndex) ?? false;
    },
    askEcho(host, number) {
      if (!loading) void load();
      return door?.askEcho(host, number) ?? false;
    },
    drain: (visit, echoed) => door?.drain(visit, echoed),
    close() {
      isClosed = true;
      door?.close();
    },
  };
}
