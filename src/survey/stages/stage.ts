// What a stage of a survey is: something that is asked of the targets, or of what other stages found.
import type { Engine } from '../../engine/engine.ts';
import type { Line, ScanCounters } from '../../finding/finding.ts';
import type { StageLine } from '../../finding/stamp.ts';
import type { Steering } from '../../finding/steering.ts';
import type { SurveyJournal } from '../journal.ts';
import type { SurveyPlan } from '../plan.ts';
import type { SurveyWorld } from '../world/world.ts';
import type { Alive } from './alive.ts';

export interface StageContext {
  readonly plan: SurveyPlan;
  readonly engine: Engine;
  /** Who is there, as far as that was found out before. */
  readonly alive: Alive;
  /** What finds out what a port is for; loaded when the first open port asks for it, or before. */
  readonly recogniser: SurveyWorld['recogniser'];
  /** What asks who a host is; none: nobody is asked. */
  readonly lookups?: SurveyWorld['lookups'];
  /** What this machine knows of the network it is in; none: nothing. */
  readonly ownNetwork?: SurveyWorld['ownNetwork'];
  /** A descriptor open for writing, where what is sent and received is recorded; none where nothing is. */
  readonly recordTo?: number;
  /** Where the survey is kept; none where it is not. */
  readonly journal?: SurveyJournal;
  /** Whether it is paused, and which limit of the pace holds now. */
  readonly steering: Steering;
  /** Now, as lines have it. */
  time(): Line['time'];
}

export interface Stage {
  /** As lines have it: `syn`. */
  readonly name: string;
  /** Whether the plan has it. */
  applies(plan: SurveyPlan): boolean;
  /** How many probes it is to send, as far as the plan tells: so many are left out where it never begins. */
  probes(plan: SurveyPlan): number;
  /**
   * Gives what it finds, as it is found, and returns what it came to; null where it counts nothing. Aborted, it ends
   * early, with what it found. Throws where it fails: the other stages go on.
   */
  run(context: StageContext, signal: AbortSignal): AsyncGenerator<StageLine, ScanCounters | null, undefined>;
}
