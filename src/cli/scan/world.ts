// What the scan command needs of the rest of the program and of the machine, in one place, so that tests can give it
// another world: one without packets.
import type { Engine } from '../../engine/engine.ts';
import { openEngine } from '../../engine/session.ts';
import { journalsFolder } from '../../journals/journals.ts';
import { type SurveyWorld, thisMachine } from '../../survey/world/world.ts';
import type { EarlyEngine } from '../early-engine.ts';
import { keepGarbageSmall } from '../frugal.ts';
import type { StartWriter } from '../kept/kept.ts';
import { loadWriter } from '../kept/open.ts';
import { loadFrugalRecogniser } from '../recogniser.ts';

export interface ScanWorld extends SurveyWorld {
  /** The session that runs the jobs of a survey. */
  openEngine(): Promise<Engine>;
  /** Where journals stand, unless a scan is told another place; none: none is kept. */
  readonly journals?: string;
  /** What writes a survey into the inventory at a place; none: nothing is kept. */
  readonly loadWriter?: (where: string) => Promise<StartWriter>;
}

/** The world as it is. Loaded when a scan is asked for, not before. */
export async function realWorld({ started, packets }: EarlyEngine): Promise<ScanWorld> {
  keepGarbageSmall();
  return {
    ...(await thisMachine(() => packets)),
    recogniser: loadFrugalRecogniser,
    journals: journalsFolder(process.env),
    // None waits where it was guessed that nothing would be sent.
    openEngine: async () => openEngine(started === null ? {} : { started }),
    loadWriter,
  };
}
