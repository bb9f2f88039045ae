// `portolan scan`.
import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { End } from '../../finding/finding.ts';
import { createTimeStamp } from '../../finding/stamp.ts';
import { askedOf, asThen, beginIn, beginNumbered, namedAsThen, type ScanJournal } from '../../journals/journals.ts';
import type { ProbeName } from '../../probe/probe-name.ts';
import { PROBES } from '../../probe/probes.ts';
import { protocolOf } from '../../probe/ways.ts';
import { jsonLine } from '../../report/json-lines.ts';
import { createSurveyControl, type SurveyControl } from '../../survey/control.ts';
import { planSurvey, type ScanPlan, type SurveyPlan } from '../../survey/plan.ts';
import { runSurvey } from '../../survey/run.ts';
import { beginning } from '../../survey/start.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { type Console, realConsole } from '../console.ts';
import { CliError, EXIT, errorText, isForPeople } from '../errors.ts';
import { catchSignals, type Interruption } from '../interruption.ts';
import { createKept, type Kept, type StartWriter } from '../kept/kept.ts';
import { notKept, placeOf } from '../kept/open.ts';
import { ClosedPipeError, type Output } from '../output.ts';
import { namingRecording, openRecording } from '../recording.ts';
import { openReports } from '../reports/open-reports.ts';
import { withoutSecrets } from '../secrets.ts';
import { unlessText } from '../texts.ts';
import { parseScanOptions, type ScanCommandOptions } from './options.ts';
import { createScanOutput, type ScanOutput } from './output.ts';
import { planNotes } from './plan-notes.ts';
import { loadTable } from './table.ts';
import type { ScanWorld } from './world.ts';

/** Text of a dry run that is written at once. */
const CHUNK_LENGTH = 65_536;

/** Runs the command; returns its exit code. Throws errors for people, and ClosedPipeError. */
export async function scanCommand(
  args: readonly string[],
  loadWorld: () => Promise<ScanWorld>,
  console: Console = realConsole(),
  resumed: ScanJournal | null = null,
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
    const before = resumed?.kept;
    const goOnWith = before?.place === place ? before?.scan : undefined;
    const goOn: StartWriter | null = startWriter && ((start) => startWriter(start, goOnWith));
    let journal: ScanJournal | null = resumed;
    const tell = (error: unknown): void => {
      const notice = notKept(error);
      output.take(notice);
      // Of notices people are shown what stages have to say.
      if (!options.json) output.note(notice.text);
    };
    kept = createKept(goOn, output, tell, (scan) => journal?.keptAs({ place: place!, scan }));
    const control = createSurveyControl();
    letGo = await withKeys(options, console, output, control);
    const argv = ['scan', ...withoutSecrets(args)];
    const keep = (plan: SurveyPlan) => {
      journal ??= journalFor(options, plan, args, world, console, output);
      return journal;
    };
    const wanted = resumed === null ? options : asThen(options, resumed);
    return await runScan(wanted, console.output, output, kept, world, interruption, control, argv, resumed, keep);
  } finally {
    letGo();
    interruption.release();
    output.close();
  }
}

/** Reads keys where a person can press some, until the function that is returned is called. */
async function withKeys(
  { targets = [], targetsFile = [], excludeFile = [], dryRun, explainBpf }: ScanCommandOptions,
  console: Console,
  output: ScanOutput,
  control: SurveyControl,
): Promise<() => void> {
  const readsStdin = [...targets, ...targetsFile, ...excludeFile].includes('-');
  const terminal = dryRun || explainBpf ? null : await console.keys?.(readsStdin);
  if (terminal == null) return () => {};
  return (await import('../keys.ts')).readKeys(terminal, { control, ...output });
}

async function runScan(
  options: ScanCommandOptions,
  plainOutput: Output,
  output: ScanOutput,
  kept: Kept,
  world: ScanWorld,
  interruption: Interruption,
  control: SurveyControl,
  argv: readonly string[],
  resumed: ScanJournal | null,
  keep: (plan: SurveyPlan) => ScanJournal | null,
): Promise<number> {
  for (const name of options.unknownVariables) output.note(`${name} is set but is no option: ignored`);
  for (const note of options.notes) output.note(note);
  const sendsNothing = options.explainBpf || options.dryRun || options.list;
  let plan: SurveyPlan;
  try {
    plan = await planSurvey(options, world, {
      signal: interruption.signal,
      sendsNothing,
      records: options.pcap !== undefined,
    });
    if (resumed !== null) plan = namedAsThen(plan, resumed.asked);
  } catch (error) {
    if (interruption.signal.aborted && !isForPeople(error)) return interruption.exitCode();
    throw error;
  }
  // In JSON they are lines as well.
  if (plan.notFound !== null) plainOutput.err(errorText(plan.notFound));
  for (const { code, text } of plan.notices) if (code !== 'N_HOST_NOT_FOUND') output.note(text);
  const scans = [...plan.scans.values()];
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
    return printOrder(scans, options.json, plainOutput, interruption);
  }
  if (options.verbose) for (const note of await planNotes(scans)) output.note(note);
  const journal = keep(plan);
  const follows = follow(plan, options, output, kept, world, interruption, control, argv, journal);
  return Promise.race([follows, interruption.stuck]);
}

/** Where nobody asked for one, a place that takes none is no reason not to scan. */
function journalFor(
  { journal, pcap }: ScanCommandOptions,
  plan: SurveyPlan,
  args: readonly string[],
  { journals }: ScanWorld,
  { environment }: Console,
  output: ScanOutput,
): ScanJournal | null {
  if (journal === false || pcap !== undefined) return null;
  const asked = askedOf(plan, args, environment);
  if (typeof journal === 'string') return beginIn(resolve(journal), asked);
  if (journals === undefined) return null;
  try {
    return beginNumbered(journals, asked);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    output.note(`no journal is kept, so this scan cannot be gone on with: ${reason}`);
    return null;
  }
}

/** Takes all lines. What was found is shown also when the survey fails half-way. */
async function follow(
  plan: SurveyPlan,
  options: ScanCommandOptions,
  output: ScanOutput,
  kept: Kept,
  world: ScanWorld,
  interruption: Interruption,
  control: SurveyControl,
  argv: readonly string[],
  journal: ScanJournal | null,
): Promise<number> {
  let end: End | null = null;
  const { pcap, reports: wanted } = options;
  const picture = output.picture;
  const reports = await openReports(
    wanted,
    options.appendOutput,
    { onlyOpen: options.open, fields: options.fields, picture },
    output.screen,
  );
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

async function printOrder(
  scans: readonly ScanPlan[],
  json: boolean,
  output: Output,
  interruption: Interruption,
): Promise<number> {
  const { dryRun } = await import('../../scan/order/dry-run.ts');
  let text = '';
  for (const { spec } of scans) {
    const line = orderLine(spec.probe, json, scans.length > 1);
    for (const [address, port] of dryRun(spec)) {
      text += line(formatIpv4(address), port);
      if (text.length < CHUNK_LENGTH) continue;
      output.out(text);
      text = '';
      await setImmediate(); // lets Ctrl-C through
      if (interruption.signal.aborted) return interruption.exitCode();
    }
  }
  output.out(text);
  return EXIT.finished;
}

/** `several`: probes of several protocols follow one another, and each line says its own. */
function orderLine(probe: ProbeName, json: boolean, several: boolean): (ip: string, port: number) => string {
  const { port: asked, upBy } = PROBES[probe].meaning;
  if (upBy !== undefined) return (ip, way) => wayLine(ip, way, json);
  const proto = asked?.proto ?? probe;
  if (json) return (ip, port) => jsonLine({ type: 'probe', ip, proto, ...(asked === null ? {} : { port }) });
  if (asked === null) return (ip) => `${ip}\n`;
  return several ? (ip, port) => `${ip}:${port}/${proto}\n` : (ip, port) => `${ip}:${port}\n`;
}

/** Hosts are asked in many ways. */
function wayLine(ip: string, way: number, json: boolean): string {
  const { proto, port } = protocolOf(way);
  if (json) return jsonLine({ type: 'probe', ip, proto, ...(port === null ? {} : { port }) });
  return port === null ? `${ip}/${proto}\n` : `${ip}:${port}/${proto}\n`;
}
