// From what was asked for to what the engine is told.
import { randomBytes } from 'node:crypto';
import { totalmem } from 'node:os';
import type { InterfacePlan } from '../../link/interfaces.ts';
import { MEANING } from '../../scan/book/meaning.ts';
import type { ScanError } from '../../scan/scan-error.ts';
import type { ScanSpec } from '../../scan/spec.ts';
import type { GivenNames } from '../../target/name-targets.ts';
import { ALL_PORTS, FAST, parsePorts, topPorts } from '../../target/ports.ts';
import type { Range } from '../../target/ranges.ts';
import { count, subtract } from '../../target/ranges.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { chooseEngine, type EngineChoice, HOW_TO_GET_RAW } from '../engine-choice.ts';
import { CliError, EXIT, usageError } from '../errors.ts';
import type { ScanCommandOptions } from './options.ts';
import type { ScanWorld } from './world.ts';

export interface ScanRequest {
  readonly spec: ScanSpec;
  /** By address, the names that were given for it. */
  readonly names: GivenNames;
  /** Names without an address, where others have one. */
  readonly notFound: ScanError | null;
  readonly choice: EngineChoice;
  /** What a person should know before it starts: one sentence each. */
  readonly notes: readonly string[];
}

/** No more than this for the ledger, and no more than a quarter of the memory: 2 bits a probe, 4 billion probes. */
const LEDGER_MAX = 2 ** 30;

/** Throws errors for people: of wrong use, of names none of which resolves, of missing permission. */
export async function scanRequest(
  options: ScanCommandOptions,
  world: ScanWorld,
  signal: AbortSignal,
): Promise<ScanRequest> {
  const ports = choosePorts(options);
  const { index, count: shares } = options.shard ?? { index: 1, count: 1 };
  if (shares > 1 && options.seed === undefined) {
    throw usageError(`--shard ${index}/${shares} needs --seed TEXT, the same for all shares: it decides who asks what`);
  }
  // Nothing is sent in a dry run, so nothing is needed.
  const choice: EngineChoice =
    options.dryRun || options.explainBpf
      ? { engine: 'raw', why: 'nothing is sent', cost: null }
      : chooseEngine(options.engine, world.platform, () => world.mayOpenRawSockets(), options.probe);
  if (options.pcap !== undefined && choice.engine === 'connect') throw cannotRecord(options.engine);
  if (options.pcap !== undefined && choice.engine === 'kernel') {
    throw usageError('--pcap cannot record what the kernel sends by itself: leave out --pcap or --engine kernel');
  }

  const notes: string[] = [];
  if (choice.cost !== null) notes.push(`${choice.why}: ${choice.cost}; to get raw sockets, ${HOW_TO_GET_RAW}`);
  let interfaceName = options.interface ?? null;
  let expressions = options.targets;
  if (expressions.length === 0 && options.targetsFile.length === 0) {
    const found = world.defaultTargets(onlyNamed(world.planInterfaces(), interfaceName));
    interfaceName = found.interfaceName;
    expressions = found.ranges.map(([first, last]) => `${formatIpv4(first)}-${formatIpv4(last)}`);
    notes.push(
      `no target given: scanning ${expressions.join(', ')}, the network of ${interfaceName}`,
      ...found.notices,
    );
  }
  const { targets, excluded, names, notFound, notices } = await world.resolveTargets(
    {
      expressions,
      files: options.targetsFile,
      exclude: options.exclude,
      excludeFiles: options.excludeFile,
      authorized: options.authorized,
    },
    { signal },
  );
  notes.push(...notices);
  return {
    spec: {
      targets,
      excluded,
      probe: options.probe,
      ports,
      engine: choice.engine,
      generators: options.generators ?? null,
      rateCap: options.rate ?? null,
      seed: options.seed ?? randomBytes(8).toString('hex'),
      shard: { index, count: shares },
      maxRetries: options.maxRetries ?? null,
      interfaceName,
      recordTo: null,
      ledgerLimit: Math.min(LEDGER_MAX, Math.floor(totalmem() / 4)),
    },
    names,
    notFound,
    choice,
    notes,
  };
}

/** What a probe without ports is said to ask, so that each host has one probe. */
const NO_PORTS: readonly Range[] = [[0, 0]];

function choosePorts({ probe, ports, topPorts: top, fast, excludePorts }: ScanCommandOptions): readonly Range[] {
  const { port } = MEANING[probe];
  if (port === null) return NO_PORTS;
  let chosen: readonly Range[] = port.proto === 'tcp' ? ALL_PORTS : topPorts(FAST, 'udp');
  if (ports !== undefined) chosen = onlyOf(port.proto, ports);
  else if (top !== undefined) chosen = topPorts(top, port.proto);
  else if (fast) chosen = topPorts(FAST, port.proto);
  if (excludePorts === undefined) return chosen;
  const left = subtract(chosen, parsePorts(excludePorts, port.proto)[port.proto]);
  if (count(left) === 0) throw usageError(`--exclude-ports ${excludePorts} leaves no port to ask`);
  return left;
}

/** The ports of `-p`, which must all be of the protocol that is asked. */
function onlyOf(proto: 'tcp' | 'udp', text: string): readonly Range[] {
  const ports = parsePorts(text, proto);
  const others = ports[proto === 'tcp' ? 'udp' : 'tcp'];
  if (others.length === 0) return ports[proto];
  const named = others.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
  const [asked, other] =
    proto === 'tcp' ? ['TCP', `U:${named} needs --probe udp`] : ['UDP', `T:${named} needs --probe syn`];
  throw usageError(`-p ${text}: this scan asks ${asked} ports, and ${other}: make it two scans`, 'E_PROBE');
}

/** With -e NAME the network of that interface is the one scanned when no target is given. */
function onlyNamed(plans: readonly InterfacePlan[], name: string | null): readonly InterfacePlan[] {
  if (name === null) return plans;
  if (!plans.some((each) => each.name === name)) {
    const known = plans.map((each) => each.name).join(', ');
    throw usageError(`there is no interface "${name}"; there are ${known}`, 'E_NO_INTERFACE');
  }
  return plans.map((each) => ({ ...each, used: each.name === name }));
}

function cannotRecord(wanted: string): CliError {
  const why = 'the kernel makes the packets of the connect engine, so --pcap cannot record them';
  if (wanted === 'connect') return usageError(`${why}; leave one of them out`);
  return new CliError('E_NO_PERMISSION', `${why}; for raw sockets, ${HOW_TO_GET_RAW}`, EXIT.noPermission);
}
