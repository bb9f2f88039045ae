// `portolan identify`: what single open ports are for, without a scan and without rights.
import { createInterface } from 'node:readline';
import { Command, Option } from 'commander';
import type { Line } from '../../finding/finding.ts';
import { createTimeStamp, type StageLine } from '../../finding/stamp.ts';
import { startLine } from '../../finding/start.ts';
import type { Found } from '../../service/crowd.ts';
import { createInquiry } from '../../service/inquiry.ts';
import type { Recognise } from '../../service/recognise/recognise.ts';
import { version } from '../../survey/version.ts';
import { readFingerprints } from '../../survey/world/recog.ts';
import type { ResolveTargetsOptions } from '../../target/targets.ts';
import { addOptions, HELP_CONFIGURATION, readArguments } from '../command-line.ts';
import { type Console, realConsole } from '../console.ts';
import { isSet } from '../environment.ts';
import { EXIT, usageError } from '../errors.ts';
import { SCAN_HABITS } from '../habits/scan-habits.ts';
import { IDENTIFY_HELP_AFTER } from '../help.data.ts';
import { catchSignals } from '../interruption.ts';
import * as values from '../option-values.ts';
import { loadFrugalRecogniser } from '../recogniser.ts';
import { createScanOutput } from '../scan/output.ts';
import { loadTable } from '../scan/table.ts';
import { withoutSecrets } from '../secrets.ts';
import { endpointsOf } from './endpoints.ts';
import { distinct, type NamedPort, portsOfLine, portsOfWord } from './ports.ts';

export interface IdentifyWorld {
  readonly recogniser: (snmpCommunity?: readonly string[]) => Promise<Recognise>;
  readonly lookup?: ResolveTargetsOptions['lookup'];
  readonly lines: () => AsyncIterable<string>;
}

const STAGE = 'services';

export function realIdentifyWorld(): IdentifyWorld {
  return { recogniser: loadFrugalRecogniser, lines: () => createInterface({ input: process.stdin }) };
}

/** Runs the command; returns its exit code. Throws errors for people. */
export async function identifyCommand(
  args: readonly string[],
  world: IdentifyWorld = realIdentifyWorld(),
  console: Console = realConsole(),
): Promise<number> {
  const command = commandLine(console.environment);
  const help = readArguments(command, args, SCAN_HABITS);
  if (help !== null) {
    console.output.out(help.help);
    return EXIT.finished;
  }
  const options = command.opts();
  // Exclusions of the environment hold beside those of the command line.
  const { PORTOLAN_EXCLUDE: excluded } = console.environment;
  if (isSet(excluded)) options.exclude = values.gatheredTargets(excluded, options.exclude);
  const shown = { json: false, quiet: false, verbose: false, color: true, evidence: false, ...options };
  const output = createScanOutput({ ...shown, open: false, compact: false, probes: ['syn'] }, console);
  const interruption = catchSignals({ ...output, onStop: () => output.note('stopping; what was found follows') });
  const { signal } = interruption;
  try {
    const given = distinct(await namedPorts(command.args, world));
    if (given.length === 0) throw usageError('no port is given: portolan identify HOST:PORT... (--help has more)');
    const endpoints = await endpointsOf(given, options, { signal, lookup: world.lookup }, output.note);
    const time = createTimeStamp();
    const begin = performance.now();
    const recognise = await recogniserWith(options, world, output.note);
    const take = (line: Line): void => {
      interruption.heard();
      output.take(line);
    };
    let [closed, asked, recognised] = [0, 0, 0];
    const before = (found: Found, isOpen: boolean): readonly StageLine[] => {
      if (isOpen) return [openPort(found, time())];
      closed++;
      if (!signal.aborted) output.note(refusalOf(found));
      return [];
    };
    const { serviceIntensity: intensity, rate } = options as { serviceIntensity?: number; rate?: number };
    const about = { stage: STAGE, time, evidence: shown.evidence, before };
    const inquiry = createInquiry({ recognise, signal, intensity, rate, ...about });
    const targets = [...new Set(endpoints.map(({ ip }) => ip))];
    const what = {
      version: version(),
      argv: ['identify', ...withoutSecrets(args)],
      targets,
      targetCount: targets.length,
    };
    take(startLine({ ...what, stages: [STAGE], seed: '', engine: 'connect', time: time() }));
    for (const endpoint of endpoints) inquiry.add(endpoint);
    for await (const line of inquiry.rest()) {
      if (line.type === 'service') asked++;
      if (line.type === 'service' && line.service !== 'unknown') recognised++;
      take(line);
    }
    const services = { asked, recognised, elapsedMs: Math.round(performance.now() - begin) };
    take({ type: 'phase-end', stage: STAGE, services, time: time() });
    output.finish(await loadTable(output));
    if (signal.aborted) return interruption.exitCode();
    return closed === endpoints.length ? EXIT.failed : EXIT.finished;
  } finally {
    interruption.release();
    output.close();
  }
}

function openPort({ endpoint: { ip, proto, port } }: Found, time: Line['time']): StageLine {
  const how =
    proto === 'udp'
      ? ({ reason: 'udp-response', probe: 'udp' } as const)
      : ({ reason: 'connected', probe: 'connect' } as const);
  return { type: 'port', ip, proto, port, state: 'open', ...how, stage: STAGE, time };
}

/** With the fingerprints of a folder, where one was given. */
async function recogniserWith(
  { recog, snmpCommunity }: { readonly recog?: string; readonly snmpCommunity?: readonly string[] },
  world: IdentifyWorld,
  note: (text: string) => void,
): Promise<Recognise> {
  const { book, notices } = await readFingerprints({ recog });
  for (const { text } of notices) note(text);
  const known = await world.recogniser(snmpCommunity);
  return book === null ? known : (await import('../../service/recog/with-recog.ts')).withRecog(known, book);
}

function refusalOf({ endpoint: { ip, port, proto }, recognised: { failure } }: Found): string {
  const what = proto === 'udp' ? `${ip}:${port}/udp` : `${ip}:${port}`;
  if (failure === 'ECONNREFUSED') return `${what} is closed`;
  return failure === undefined ? `${what} stays silent` : `${what} cannot be connected to (${failure})`;
}

async function namedPorts(words: readonly string[], { lines }: IdentifyWorld): Promise<NamedPort[]> {
  const ports: NamedPort[] = [];
  for (const word of words) {
    if (word !== '-') {
      ports.push(...portsOfWord(word, ''));
      continue;
    }
    let number = 0;
    for await (const line of lines()) ports.push(...portsOfLine(line, ` (stdin, line ${++number})`));
  }
  return ports;
}

function commandLine(environment: Console['environment']): Command {
  const command = new Command('portolan identify')
    .usage('[options] HOST:PORT...')
    .description('Finds out what open ports are for: service, product and version, and what that rests on.')
    .argument('[ports...]', 'HOST:PORT, HOST:PORT/udp; - reads a list from stdin')
    .configureHelp(HELP_CONFIGURATION)
    .addHelpText('after', IDENTIFY_HELP_AFTER);
  addOptions(
    command,
    environment,
    'What to ask',
    [
      new Option('--service-intensity <n>', 'how much is tried: 0 (what the port suggests) to 9; default: 7').argParser(
        values.wholeNumber(0, 9),
      ),
      new Option('--recog <folder>', "read what ports say by Rapid7 recog's XML files too").argParser(values.plainText),
      new Option(
        '--snmp-community <names>',
        'ask SNMP agents in versions 1 and 2c with these too, in the clear: public,...; default: version 3 alone',
      ).argParser(values.communities),
      new Option('--rate <n>', 'begin no more than n ports a second').argParser(values.wholeNumber(1, 100_000)),
      new Option('--exclude <targets>', 'never ask these').argParser(values.gatheredTargets),
      new Option('--authorized', 'I may ask more than 256 public addresses'),
    ],
    ['exclude'],
  );
  addOptions(command, environment, 'What to show', [
    new Option('--evidence', 'what was said and what came back, as text and in hex (with --json: all of it)'),
    new Option('--json', 'results as JSON lines'),
    new Option('-v, --verbose', 'results as they are found'),
    new Option('-q, --quiet', 'nothing on stderr but errors'),
    new Option('--no-color', 'no colours'),
  ]);
  return command.addHelpOption(new Option('-h, --help', 'print this text').helpGroup('What to show:'));
}
