// What the scan command needs of the rest of the program and of the machine, in one place, so that tests can give it
// another world: one without packets.

import type { Engine } from '../../engine/engine.ts';
import type { PreparedEngine } from '../../engine/scan.ts';
import type { SurveyWorld } from '../../survey/world.ts';

export interface ScanWorld extends SurveyWorld {
  /** What runs the jobs of a survey. */
  readonly engine: Engine;
}

/** The world as it is. Loaded when a scan is asked for, not before. `prepared`: an engine's process that waits already. */
export async function realWorld(prepared?: PreparedEngine): Promise<ScanWorld> {
  const [{ thisMachine }, { oneProcessEngine }, { dropPrivileges }] = await Promise.all([
    import('../../survey/world.ts'),
    import('../../survey/one-process-engine.ts'),
    import('../privileges.ts'),
  ]);
  const onStarted = () => dropPrivileges(process.env, process);
  return { ...(await thisMachine()), engine: oneProcessEngine({ prepared, onStarted }) };
}
