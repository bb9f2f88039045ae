// A scan that was planned, from its first line to the exit code.
import type { End } from '../../finding/finding.ts';
import { surveyInTurn, withAllTargets } from '../../survey/in-turn.ts';
import type { SurveyPlan } from '../../survey/plan.ts';
import { CliError, EXIT, exitCodeOf } from '../errors.ts';
import { ClosedPipeError } from '../output.ts';
import { namingRecording, openRecording } from '../recording.ts';
import { openReports } from '../reports/open-reports.ts';
import { showChanges } from '../reports/wanted.ts';
import type { ScanRun } from './run.ts';
import { loadTable } from './table.ts';

/** Takes all lines. What was found is shown also when the survey fails half-way. `plans`: of each part. */
export async function follow(plans: readonly [SurveyPlan, ...SurveyPlan[]], run: ScanRun): Promise<number> {
  const { options, output, kept, world, interruption, control, argv, journals } = run;
  let end: End | null = null;
  const { pcap, reports: wanted } = options;
  const picture = output.picture;
  const before = showChanges(wanted) ? await (await import('./earlier.ts')).earlierLines(run, plans) : undefined;
  const shown = { onlyOpen: options.open, fields: options.fields, before, picture };
  const reports = await openReports(wanted, options.appendOutput, shown, output.screen);
  if (wanted.length > 0) output.attach(reports);
  using recording = pcap === undefined ? null : openRecording(pcap);
  const engine = await world.openEngine();
  const { recogniser, lookups, ownNetwork } = world;
  const { signal } = interruption;
  const survey = { signal, recogniser, lookups, ownNetwork, recordTo: recording?.descriptor, argv };
  const parts = plans.map((plan, index) => ({ plan, control, journal: journals[index] ?? null }));
  let isLeft = true;
  let networkFails = false;
  try {
    for await (const line of surveyInTurn(parts, engine, survey)) {
      interruption.heard();
      if (line.type === 'end') end = line;
      networkFails ||= line.type === 'notice' && line.code === 'N_GATEWAY_DOWN';
      const room = kept.take(line.type === 'start' ? withAllTargets(line, plans) : line);
      if (room !== undefined) await room;
    }
    engine.close().catch(() => {}); // it ends while the rest is kept; waited for below
    await kept.flush();
    isLeft = end === null || end.interrupted || end.failedStages !== undefined;
    output.finish(await loadTable(output));
  } catch (error) {
    // Whoever went away wants no more of it, and what was asked for wrongly is asked for anew.
    if (error instanceof ClosedPipeError || exitCodeOf(error) === EXIT.usage) isLeft = false;
    if (!(error instanceof ClosedPipeError)) {
      await kept.flush();
      output.finish(await loadTable(output));
    }
    throw namingRecording(pcap, error);
  } finally {
    await Promise.all([
      engine.close(),
      kept.close(end === null ? 'failed' : end.interrupted ? 'interrupted' : 'finished'),
    ]);
    for (const journal of journals) journal.close(!isLeft);
    if (isLeft && journals.length > 0) output.note(`go on with: portolan resume ${journals[0].name}`);
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
