// What the parts of a scan's command share.
import type { ScanJournal } from '../../journals/journals.ts';
import type { SurveyControl } from '../../survey/control.ts';
import type { Console } from '../console.ts';
import type { Interruption } from '../interruption.ts';
import type { Kept } from '../kept/kept.ts';
import type { ScanCommandOptions } from './options.ts';
import type { ScanOutput } from './output.ts';
import type { ScanWorld } from './world.ts';

/** One run of the command. */
export interface ScanRun {
  /** Of a scan that is gone on with: as then. */
  readonly options: ScanCommandOptions;
  /** As they were typed, behind the command's name. */
  readonly args: readonly string[];
  /** For the `start` line, without secrets. */
  readonly argv: readonly string[];
  readonly console: Console;
  readonly output: ScanOutput;
  readonly world: ScanWorld;
  readonly interruption: Interruption;
  readonly control: SurveyControl;
  readonly kept: Kept;
  /** Of its inventory; null: none is kept. */
  readonly place: string | null;
  /** What it goes on with: a journal for each part of that scan; none where it begins. */
  readonly resumed: readonly ScanJournal[];
  /** Where its parts are kept, once they are planned; none: nowhere. */
  journals: readonly ScanJournal[];
  /** What is to be said of a journal that could not be begun; null: nothing. */
  noJournal: string | null;
}
