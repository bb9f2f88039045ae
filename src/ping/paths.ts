// How each target is reached: the route as the kernel would choose it, our address on it, and the link address of the
// next hop, which is asked for by ARP before the first probe and again while it, or what is behind it, stays silent.

import { type ArpResult, resolveArp } from '../link/arp.ts';
import { LinkError } from '../link/error.ts';
import { readNeighbours } from '../link/neighbours.ts';
import { planRoutes, type RoutedSegment, type UnreachableReason } from '../link/routes.ts';
import { formatIpv4 } from '../wire/address.ts';
import { PingError } from './error.ts';
import type { PingOptions } from './types.ts';

/** What the targets behind one next hop share. */
export interface Path {
  readonly kind: 'ethernet' | 'loopback' | 'raw';
  readonly interfaceIndex: number;
  readonly interfaceName: string;
  /** Bytes before the IP header of what is captured there. */
  readonly linkHeader: 0 | 14;
  readonly source: number;
  readonly sourceMac: Uint8Array | null;
  /** Whose link address frames go to; null where the kernel routes. */
  readonly nextHop: number | null;
  readonly isGateway: boolean;
  /** 6 bytes; null until the next hop is found. */
  mac: Uint8Array | null;
  /** Probes in a row without any answer. */
  silent: number;
}

export type Reach = { readonly path: Path } | { readonly refused: UnreachableReason };

const WHY_NOT: Readonly<Record<UnreachableReason, string>> = {
  'no-route': 'no route leads there',
  unreachable: 'the routing table says it is unreachable',
  prohibit: 'the routing table prohibits it',
  blackhole: 'the routing table drops it',
  broadcast: 'it is a broadcast or network address, which would ask everybody',
  multicast: 'it is a multicast address',
  'no-source-address': 'this machine has no address to ask from',
  'ipv6-gateway': 'the way there has an IPv6 router',
};

export function whyNot(reason: UnreachableReason): string {
  return WHY_NOT[reason];
}

/**
 * How each target is reached, by its address. Throws PingError: E_NOT_OUR_ADDRESS, E_NO_INTERFACE, E_INTERFACE_DOWN,
 * and E_NO_ROUTE where no target at all can be asked.
 */
export function planPaths(options: PingOptions): Map<number, Reach> {
  const { source, interfaceName, targets } = options;
  if (source !== null) needOurAddress(source);
  const addresses = [...new Set(targets.map(({ address }) => address))].sort((a, b) => a - b);
  const ranges = addresses.map((address) => [address, address] as const);
  const segments = asPingError(() => planRoutes(ranges, { interfaceName, source }));
  const paths = new Map<string, Path>();
  const reaches = new Map<number, Reach>();
  let at = 0;
  for (const address of addresses) {
    while (segments[at].last < address) at++;
    const segment = segments[at];
    if (segment.kind === 'unreachable') {
      reaches.set(address, { refused: segment.reason });
      continue;
    }
    const made = makePath(segment, address);
    const key = `${made.interfaceIndex} ${made.source} ${made.nextHop} ${made.kind}`;
    const path = paths.get(key) ?? made;
    paths.set(key, path);
    reaches.set(address, { path });
  }
  const [first] = targets;
  const reach = reaches.get(first.address) as Reach;
  if (paths.size === 0 && 'refused' in reach) {
    const text = `${first.name} (${formatIpv4(first.address)}) cannot be asked: ${whyNot(reach.refused)}`;
    throw new PingError('E_NO_ROUTE', `${text}; see: ip route get ${formatIpv4(first.address)}`);
  }
  return reaches;
}

function needOurAddress(source: number): void {
  const [segment] = planRoutes([[source, source]]);
  if (segment.kind === 'local') return;
  const text = `${formatIpv4(source)} is not an address of this machine, so answers would go elsewhere`;
  throw new PingError('E_NOT_OUR_ADDRESS', `${text}; name one that "ip address" lists`);
}

function makePath(segment: RoutedSegment, address: number): Path {
  const { kind, interfaceIndex, interfaceName, ethernet, gateway, source, sourceMac } = segment;
  const routed = kind === 'local' || kind === 'raw';
  return {
    kind: kind === 'local' ? 'loopback' : kind === 'raw' ? 'raw' : 'ethernet',
    interfaceIndex,
    interfaceName,
    linkHeader: ethernet ? 14 : 0,
    source,
    sourceMac,
    nextHop: routed ? null : (gateway ?? address),
    isGateway: !routed && gateway !== null,
    mac: null,
    silent: 0,
  };
}

/**
 * Asks for the link addresses of next hops and fills in what is found. Without rights (they are given up once a run has
 * begun) the kernel's neighbour table has to do. Ends soon after `signal`; throws nothing but PingError.
 */
export async function resolvePaths(paths: readonly Path[], rateCap: number | null, signal: AbortSignal): Promise<void> {
  const groups = Map.groupBy(paths, ({ interfaceIndex, source }) => `${interfaceIndex} ${source}`);
  for (const group of groups.values()) {
    if (signal.aborted) return;
    const hops = [...new Set(group.map(({ nextHop }) => nextHop as number))].sort((a, b) => a - b);
    const found = await ask(group[0], hops, rateCap, signal);
    for (const path of group) path.mac = found.get(path.nextHop as number) ?? path.mac;
  }
}

async function ask(
  { interfaceIndex, source, sourceMac }: Path,
  hops: readonly number[],
  rateCap: number | null,
  signal: AbortSignal,
): Promise<Map<number, Uint8Array>> {
  const neighbours = readNeighbours();
  let result: ArpResult;
  try {
    result = await resolveArp({
      interfaceIndex,
      source,
      sourceMac: sourceMac as Uint8Array, // always there where there is ARP
      ranges: hops.map((hop) => [hop, hop] as const),
      rateCap,
      neighbours,
      signal,
    });
  } catch {
    const known = neighbours.filter((each) => each.interfaceIndex === interfaceIndex && each.mac !== null);
    return new Map(known.map(({ address, mac }) => [address, mac as Uint8Array]));
  }
  return new Map([...result.macs].map(([address, { mac }]) => [address, mac]));
}

/** What the link or the kernel refuses, as an error for the person who asked. */
export function asPingError<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toPingError(error);
  }
}

export function toPingError(error: unknown): unknown {
  if (error instanceof PingError) return error;
  if (error instanceof LinkError) return new PingError(error.code, error.message, { cause: error });
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EPERM' || code === 'EACCES') {
    const advice = 'run it as root (sudo), give the process CAP_NET_RAW, or ask with a full connection (connect)';
    return new PingError('E_NO_PERMISSION', `raw sockets are refused (${message}); ${advice}`, { cause: error });
  }
  if (code === 'EADDRINUSE') {
    return new PingError('E_NO_SOURCE_PORT', 'no free block of source ports; end other pings or scans', {
      cause: error,
    });
  }
  if (code === 'EMFILE' || code === 'ENFILE') {
    return new PingError('E_TOO_MANY_FILES', `${message}; raise the limit of open files (ulimit -n)`, { cause: error });
  }
  return error;
}
