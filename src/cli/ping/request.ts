// From what was asked for to what the ping engine is told.
import type { PingMethod, PingOptions } from '../../ping/types.ts';
import type { ScanError } from '../../scan/scan-error.ts';
import { HOW_TO_GET_RAW } from '../../survey/raw-rights.ts';
import { loadPortsNamed } from '../../target/port-names.ts';
import { hasPortNames, parsePorts } from '../../target/ports.ts';
import { SYN } from '../../wire/tcp.ts';
import { CliError, usageError } from '../errors.ts';
import type { PingCommandOptions } from './options.ts';
import { findTargets } from './targets.ts';
import type { PingWorld } from './world.ts';

export interface PingRequest {
  readonly options: PingOptions;
  /** What a person should know before it starts: one sentence each. */
  readonly notes: readonly string[];
  /** Names without an address, where others have one. */
  readonly notFound: ScanError | null;
}

/** HTTPS: of all ports the one most often open to everybody. */
const TCP_PORT = 443;
/** Where hosts have no service (traceroute(8) begins there), so that they answer with ICMP port unreachable. */
const UDP_PORT = 33434;
const COUNT_ON_A_PIPE = 4;
const TTL = 64;
/** What makes no sense of a connection that the kernel makes. */
const NEEDS_RAW = ['flags', 'bare', 'ttl', 'tos', 'df', 'data', 'payloadSize', 'pcap'] as const;

/** Throws errors for people: of wrong use, of names that do not resolve, of missing permission. */
export async function pingRequest(
  options: PingCommandOptions,
  world: PingWorld,
  onTerminal: boolean,
  signal: AbortSignal,
): Promise<PingRequest> {
  const ports = await choosePorts(options);
  const method = chooseMethod(options, world);
  const notes: string[] = [];
  if (method.cost !== null) notes.push(method.cost);
  const found = await findTargets(
    {
      hosts: options.targets,
      files: options.targetsFile,
      exclude: options.exclude,
      excludeFiles: options.excludeFile,
      ports,
      allAddresses: options.allAddresses,
      authorized: options.authorized,
    },
    { lookup: world.lookup, signal },
  );
  const count = options.count ?? (onTerminal ? 0 : COUNT_ON_A_PIPE);
  return {
    options: {
      targets: found.targets,
      method: method.method,
      count: count === 0 ? null : count,
      intervalMs: options.interval,
      rateCap: options.rate ?? null,
      timeoutMs: options.timeout,
      interfaceName: options.interface ?? null,
      source: options.source ?? null,
      syn: options.bare ? 'bare' : 'full',
      flags: options.flags ?? SYN,
      ttl: options.ttl ?? TTL,
      tos: options.tos ?? 0,
      dontFragment: options.df,
      payload: options.data ?? countingBytes(options.payloadSize ?? 0),
      recordTo: null,
    },
    notes: [...notes, ...found.notes],
    notFound: found.notFound,
  };
}

async function choosePorts({ port, method }: PingCommandOptions): Promise<number[]> {
  if (method === 'icmp' || method === 'arp') return [0];
  if (port === undefined) return [method === 'udp' ? UDP_PORT : TCP_PORT];
  if (port.includes(':')) throw usageError(`-p ${port}: give numbers alone; --udp asks UDP ports`, 'E_PORTS');
  const ports: number[] = [];
  const names = hasPortNames(port) ? await loadPortsNamed() : undefined;
  const protocol = method === 'udp' ? 'udp' : 'tcp';
  for (const [first, last] of parsePorts(port, protocol, names)[protocol])
    for (let each = first; each <= last; each++) ports.push(each);
  return ports;
}

interface MethodChoice {
  readonly method: PingMethod;
  /** What it costs that it is not the one asked for; null where it is. */
  readonly cost: string | null;
}

function chooseMethod(options: PingCommandOptions, world: PingWorld): MethodChoice {
  const { method } = options;
  if (method === 'connect') return { method, cost: null };
  const linux = world.platform === 'linux';
  if (linux && world.mayOpenRawSockets()) return { method, cost: null };
  const why = linux
    ? 'raw sockets are not allowed (no CAP_NET_RAW)'
    : `raw sockets are used on Linux only, this is ${world.platform}`;
  const remedy = linux ? `; to get them, ${HOW_TO_GET_RAW}` : '';
  const code = linux ? 'E_NO_PERMISSION' : 'E_NO_ENGINE';
  if (method !== 'tcp') throw new CliError(code, `--${method} needs raw sockets, and ${why}${remedy}`);
  const asked = NEEDS_RAW.find((name) => options[name] !== undefined && options[name] !== false);
  if (asked !== undefined) {
    const flag = asked === 'payloadSize' ? 'payload-size' : asked;
    throw new CliError(code, `--${flag} needs raw sockets, and ${why}${remedy}; without it full connections are made`);
  }
  const cost = `${why}: full connections instead of half-open ones (as with --connect)${remedy}`;
  return { method: 'connect', cost };
}

function countingBytes(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) => index & 0xff);
}
