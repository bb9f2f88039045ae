// `portolan scan`.
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { resourceText } from '../../engine/resource-error.ts';
import { createTimeStamp } from '../../finding/stamp.ts';
import { asThen, planAsThen } from '../../journals/as-then.ts';
import { askedOf, beginIn, beginNumbered, type ScanJournal } from '../../journals/journals.ts';
import { createSurveyControl, type SurveyControl } from '../../survey/control.ts';
import { planSurvey, type SurveyPlan } from '../../survey/plan.ts';
import { beginning } from '../../survey/start.ts';
import { type Console, realConsole } from '../console.ts';
import { EXIT, errorText, isForPeople } from '../errors.ts';
import { catchSignals } from '../interruption.ts';
import { createKept, type Kept, type StartWriter } from '../kept/kept.ts';
import { notKept, placeOf } from '../kept/open.ts';
import { withoutSecrets } from '../secrets.ts';
import { unlessText } from '../texts.ts';
import { follow } from './follow.ts';
import { parseScanOptions, type ScanCommandOptions } from './options.ts';
import { createScanOutput, type ScanOutput } from './output.ts';
import type { ScanRun } from './run.ts';
import type { ScanWorld } from './world.ts';

/** Runs the command; returns its exit code. Throws errors for people, and ClosedPipeError. */
export async function scanCommand(
  args: readonly string[],
  loadWorld: () => Promise<ScanWorld>,
  console: Console = realConsole(),
  resumed: readonly ScanJournal[] = [],
): Promise<number> {
  const options = await unlessText(parseScanOptions(args, console.environment), console.output);
  if (options === null) return EXIT.finished;
  const output = createScanOutput(options, console);
  let kept: Kept | null = null;
  const interruption = catchSignals({
    ...output,
    finish() {
      kept?.showAll();
      output.finish();
    },
    onStop() {
      const follows = options.watch === undefined ? '; what was found follows' : '';
      output.note(`stopping${follows} (once more to stop at once)`);
    },
  });
  let letGo = (): void => {};
  try {
    const world = await loadWorld();
    const place = await placeOf(options, console.environment);
    const startWriter = place === null ? null : ((await world.loadWriter?.(place)) ?? null);
    const { watch } = options;
    if (watch !== undefined) {
      const { watchScan } = await import('../watch/watch.ts');
      const again = watchScan({
        ...{ options: { ...options, watch }, console, output, world, interruption, startWriter },
        argv: ['scan', ...withoutSecrets(args)],
      });
      return await Promise.race([again, interruption.stuck]);
    }
    const before = resumed[0]?.kept;
    const goOnWith = before?.place === place ? before?.scan : undefined;
    const goOn: StartWriter | null = startWriter && ((start) => startWriter(start, goOnWith));
    const tell = (error: unknown): void => {
      const notice = notKept(error, run.noJournal);
      output.take(notice);
      // Of notices people are shown what stages have to say.
      if (!options.json) output.note(notice.text);
    };
    const control = createSurveyControl();
    letGo = await withKeys(options, console, output, control);
    kept = createKept({
      startWriter: goOn,
      show: output,
      tell,
      begun(scan) {
        for (const journal of run.journals) journal.keptAs({ place: place!, scan });
      },
      journals: () => run.journals,
    });
    const run: ScanRun = {
      options: resumed.length === 0 ? options : asThen(options, resumed[0]),
      args,
      argv: ['scan', ...withoutSecrets(args)],
      ...{ console, output, world, interruption, control, kept, place, resumed, journals: resumed },
      noJournal: null,
    };
    return await runScan(run);
  } finally {
    letGo();
    interruption.release();
    output.close();
  }
}

/** Reads keys where a person can press some, until the function that is returned is called. */
async function withKeys(
  { targets = [], targetsFile = [], excludeFile = [], dryRun, explainBpf, rate }: ScanCommandOptions,
  console: Console,
  output: ScanOutput,
  control: SurveyControl,
): Promise<() => void> {
  const readsStdin = [...targets, ...targetsFile, ...excludeFile].includes('-');
  const terminal = dryRun || explainBpf ? null : await console.keys?.(readsStdin);
  if (terminal == null) return () => {};
  return (await import('../keys.ts')).readKeys(terminal, { ...output, control, rateCap: rate ?? null });
}

async function runScan(run: ScanRun): Promise<number> {
  const { options, console, output, world, interruption, argv } = run;
  const plainOutput = console.output;
  for (const name of options.unknownVariables) output.note(`${name} is set but is no option: ignored`);
  for (const note of options.notes) output.note(note);
  const sendsNothing = options.explainBpf || options.dryRun || options.list;
  let plans: Plans;
  try {
    plans = await plansOf(run, sendsNothing);
  } catch (error) {
    if (interruption.signal.aborted && !isForPeople(error)) return interruption.exitCode();
    throw error;
  }
  for (const { notFound, notices } of plans) {
    // In JSON they are lines as well.
    if (notFound !== null) plainOutput.err(errorText(notFound));
    for (const { code, text } of notices) if (code !== 'N_HOST_NOT_FOUND') output.note(text);
  }
  const [plan] = plans;
  const scans = plans.flatMap((each) => [...each.scans.values()]);
  if (options.list) {
    const { printList } = await import('./list.ts');
    const note = await printList(plan, options.json, world, plainOutput, interruption);
    if (note !== null) output.note(note);
    return interruption.signal.aborted ? interruption.exitCode() : EXIT.finished;
  }
  if (options.explainBpf) {
    const { explainBpf } = await import('../../scan/kernel/explain.ts');
    plainOutput.out(scans.map(({ spec }) => explainBpf(spec)).join('\n'));
    return EXIT.finished;
  }
  if (options.dryRun) {
    if (options.reports.length > 0) output.note('-o writes nothing with --dry-run: there are no results');
    if (options.json) output.take(beginning(plan, argv, createTimeStamp()()));
    const { printOrder } = await import('./print-order.ts');
    return printOrder(scans, options.json, plainOutput, interruption);
  }
  if (options.verbose) {
    const { planNotes } = await import('./plan-notes.ts');
    for (const note of await planNotes(scans)) output.note(note);
  }
  if (run.journals.length === 0) run.journals = journalFor(run, plan);
  return Promise.race([follow(plans, run), interruption.stuck]);
}

type Plans = readonly [SurveyPlan, ...SurveyPlan[]];

/** One; of a scan that is gone on with one for each of its parts, which differ in whom they ask. */
async function plansOf({ options, resumed, world, interruption }: ScanRun, sendsNothing: boolean): Promise<Plans> {
  const how = { signal: interruption.signal, sendsNothing, records: options.pcap !== undefined };
  if (resumed.length === 0) return [await planSurvey(options, world, how)];
  const plans: SurveyPlan[] = [];
  for (const journal of resumed) plans.push(await planAsThen(options, journal, world, how));
  return plans as [SurveyPlan, ...SurveyPlan[]];
}

/** Where nobody asked for one, a place that takes none is no reason not to scan. */
function journalFor(run: ScanRun, plan: SurveyPlan): readonly ScanJournal[] {
  const { options, args, world, console, output, place } = run;
  const { journal, pcap } = options;
  if (journal === false || pcap !== undefined) return [];
  const asked = askedOf(plan, args, console.environment);
  if (typeof journal === 'string') return [beginIn(resolve(journal), asked)];
  if (world.journals === undefined) return [];
  try {
    return [beginNumbered(world.journals, asked)];
  } catch (error) {
    const reason = resourceText(error) ?? (error instanceof Error ? error.message : String(error));
    const instead = 'set XDG_STATE_HOME to a folder that can be written; none: --no-journal';
    // Where both stand below one folder the inventory has the same to say, and says it for both.
    if (place !== null && dirname(place) === dirname(world.journals) && !existsSync(dirname(place))) {
      run.noJournal = `nor is a journal (${instead}), so that it cannot be gone on with`;
    } else output.note(`no journal is kept, so this scan cannot be gone on with: ${reason}; ${instead}`);
    return [];
  }
}
