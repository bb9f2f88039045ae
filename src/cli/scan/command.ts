// `portolan scan`.
import { setImmediate } from 'node:timers/promises';
import type { End, Line, StartLine } from '../../finding/finding.ts';
import { stageLines } from '../../finding/stage.ts';
import { createTimeStamp } from '../../finding/stamp.ts';
import { startLine } from '../../finding/start.ts';
import { createSums } from '../../finding/sums.ts';
import { counted } from '../../report/format.ts';
import { jsonLine, loadJsonSchema } from '../../report/json-lines.ts';
import { MEANING } from '../../scan/book/meaning.ts';
import type { ScanSpec } from '../../scan/spec.ts';
import { countFlat, flatten } from '../../target/flat-ranges.ts';
import type { GivenNames } from '../../target/name-targets.ts';
import { rangeWords } from '../../target/range-words.ts';
import { count } from '../../target/ranges.ts';
import { formatIpv4, parseIpv4 } from '../../wire/address.ts';
import { type Console, realConsole } from '../console.ts';
import { CliError, EXIT, errorText, isForPeople } from '../errors.ts';
import { catchSignals, type Interruption } from '../interruption.ts';
import { ClosedPipeError, type Output } from '../output.ts';
import { namingRecording, openRecording } from '../recording.ts';
import { version } from '../version.ts';
import { parseScanOptions, type ScanCommandOptions } from './options.ts';
import { createScanOutput, type ScanOutput } from './output.ts';
import { type ScanRequest, scanRequest } from './request.ts';
import type { ScanWorld } from './world.ts';

/** Text of a dry run that is written at once. */
const CHUNK_LENGTH = 65_536;

/** Runs the command; returns its exit code. Throws errors for people, and ClosedPipeError. */
export async function scanCommand(
  args: readonly string[],
  loadWorld: () => Promise<ScanWorld>,
  console: Console = realConsole(),
): Promise<number> {
  const options = parseScanOptions(args, console.environment);
  if ('help' in options) {
    console.output.out(options.help);
    return EXIT.finished;
  }
  if (options.jsonSchema) {
    console.output.out(`${JSON.stringify(await loadJsonSchema(), null, 2)}\n`);
    return EXIT.finished;
  }
  const output = createScanOutput(options, console);
  const interruption = catchSignals({
    ...output,
    onStop: () => output.note('stopping; what was found follows (once more to stop at once)'),
  });
  try {
    const world = await loadWorld();
    return await runScan(['scan', ...args], options, console.output, output, world, interruption);
  } finally {
    interruption.release();
    output.close();
  }
}

async function runScan(
  argv: readonly string[],
  options: ScanCommandOptions,
  plainOutput: Output,
  output: ScanOutput,
  world: ScanWorld,
  interruption: Interruption,
): Promise<number> {
  for (const name of options.unknownVariables) output.note(`${name} is set but is no option: ignored`);
  let request: ScanRequest;
  try {
    request = await scanRequest(options, world, interruption.signal);
  } catch (error) {
    if (interruption.signal.aborted && !isForPeople(error)) return interruption.exitCode();
    throw error;
  }
  for (const note of request.notes) output.note(note);
  if (request.notFound !== null) plainOutput.err(errorText(request.notFound));
  if (options.explainBpf) {
    const { explainBpf } = await import('../../scan/kernel/explain.ts');
    plainOutput.out(explainBpf(request.spec));
    return EXIT.finished;
  }
  const beginning = beginningOf(argv, request.spec);
  if (options.json) output.take(beginning);
  if (options.dryRun) return printOrder(request.spec, options.json, plainOutput, interruption);
  if (options.verbose) for (const note of await plan(options, request)) output.note(note);
  return Promise.race([follow(request, output, world, interruption, options), interruption.stuck]);
}

const timeStamp = createTimeStamp();

function beginningOf(argv: readonly string[], { targets, seed, engine, probe }: ScanSpec): StartLine {
  const flat = flatten(targets);
  const listed = { targets: rangeWords(flat), targetCount: flat.length / 2 };
  return startLine({ version: version(), argv, ...listed, stages: [probe], seed, engine, time: timeStamp() });
}

/** Takes all findings. What was found is shown also when the scan fails half-way. */
async function follow(
  { spec, names, notFound }: ScanRequest,
  output: ScanOutput,
  world: ScanWorld,
  interruption: Interruption,
  options: ScanCommandOptions,
): Promise<number> {
  let end: End | null = null;
  using recording = options.pcap === undefined ? null : openRecording(options.pcap);
  const { signal } = interruption;
  const control = { signal, ...(recording === null ? {} : { recordTo: recording.descriptor }) };
  // A person has read it.
  if (notFound !== null && options.json) {
    output.take({ type: 'notice', code: 'N_HOST_NOT_FOUND', text: notFound.message, time: timeStamp() });
  }
  const sums = createSums(1);
  try {
    const probe = spec.engine === 'connect' ? 'connect' : spec.probe;
    for await (const line of stageLines(world.scan(spec, control), { stage: spec.probe, probe }, timeStamp)) {
      interruption.heard();
      sums.take(line);
      output.take(withName(line, names));
    }
    end = sums.end(timeStamp());
    if (end !== null) output.take(end);
  } catch (error) {
    if (!(error instanceof ClosedPipeError)) output.finish();
    throw namingRecording(options.pcap, error);
  }
  output.finish();
  if (end === null) {
    throw new CliError('E_ENGINE_DIED', 'the scan ended without saying how complete it is; what was found is above');
  }
  return end.interrupted ? interruption.exitCode() : EXIT.finished;
}

/** The names that a person gave for an address go with the host. */
function withName(line: Line, names: GivenNames): Line {
  if (line.type !== 'host') return line;
  const given = names.get(parseIpv4(line.ip) ?? -1);
  if (given === undefined) return line;
  return { ...line, names: [...(line.names ?? []), ...given.map((name) => ({ name, source: 'target' }))] };
}

const HOST_PROBE: Readonly<Record<string, string>> = { icmp: 'ICMP echo', arp: 'ARP' };

async function plan(options: ScanCommandOptions, { spec, choice }: ScanRequest): Promise<string[]> {
  const [addresses, ports] = [countFlat(flatten(spec.targets)), count(spec.ports)];
  const { port } = MEANING[spec.probe];
  const each =
    port === null ? `by ${HOST_PROBE[spec.probe]}` : `${counted(ports, `${port.proto.toUpperCase()} port`)} each`;
  const scale = `${counted(addresses, 'address', 'addresses')}, ${each}, ${counted(addresses * ports, 'probe')}`;
  const notes = [
    `asking ${scale}; the seed is ${spec.seed}`,
    ...(choice.engine === 'connect' ? [] : [await memoryNote(spec, addresses, ports)]),
    `${choice.engine === 'auto' ? 'kernel or raw' : choice.engine} engine: ${choice.why}`,
  ];
  if (options.timing !== undefined && options.timing > 2) {
    notes.push(`-T${options.timing} changes nothing: the pace is measured, whatever the network`);
  }
  return notes;
}

/** Before it is known who is there, and how many ways lead to them. */
async function memoryNote({ targets, ledgerLimit }: ScanSpec, hosts: number, ports: number): Promise<string> {
  const { planMemory } = await import('../../scan/state/memory-plan.ts');
  const { wanted, bytes, ledgerWords } = planMemory(
    { hosts, ports, segments: flatten(targets).length / 2 },
    ledgerLimit,
  );
  const limit = `of the ${megabytes(ledgerLimit)} it may`;
  if (ledgerWords > 0) return `the scan takes ${megabytes(wanted)} ${limit}, fewer where hosts are absent`;
  return `to remember every probe the scan would take ${megabytes(wanted)} ${limit}: it takes ${megabytes(bytes)}, where not enough hosts are absent`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0)} MB`;
}

async function printOrder(spec: ScanSpec, json: boolean, output: Output, interruption: Interruption): Promise<number> {
  const { dryRun } = await import('../../scan/order/dry-run.ts');
  const meaning = MEANING[spec.probe];
  let text = '';
  for (const [address, port] of dryRun(spec)) {
    const ip = formatIpv4(address);
    const proto = meaning.port?.proto ?? spec.probe;
    if (meaning.port === null) text += json ? jsonLine({ type: 'probe', ip, proto }) : `${ip}\n`;
    else text += json ? jsonLine({ type: 'probe', ip, proto, port }) : `${ip}:${port}\n`;
    if (text.length >= CHUNK_LENGTH) {
      output.out(text);
      text = '';
      await setImmediate(); // lets Ctrl-C through
      if (interruption.signal.aborted) return interruption.exitCode();
    }
  }
  output.out(text);
  return EXIT.finished;
}
