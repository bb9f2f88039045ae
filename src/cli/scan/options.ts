// The command line of `portolan scan`: its options, their help, and the environment.

import { Command, Option } from 'commander';
import { asksPorts } from '../../probe/meaning.ts';
import type { ProbeName } from '../../probe/probe-name.ts';
import { PROBES } from '../../probe/probes.ts';
import { portsOfTargets } from '../../survey/ports-beside.ts';
import { probesOf, type SurveyRequest } from '../../survey/request.ts';
import { addOptions, type Environment, HELP_CONFIGURATION, type HelpAsked, readArguments } from '../command-line.ts';
import { environmentName, isSet, unknownVariables } from '../environment.ts';
import { usageError } from '../errors.ts';
import { SCAN_HABITS } from '../habits/scan-habits.ts';
import { SCAN_HELP_AFTER } from '../help.data.ts';
import { type DbOption, dbOptions } from '../kept/open.ts';
import * as values from '../option-values.ts';
import { checkReports, fieldList, reportOption, type WantedReport } from '../reports/wanted.ts';
import { checkWatch, type WatchOptions, watchOptions } from '../watch/options.ts';
import { gatheredPorts, portList, udpPorts } from './port-values.ts';
import { probeNames } from './probe-names.ts';

/** What was asked for, as given: what is asked of the survey, and how it is shown. */
export interface ScanCommandOptions extends SurveyRequest, DbOption, WatchOptions {
  readonly probes: readonly ProbeName[];
  readonly timing?: number;
  /** Where to record what is sent and received. */
  readonly pcap?: string;
  /** The folder of its journal; true: the usual place; false: none. */
  readonly journal: string | boolean;
  readonly dryRun: boolean;
  readonly explainBpf: boolean;
  readonly json: boolean;
  readonly jsonSchema: boolean;
  /** What is written beside the table, or in its place. */
  readonly reports: readonly WantedReport[];
  /** Files of reports are added to, not replaced. */
  readonly appendOutput: boolean;
  /** Columns of CSV. */
  readonly fields?: readonly string[];
  readonly open: boolean;
  /** A host a line. */
  readonly compact: boolean;
  readonly verbose: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
  /** Only prints whom the scan would ask. */
  readonly list: boolean;
  /** What a person should know of how the command line was read. */
  readonly notes: readonly string[];
  /** Environment variables that look like options and are none. */
  readonly unknownVariables: readonly string[];
}

const RATE_MAX = 100_000_000;
const RETRIES_MAX = 100;
const GENERATORS_MAX = 8;
/** nmap's -T0 to -T2, in probes a second. */
const SLOW_RATES = [1, 1, 25];
/** Those that choose ports, as they are typed. */
const PORT_OPTIONS: Readonly<Record<string, string>> = {
  ports: '-p',
  topPorts: '--top-ports',
  fast: '-F',
  excludePorts: '--exclude-ports',
};
const SERVICE_OPTIONS = { serviceIntensity: '--service-intensity', recog: '--recog' };
/** Options that add to what the environment says instead of replacing it. */
const ADDED_UP = ['exclude', 'exclude-file'];

/** Reads arguments and environment. Throws usage errors (exit code 2) that name what is wrong. */
export function parseScanOptions(args: readonly string[], environment: Environment): ScanCommandOptions | HelpAsked {
  const command = scanCommandLine(environment);
  const notes: string[] = [];
  const help = readArguments(command, args, SCAN_HABITS, (text) => notes.push(text));
  if (help !== null) return help;
  return settle(command, environment, notes);
}

/** What commander gathered, with the choices that command line and environment make together. */
function settle(command: Command, environment: Environment, notes: string[]): ScanCommandOptions {
  const options = command.opts();
  const given = (name: string): boolean => command.getOptionValueSource(name) === 'cli';
  const portChoices = ['ports', 'topPorts', 'fast'];
  const chosen = portChoices.filter(given);
  if (!portChoices.some((name) => options[name] !== undefined) && options.probe === undefined) {
    const ports = portsOfTargets({ ...options, targets: command.args });
    if (ports !== null) options.ports = ports;
  }
  if (chosen.length > 1) throw usageError('-p, --top-ports and -F each choose the ports: give one of them');
  if (chosen.length === 1) for (const name of portChoices) if (name !== chosen[0]) delete options[name];
  const probes = probesOf({ ...options, probes: options.probe });
  if (!probes.some((probe) => asksPorts(PROBES[probe]))) {
    for (const [name, typed] of Object.entries(PORT_OPTIONS)) {
      if (given(name)) throw usageError(`${typed} has no meaning with --probe ${probes}: it asks hosts and no ports`);
      delete options[name]; // what the environment says of ports is for scans that ask some
    }
  }
  if (given('snmpCommunity') && !(probes.includes('udp') && (options.services ?? true))) {
    throw usageError(
      '--snmp-community has no meaning where no UDP port is asked what it is for (-sU, without --no-services)',
    );
  }
  if (given('services') && !options.services) {
    for (const [name, typed] of Object.entries(SERVICE_OPTIONS)) {
      if (given(name)) throw usageError(`${typed} has no meaning with --no-services: give one of them`);
    }
  }
  // Addresses in the environment are for scans that ask UDP.
  if (!probes.includes('udp') && !given('sources')) delete options.sources;
  // A limit in the environment is never raised by -T, only by --rate.
  const slow = SLOW_RATES[options.timing];
  if (slow !== undefined && !given('rate')) options.rate = Math.min(slow, options.rate ?? slow);
  if (given('timing')) notes.push(timingNote(options.timing, options.rate));
  // Targets on the command line are all the targets.
  if (command.args.length > 0 && !given('targetsFile')) delete options.targetsFile;
  const [exclude, excludeFile] = ADDED_UP.map((name) => environment[environmentName(name)]);
  if (isSet(exclude)) options.exclude = values.gatheredTargets(exclude, options.exclude);
  if (isSet(excludeFile)) options.excludeFile = values.gatheredLines(excludeFile, options.excludeFile);
  const reports = options.output ?? [];
  checkReports(reports, options.json ?? false);
  const names = command.options.map((option) => option.name());
  const { probe: _, output: __, numeric = false, ...others } = options;
  const settled: ScanCommandOptions = {
    targetsFile: [],
    exclude: [],
    excludeFile: [],
    ...others,
    targets: command.args,
    probes,
    fast: options.fast ?? false,
    engine: options.engine ?? 'auto',
    verbose: options.verbose ?? false,
    quiet: options.quiet ?? false,
    color: options.color ?? true,
    authorized: options.authorized ?? false,
    dryRun: options.dryRun ?? false,
    list: options.list ?? false,
    notes,
    explainBpf: options.explainBpf ?? false,
    json: options.json ?? false,
    jsonSchema: options.jsonSchema ?? false,
    journal: options.journal ?? true,
    reports,
    appendOutput: options.appendOutput ?? false,
    open: options.open ?? false,
    compact: options.compact ?? false,
    services: options.services ?? true,
    identity: options.identity ?? true,
    reverseDns: !numeric,
    discovery: options.discovery ?? true,
    evidence: options.evidence ?? false,
    unknownVariables: unknownVariables(environment, names),
  };
  checkWatch(settled, settled);
  return settled;
}

function timingNote(timing: number, rate: number | undefined): string {
  if (timing > 2) return `-T${timing} changes nothing: the pace is measured, whatever the network`;
  return `-T${timing}: at most ${rate} ${rate === 1 ? 'probe' : 'probes'} a second; --rate N sets another limit`;
}

export function scanCommandLine(environment: Environment): Command {
  const command = new Command('portolan scan')
    .usage('[options] [targets...]')
    .description('Finds every open port of the targets, or which of them are up, and says how complete the answer is.')
    .argument('[targets...]', 'addresses, networks, ranges, names; - reads them from stdin; see below')
    .configureHelp(HELP_CONFIGURATION)
    .addHelpText('after', SCAN_HELP_AFTER);
  const add = (group: string, ...options: Option[]): void => addOptions(command, environment, group, options, ADDED_UP);
  add(
    'What to scan',
    new Option(
      '--probe <names>',
      'syn (TCP, half-open), udp (-sU), or syn,udp; discover (-sn), icmp (echo), arp: only which hosts are up',
    ).argParser(probeNames),
    new Option(
      '-p, --ports <list>',
      '22,80-90,8000- ("-p-" is all), T:22,U:53, http,ssh; may be given again; default: all of TCP, known ones of UDP',
    ).argParser(gatheredPorts),
    new Option(
      '--udp <which>',
      'UDP ports: known (asked in their own language), all, none, or a list; default: known, none where -p chooses',
    ).argParser(udpPorts),
    new Option(
      '--decide <which>',
      'UDP ports of hosts that limit their refusals: fast (what they tell at once), all (at their pace); default: fast',
    ).choices(['fast', 'all']),
    new Option('--top-ports <n>', 'the n ports most often open').argParser(values.wholeNumber(1, 65_535)),
    new Option('-F, --fast', 'the 100 ports most often open'),
    new Option('--exclude-ports <list>', 'ports never to ask').argParser(portList),
    new Option('--targets-file <file>', 'targets from a file, - is stdin; may be given again').argParser(
      values.gathered,
    ),
    new Option('--exclude <targets>', 'never ask these; may be given again, or with commas between').argParser(
      values.gatheredTargets,
    ),
    new Option('--exclude-file <file>', 'never ask those in a file; may be given again').argParser(values.gathered),
    new Option('--authorized', 'I may scan more than 256 public addresses'),
  );
  add(
    'How to scan',
    new Option(
      '--rate <n>',
      'never more than n probes a second (500, 10k, 1.5M); default: what the network bears',
    ).argParser(values.rate(RATE_MAX)),
    new Option('--max-retries <n>', 'ask the silent again n times at the most; default: as the loss needs').argParser(
      values.wholeNumber(0, RETRIES_MAX),
    ),
    new Option(
      '--engine <name>',
      'kernel (the scan compiled into it), raw (raw sockets; -sS), connect (-sT), auto; default: auto',
    ).argParser(values.engineName),
    new Option('--generators <n>', 'kernel engine: n processors make probes at high rates; default: all').argParser(
      values.wholeNumber(1, GENERATORS_MAX),
    ),
    new Option(
      '--sources <which>',
      'UDP with --decide all: ask from all our addresses on the way (auto), one, or these; default: auto',
    ).argParser(values.sources),
    new Option('--no-discovery', 'ask everybody everything (-Pn); else many are first asked for a sign of life'),
    new Option(
      '--discover-by <way>',
      'look for hosts in this way alone: arp, echo, timestamp, mask, syn:22,80, ack, udp; may be given again; default: all',
    ).argParser(values.gathered),
    new Option('--no-services', 'do not find out what open ports are for'),
    new Option('--no-identity', 'do not find out who each host is: names, maker, kind of device, system'),
    new Option('--traceroute', 'the way to each host behind a router, hop by hop'),
    new Option(
      '--trace-by <how>',
      'the same by tcp, udp or icmp alone, or tcp:443; default: by what each host answers best',
    ).argParser(values.traceBy),
    new Option(
      '--service-intensity <n>',
      'how much is tried to find it out: 0 (what the port suggests) to 9; default: 7',
    ).argParser(values.wholeNumber(0, 9)),
    new Option('--recog <folder>', "read what ports say by Rapid7 recog's XML files too").argParser(values.plainText),
    new Option(
      '--snmp-community <names>',
      'ask SNMP agents in versions 1 and 2c with these too, in the clear: public,...; default: version 3 alone',
    ).argParser(values.communities),
    new Option('-e, --interface <name>', 'send through this interface only').argParser(values.plainText),
    new Option('-S, --source <address>', 'send from this address of ours; default: as the route has it').argParser(
      values.plainText,
    ),
    new Option(
      '-g, --source-port <port>',
      'send from this port (-sS, -sU), for firewalls that go by it; default: ports that nobody uses',
    ).argParser(values.wholeNumber(1, 65_535)),
    new Option('--ttl <n>', 'time to live of what asks ports and hosts; default: 64').argParser(
      values.wholeNumber(1, 255),
    ),
    new Option('--seed <text>', 'the same text gives the same order of probes').argParser(values.seedText),
    new Option('--shard <i/n>', 'only the i-th of n shares; give all of them the same --seed').argParser(values.shard),
    new Option('--list', 'print whom the scan would ask (-sL): addresses and their names; they are sent nothing'),
    new Option('--dry-run', 'print what would be asked, in order, and send nothing'),
    new Option('--explain-bpf', 'print the programs of the kernel engine for this scan, and send nothing'),
    new Option('-n, --numeric', 'do not look up the names of addresses (reverse DNS)'),
    new Option('--dns-servers <list>', "ask these name servers for them; default: the system's").argParser(
      values.nameServers,
    ),
    new Option(
      '-T, --timing <n>',
      '0 and 1: a probe a second, 2: at most 25; 3 to 5: the default, the pace is measured',
    ).argParser(values.timing),
  );
  add(
    'What to show',
    new Option('--open', 'only open ports, and hosts that have one'),
    new Option('--compact', 'a host a line, with its open ports'),
    new Option('--evidence', 'what was said to open ports and what they answered (with --json: all of it)'),
    new Option(
      '-o, --output <format=file>',
      'results as xml, json, csv ... (see below) into a file, else to stdout; may be given again',
    ).argParser(reportOption),
    new Option('--append-output', 'add to the files of -o instead of replacing them'),
    new Option('--fields <list>', 'columns of -o csv: ip,port,service,...').argParser(fieldList),
    new Option('--json', 'results as JSON lines'),
    new Option('--json-schema', 'print the schema of these lines'),
    new Option(
      '--journal <folder>',
      'keep the journal here, by which the scan can be gone on with; default: portolan resume knows',
    ).argParser(values.plainText),
    new Option('--no-journal', 'keep none'),
    ...dbOptions(),
    ...watchOptions(),
    new Option('--pcap <file>', 'record what is sent and received (pcapng, for Wireshark)').argParser(values.plainText),
    new Option('-v, --verbose', 'more: reasons, times, results as they are found'),
    new Option('-q, --quiet', 'nothing on stderr but errors'),
    new Option('--no-color', 'no colours'),
  );
  return command.addHelpOption(new Option('-h, --help', 'print this text').helpGroup('What to show:'));
}
