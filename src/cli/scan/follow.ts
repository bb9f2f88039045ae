// A scan that was planned, from its first line to the exit code.
import type { End } from '../../finding/finding.ts';
import type { ScanJournal } from '../../journals/journals.ts';
import type { SurveyControl } from '../../survey/control.ts';
import type { SurveyPlan } from '../../survey/plan.ts';
import { runSurvey } from '../../survey/run.ts';
import type { Console } from '../console.ts';
import { CliError, EXIT } from '../errors.ts';
import type { Interruption } from '../interruption.ts';
import type { Kept } from '../kept/kept.ts';
import { ClosedPipeError } from '../output.ts';
import { namingRecording, openRecording } from '../recording.ts';
import { openReports } from '../reports/open-reports.ts';
import type { ScanCommandOptions } from './options.ts';
import type { ScanOutput } from './output.ts';
import { loadTable } from './table.ts';
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
  /** What it goes on with. */
  readonly resumed: ScanJournal | null;
  /** Where it is kept, once it is planned. */
  journal: ScanJournal | null;
  /** What is to be said of a journal that could not be begun; null: nothing. */
  noJournal: string | null;
}

/** Takes all lines. What was found is shown also when the survey fails half-way. */
export async function follow(plan: SurveyPlan, run: ScanRun): Promise<number> {
  const { options, output, kept, world, interruption, control, argv, journal } = run;
  let end: End | null = null;
  const { pcap, reports: wanted } = options;
  const picture = output.picture;
  const before = wanted.length === 0 ? undefined : await (await import('./earlier.ts')).earlierLines(run, plan);
  const shown = { onlyOpen: options.open, fields: options.fields, before, picture };
  const reports = await openReports(wanted, options.appendOutput, shown, output.screen);
  output.attach(reports);
  using recording = pcap === undefined ? null : openRecording(pcap);
  const engine = await world.openEngine();
  const { recogniser, lookups } = world;
  const { signal } = interruption;
  const journaled = journal === null ? {} : { journal };
  const survey = { signal, recogniser, lookups, recordTo: recording?.descriptor, control, argv, ...journaled };
  let isLeft = true;
  let networkFails = false;
  try {
    for await (const line of runSurvey(plan, engine, survey)) {
      interruption.heard();
      if (line.type === 'end') end = line;
      networkFails ||= line.type === 'notice' && line.code === 'N_GATEWAY_DOWN';
      const room = kept.take(line);
      if (room !== undefined) await room;
    }
    await kept.flush();
    isLeft = end === null || end.interrupted || end.failedStages !== undefined;
    output.finish(await loadTable(output));
  } catch (error) {
    // Whoever went away wants no more of it.
    if (error instanceof ClosedPipeError) isLeft = false;
    else {
      await kept.flush();
      output.finish(await loadTable(output));
    }
    throw namingRecording(pcap, error);
  } finally {
    await Promise.all([
      engine.close(),
      kept.close(end === null ? 'failed' : end.interrupted ? 'interrupted' : 'finished'),
    ]);
    journal?.close(!isLeft);
    if (isLeft && journal !== null) output.note(`go on with: portolan resume ${journal.name}`);
  }
  if (end?.interrupted) return interruption.exitCode();
  if (end !== null) checkAsked(end, networkFails);
  return end?.failedStages === undefined && !reports.hasFailed ? EXIT.finished : EXIT.failed;
}

/** Who was left with nobody to ask gave the wrong targets, or the network failed: why each is none was told. */
function checkAsked({ hostsAsked, unasked, failedStages }: End, networkFails: boolean): void {
  if (hostsAsked + unasked > 0 || failedStages !== undefined) return;
  const text = 'none of the targets could be asked, as was said above: name hosts that this machine can reach';
  throw new CliError('E_NO_TARGETS', text, networkFails ? EXIT.failed : EXIT.usage);
}
