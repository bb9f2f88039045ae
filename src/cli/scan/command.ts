// `portolan scan`.
import { setImmediate } from 'node:timers/promises';
import type { End } from '../../finding/finding.ts';
import { createTimeStamp } from '../../finding/stamp.ts';
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
import { EXIT, errorText, isForPeople } from '../errors.ts';
import { catchSignals, type Interruption } from '../interruption.ts';
import { ClosedPipeError, type Output } from '../output.ts';
import { namingRecording, openRecording } from '../recording.ts';
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
): Promise<number> {
  const options = await unlessText(parseScanOptions(args, console.environment), console.output);
  if (options === null) return EXIT.finished;
  const output = createScanOutput(options, console);
  const interruption = catchSignals({
    ...output,
    onStop: () => output.note('stopping; what was found follows (once more to stop at once)'),
  });
  let letGo = (): void => {};
  try {
    const world = await loadWorld();
    const control = createSurveyControl();
    letGo = await withKeys(options, console, output, control);
    const argv = ['scan', ...withoutSecrets(args)];
    return await runScan(options, console.output, output, world, interruption, control, argv);
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
  world: ScanWorld,
  interruption: Interruption,
  control: SurveyControl,
  argv: readonly string[],
): Promise<number> {
  for (const name of options.unknownVariables) output.note(`${name} is set but is no option: ignored`);
  const sendsNothing = options.explainBpf || options.dryRun;
  let plan: SurveyPlan;
  try {
    plan = await planSurvey(options, world, {
      signal: interruption.signal,
      sendsNothing,
      records: options.pcap !== undefined,
    });
  } catch (error) {
    if (interruption.signal.aborted && !isForPeople(error)) return interruption.exitCode();
    throw error;
  }
  // In JSON they are lines as well.
  if (plan.notFound !== null) plainOutput.err(errorText(plan.notFound));
  for (const { code, text } of plan.notices) if (code !== 'N_HOST_NOT_FOUND') output.note(text);
  const scans = [...plan.scans.values()];
  if (options.explainBpf) {
    const { explainBpf } = await import('../../scan/kernel/explain.ts');
    plainOutput.out(scans.map(({ spec }) => explainBpf(spec)).join('\n'));
    return EXIT.finished;
  }
  if (options.dryRun) {
    if (options.json) output.take(beginning(plan, argv, createTimeStamp()()));
    return printOrder(scans, options.json, plainOutput, interruption);
  }
  if (options.verbose) for (const note of await planNotes(scans, options.timing)) output.note(note);
  return Promise.race([follow(plan, options, output, world, interruption, control, argv), interruption.stuck]);
}

/** Takes all lines. What was found is shown also when the survey fails half-way. */
async function follow(
  plan: SurveyPlan,
  { json, pcap }: ScanCommandOptions,
  output: ScanOutput,
  world: ScanWorld,
  interruption: Interruption,
  control: SurveyControl,
  argv: readonly string[],
): Promise<number> {
  let end: End | null = null;
  using recording = pcap === undefined ? null : openRecording(pcap);
  const engine = await world.openEngine();
  const { recogniser, lookups } = world;
  const { signal } = interruption;
  const options = { signal, recogniser, lookups, recordTo: recording?.descriptor, control, argv };
  try {
    for await (const line of runSurvey(plan, engine, options)) {
      interruption.heard();
      // What the plan has to say a person has read.
      if (json || line.type !== 'notice' || line.stage !== undefined) output.take(line);
      if (line.type === 'end') end = line;
    }
    output.finish(await loadTable(output));
  } catch (error) {
    if (!(error instanceof ClosedPipeError)) output.finish(await loadTable(output));
    throw namingRecording(pcap, error);
  } finally {
    await engine.close();
  }
  if (end?.interrupted) return interruption.exitCode();
  return end?.failedStages === undefined ? EXIT.finished : EXIT.failed;
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
