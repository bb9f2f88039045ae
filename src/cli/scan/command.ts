// `portolan scan`.
import { setImmediate } from 'node:timers/promises';
import type { Finding } from '../../finding/finding.ts';
import { counted } from '../../report/format.ts';
import { jsonLine } from '../../report/json-lines.ts';
import { MEANING } from '../../scan/book/meaning.ts';
import type { ScanSpec } from '../../scan/spec.ts';
import { countFlat, flatten } from '../../target/flat-ranges.ts';
import type { GivenNames } from '../../target/name-targets.ts';
import { count } from '../../target/ranges.ts';
import { formatIpv4, parseIpv4 } from '../../wire/address.ts';
import { type Console, realConsole } from '../console.ts';
import { CliError, EXIT, errorText, isForPeople } from '../errors.ts';
import { catchSignals, type Interruption } from '../interruption.ts';
import { ClosedPipeError, type Output } from '../output.ts';
import { namingRecording, openRecording } from '../recording.ts';
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
    const { SCHEMA } = await import('../../report/schema.data.ts');
    console.output.out(`${JSON.stringify(SCHEMA, null, 2)}\n`);
    return EXIT.finished;
  }
  const output = createScanOutput(options, console);
  const interruption = catchSignals({
    ...output,
    onStop: () => output.note('stopping; what was found follows (once more to stop at once)'),
  });
  try {
    const world = await loadWorld();
    return await runScan(options, console.output, output, world, interruption);
  } finally {
    interruption.release();
    output.close();
  }
}

async function runScan(
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
  if (options.dryRun) return printOrder(request.spec, options.json, plainOutput, interruption);
  if (options.verbose) for (const note of await plan(options, request)) output.note(note);
  return Promise.race([follow(request, output, world, interruption, options), interruption.stuck]);
}

/** Takes all findings. What was found is shown also when the scan fails half-way. */
async function follow(
  { spec, names, notFound }: ScanRequest,
  output: ScanOutput,
  world: ScanWorld,
  interruption: Interruption,
  options: ScanCommandOptions,
): Promise<number> {
  let interrupted: boolean | null = null;
  using recording = options.pcap === undefined ? null : openRecording(options.pcap);
  const { signal } = interruption;
  const control = { signal, ...(recording === null ? {} : { recordTo: recording.descriptor }) };
  // A person has read it.
  if (notFound !== null && options.json)
    output.take({ type: 'notice', code: 'N_HOST_NOT_FOUND', text: notFound.message });
  try {
    for await (const finding of world.scan(spec, control)) {
      interruption.heard();
      output.take(withName(finding, names));
      if (finding.type === 'end') interrupted = finding.interrupted;
    }
  } catch (error) {
    if (!(error instanceof ClosedPipeError)) output.finish();
    throw namingRecording(options.pcap, error);
  }
  output.finish();
  if (interrupted === null) {
    throw new CliError('E_ENGINE_DIED', 'the scan ended without saying how complete it is; what was found is above');
  }
  return interrupted ? interruption.exitCode() : EXIT.finished;
}

/** The names that a person gave for an address go with the host. */
function withName(finding: Finding, names: GivenNames): Finding {
  if (finding.type !== 'host') return finding;
  const given = names.get(parseIpv4(finding.ip) ?? -1);
  if (given === undefined) return finding;
  return { ...finding, names: [...(finding.names ?? []), ...given.map((name) => ({ name, source: 'target' }))] };
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
