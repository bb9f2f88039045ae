// The command line of `portolan ping`: its options, their help, and the environment.
import { Command, Option } from 'commander';
import type { PingMethod } from '../../ping/types.ts';
import { addOptions, type Environment, HELP_CONFIGURATION, type HelpAsked, readArguments } from '../command-line.ts';
import { environmentName, isSet, unknownVariables } from '../environment.ts';
import { usageError } from '../errors.ts';
import { PING_COMMAND_HABITS } from '../habits/ping-habits.ts';
import * as values from '../option-values.ts';
import { PING_HELP_AFTER } from './help.data.ts';

/** What was asked for, as given; what it means together is request.ts's. */
export interface PingCommandOptions {
  readonly targets: readonly string[];
  readonly targetsFile: readonly string[];
  readonly exclude: readonly string[];
  readonly excludeFile: readonly string[];
  readonly port?: string;
  readonly allAddresses: boolean;
  readonly authorized: boolean;
  readonly method: PingMethod;
  readonly bare: boolean;
  /** TCP flag bits (wire/tcp.ts). */
  readonly flags?: number;
  readonly ttl?: number;
  readonly tos?: number;
  readonly df: boolean;
  readonly payloadSize?: number;
  readonly data?: Uint8Array;
  readonly interface?: string;
  /** An unsigned 32-bit number. */
  readonly source?: number;
  /** 0: endless. */
  readonly count?: number;
  /** Milliseconds. */
  readonly interval: number;
  /** Milliseconds. */
  readonly timeout: number;
  /** Frames a second over all targets. */
  readonly rate?: number;
  readonly format: 'text' | 'json' | 'csv';
  readonly jsonSchema: boolean;
  readonly histogram: boolean;
  readonly pcap?: string;
  readonly verbose: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
  /** What a person should know of how the command line was read. */
  readonly notes: readonly string[];
  /** Environment variables that look like options and are none. */
  readonly unknownVariables: readonly string[];
}

const COUNT_MAX = 1_000_000_000;
const RATE_MAX = 100_000_000;
const INTERVAL_MS = 1000;
const TIMEOUT_MS = 2000;

/** Options that add to what the environment says instead of replacing it. */
const ADDED_UP = ['exclude', 'exclude-file'];
/** PORTOLAN_UDP says which ports a scan asks. */
const OF_SCANS = ['udp'];

const METHODS = ['icmp', 'udp', 'arp', 'connect'] as const;
const FORMATS = ['json', 'csv'] as const;
/** With which methods an option has a meaning; those not named here have one with all. */
const MEANT_FOR: Readonly<Record<string, readonly PingMethod[]>> = {
  port: ['tcp', 'udp', 'connect'],
  bare: ['tcp'],
  flags: ['tcp'],
  ttl: ['tcp', 'icmp', 'udp'],
  tos: ['tcp', 'icmp', 'udp'],
  df: ['tcp', 'icmp', 'udp'],
  payloadSize: ['tcp', 'icmp', 'udp'],
  data: ['tcp', 'icmp', 'udp'],
  pcap: ['tcp', 'icmp', 'udp', 'arp'],
};

/** Reads arguments and environment. Throws usage errors that name what is wrong. */
export function parsePingOptions(args: readonly string[], environment: Environment): PingCommandOptions | HelpAsked {
  const command = pingCommandLine(environment);
  const notes: string[] = [];
  const help = readArguments(command, args, PING_COMMAND_HABITS, (text) => notes.push(text));
  if (help !== null) return help;
  return settle(command, environment, notes);
}

/** What commander gathered, with the choices that command line and environment make together. */
function settle(command: Command, environment: Environment, notes: readonly string[]): PingCommandOptions {
  const options = command.opts();
  const given = (name: string): boolean => command.getOptionValueSource(name) === 'cli';
  const method = oneOf(METHODS, options, given) ?? 'tcp';
  const format = oneOf(FORMATS, options, given) ?? 'text';
  if (given('data') && given('payloadSize'))
    throw usageError('--data and --payload-size each make the payload: give one of them');
  if (given('data')) delete options.payloadSize;
  if (given('payloadSize')) delete options.data;
  for (const [name, methods] of Object.entries(MEANT_FOR)) {
    if (methods.includes(method)) continue;
    if (given(name))
      throw usageError(`${optionOf(command, name)} has no meaning with ${methodName(method)}: leave one of them out`);
    delete options[name];
  }
  if (given('source') && command.args.length === 0 && (options.targetsFile ?? []).length === 0) {
    throw usageError(
      "no host to ask: -S names the address of this machine to send from; for hping3's -S, a SYN, leave it out: it is what is sent",
      'E_NO_TARGETS',
    );
  }
  if (command.args.length > 0 && !given('targetsFile')) delete options.targetsFile;
  // Exclusions of the environment hold beside those of the command line.
  const [exclude, excludeFile] = ADDED_UP.map((name) => environment[environmentName(name)]);
  if (isSet(exclude)) options.exclude = values.gatheredTargets(exclude, options.exclude);
  if (isSet(excludeFile)) options.excludeFile = values.gatheredLines(excludeFile, options.excludeFile);
  const { port, flags, ttl, tos, payloadSize, data, interface: interfaceName, source, count, rate, pcap } = options;
  return {
    targets: command.args,
    targetsFile: options.targetsFile ?? [],
    exclude: options.exclude ?? [],
    excludeFile: options.excludeFile ?? [],
    port,
    allAddresses: options.allAddresses ?? false,
    authorized: options.authorized ?? false,
    method,
    bare: options.bare ?? false,
    flags,
    ttl,
    tos,
    df: options.df ?? false,
    payloadSize,
    data,
    interface: interfaceName,
    source,
    count,
    interval: options.interval ?? INTERVAL_MS,
    timeout: options.timeout ?? TIMEOUT_MS,
    rate,
    format,
    jsonSchema: options.jsonSchema ?? false,
    histogram: options.histogram ?? false,
    pcap,
    verbose: options.verbose ?? false,
    quiet: options.quiet ?? false,
    color: options.color ?? true,
    notes,
    unknownVariables: unknownVariables(
      environment,
      command.options.map((option) => option.name()),
    ),
  };
}

/** The one that was chosen; the command line wins over the environment. Throws where there are several. */
function oneOf<T extends string>(
  names: readonly T[],
  options: Readonly<Record<string, unknown>>,
  given: (name: string) => boolean,
): T | undefined {
  const onCommandLine = names.filter(given);
  const chosen = onCommandLine.length > 0 ? onCommandLine : names.filter((name) => options[name] === true);
  if (chosen.length > 1)
    throw usageError(`${chosen.map((name) => `--${name}`).join(' and ')} exclude each other: give one of them`);
  return chosen[0];
}

function optionOf(command: Command, name: string): string {
  const option = command.options.find((each) => each.attributeName() === name);
  return option?.short ?? option?.long ?? name;
}

function methodName(method: PingMethod): string {
  return method === 'tcp' ? 'TCP' : `--${method}`;
}

export function pingCommandLine(environment: Environment): Command {
  const command = new Command('portolan ping')
    .usage('[options] HOST...')
    .description('Asks hosts again and again whether they answer, and how long that takes: half-open TCP by default.')
    .argument('[hosts...]', 'names, addresses; - reads them from stdin; see below')
    .configureHelp(HELP_CONFIGURATION)
    .addHelpText('after', PING_HELP_AFTER);
  const add = (group: string, ...options: Option[]): void =>
    addOptions(command, environment, group, options, [...ADDED_UP, ...OF_SCANS]);
  add(
    'Whom to ask',
    new Option('-p, --port <list>', 'ports: 443, 80,8000-8003; each is a target; default: 443, with --udp 33434'),
    new Option('--targets-file <file>', 'hosts from a file, - is stdin; may be given again').argParser(values.gathered),
    new Option('--exclude <targets>', 'never ask these; may be given again, or with commas between').argParser(
      values.gatheredTargets,
    ),
    new Option('--exclude-file <file>', 'never ask those in a file; may be given again').argParser(values.gathered),
    new Option('-4, --ipv4', 'accepted: only IPv4 is asked so far'),
    new Option('--all-addresses', 'every address of a name; default: the first one'),
    new Option('--authorized', 'I may ask more than 256 public addresses'),
  );
  add(
    'What to send',
    new Option('--icmp', 'ICMP echo requests'),
    new Option('--udp', 'UDP datagrams'),
    new Option('--arp', 'ARP requests, on the own link'),
    new Option('--connect', 'full TCP connections: needs no privilege'),
    new Option('--flags <letters>', 'TCP flags: letters of F S R P A U E C; default: S').argParser(values.tcpFlags),
    new Option('--bare', 'a SYN of 40 bytes; default: with the options that a modern client sends'),
    new Option('--ttl <n>', 'time to live; default: 64').argParser(values.wholeNumber(1, 255)),
    new Option('--tos <n>', 'type of service: 184, 0xb8; default: 0').argParser(values.byte),
    new Option('--df', 'do not fragment'),
    new Option('--data <text>', 'payload: text, or bytes as hex:0a1b').argParser(values.data),
    new Option('--payload-size <n>', 'payload: n bytes, counting up from 0').argParser(values.dataSize),
    new Option('-e, --interface <name>', 'send through this interface').argParser(values.plainText),
    new Option('-S, --source <address>', 'send from this address of ours').argParser(values.ipv4Address),
  );
  add(
    'How often',
    new Option('-c, --count <n>', 'probes to each target, 0: until interrupted; default: 4, on a terminal 0').argParser(
      values.wholeNumber(0, COUNT_MAX),
    ),
    new Option('-i, --interval <time>', 'between two probes to a target: seconds, or 200ms; default: 1s').argParser(
      values.duration('100us', '1440min'),
    ),
    new Option('--timeout <time>', 'an answer that comes later is late; default: 2s').argParser(
      values.duration('1ms', '60min'),
    ),
    new Option('--rate <n>', 'never more than n probes a second (500, 10k), over all targets').argParser(
      values.rate(RATE_MAX),
    ),
  );
  add(
    'What to show',
    new Option('--json', 'results as JSON lines'),
    new Option('--json-schema', 'print the schema of these lines'),
    new Option('--csv', 'results as CSV with a header; with -q one line a target'),
    new Option('--histogram', 'how the round-trip times are spread, at the end'),
    new Option('--pcap <file>', 'record what is sent and received (pcapng, for Wireshark)').argParser(values.plainText),
    new Option('-v, --verbose', 'more: reasons, and every answer that does not count'),
    new Option('-q, --quiet', 'only the summary'),
    new Option('--no-color', 'no colours'),
  );
  return command.addHelpOption(new Option('-h, --help', 'print this text').helpGroup('What to show:'));
}
