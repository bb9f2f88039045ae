// How each target is reached: routes as the kernel would choose them, MAC addresses of neighbours and gateways, and
// from both the table of hosts that the threads work with. Neighbours that do not answer ARP are down and cost no more.
import type { Finding } from '../finding/finding.ts';
import { resolveArp } from '../link/arp.ts';
import { readNeighbours } from '../link/neighbours.ts';
import type { EngineInterface } from '../link/open.ts';
import { planRoutes, type RoutedSegment, type UnreachableReason, type UnreachableSegment } from '../link/routes.ts';
import { formatIpv4, formatMac } from '../wire/address.ts';
import { createHostTable, type Hop, type HostTable, type Segment } from './host-table.ts';
import { ScanError } from './scan-error.ts';
import type { ScanSpec } from './spec.ts';

export interface Reach {
  readonly table: HostTable;
  readonly hops: readonly Hop[];
  readonly interfaces: readonly EngineInterface[];
  /** Addresses that answered ARP: they are up, whatever their ports say. */
  readonly neighbours: ReadonlySet<number>;
  readonly hostsAsked: number;
}

export async function findReach(spec: ScanSpec, emit: (finding: Finding) => void, signal: AbortSignal): Promise<Reach> {
  const planned = planRoutes(spec.targets, { interfaceName: spec.interfaceName });
  const interfaces = new Map<number, EngineInterface>();
  const hops: Hop[] = [];
  const segments: Segment[] = [];
  const neighbours = new Set<number>();
  let hostsAsked = 0;

  function addHop(segment: RoutedSegment, destinationMac: Uint8Array | null): number {
    let known = interfaces.get(segment.interfaceIndex);
    if (known === undefined) {
      const kind = segment.kind === 'local' ? 'loopback' : segment.kind === 'raw' ? 'raw' : 'ethernet';
      known = {
        name: segment.interfaceName,
        index: segment.interfaceIndex,
        kind,
        linkHeader: segment.ethernet ? 14 : 0,
        recorderInterface: interfaces.size,
      };
      interfaces.set(segment.interfaceIndex, known);
    }
    const interfaceSlot = [...interfaces.keys()].indexOf(segment.interfaceIndex);
    hops.push({ interfaceSlot, source: segment.source, sourceMac: segment.sourceMac, destinationMac });
    return hops.length - 1;
  }

  const gateways = new Map<string, Promise<Uint8Array | null>>();
  const work = planned.map(async (segment): Promise<void> => {
    const size = segment.last - segment.first + 1;
    hostsAsked += size;
    if (segment.kind === 'unreachable') {
      emit(unreachableNotice(segment));
    } else if (segment.kind === 'local' || segment.kind === 'raw') {
      segments.push({ first: segment.first, last: segment.last, hop: addHop(segment, null) });
    } else if (segment.kind === 'gateway') {
      const gateway = segment.gateway as number;
      const key = `${segment.interfaceIndex} ${gateway}`;
      const asked = gateways.get(key) ?? resolveGateway(segment, gateway, spec, signal);
      gateways.set(key, asked);
      const mac = await asked;
      if (mac === null) {
        emit(gatewayNotice(segment, gateway));
      } else {
        segments.push({ first: segment.first, last: segment.last, hop: addHop(segment, mac) });
      }
    }
  });
  await Promise.all(work);
  for (const segment of planned) if (segment.kind === 'on-link') await askNeighbours(segment);

  async function askNeighbours(segment: RoutedSegment): Promise<void> {
    const size = segment.last - segment.first + 1;
    const found = await resolveArp({
      interfaceIndex: segment.interfaceIndex,
      source: segment.source,
      sourceMac: segment.sourceMac as Uint8Array,
      ranges: [[segment.first, segment.last]],
      rateCap: spec.rateCap,
      neighbours: readNeighbours(),
      signal,
      onProgress: ({ answered, requests }) => {
        emit({
          type: 'progress',
          phase: 'resolve',
          attempt: 1,
          done: 0,
          rate: 0,
          sent: requests,
          answered,
          openPorts: 0,
          hostsUp: answered,
          remainingMs: null,
        });
      },
    });
    const byAddress = [...found.macs].sort((a, b) => a[0] - b[0]);
    for (const [address, { mac, rttMs, from }] of byAddress) {
      neighbours.add(address);
      segments.push({ first: address, last: address, hop: addHop(segment, mac) });
      emit({
        type: 'host',
        ip: formatIpv4(address),
        state: 'up',
        reason: from,
        mac: formatMac(mac, 0),
        ...(rttMs === null ? {} : { rttMs }),
      });
    }
    if (byAddress.length < size && byAddress.length === 0 && size === 1 && !signal.aborted) {
      emit({
        type: 'notice',
        code: 'N_HOST_DOWN',
        text: `${formatIpv4(segment.first)} does not answer ARP on ${segment.interfaceName}: it is down or not there`,
      });
    }
  }

  segments.sort((a, b) => a.first - b.first);
  return { table: createHostTable(segments), hops, interfaces: [...interfaces.values()], neighbours, hostsAsked };
}

async function resolveGateway(segment: RoutedSegment, gateway: number, spec: ScanSpec, signal: AbortSignal) {
  if (segment.sourceMac === null) {
    throw new ScanError('E_NO_ETHERNET', `${segment.interfaceName} has no Ethernet address to send from`);
  }
  const found = await resolveArp({
    interfaceIndex: segment.interfaceIndex,
    source: segment.source,
    sourceMac: segment.sourceMac,
    ranges: [[gateway, gateway]],
    rateCap: spec.rateCap,
    neighbours: readNeighbours(),
    signal,
    persistent: true,
  });
  return found.macs.get(gateway)?.mac ?? null;
}

function spanText(segment: RoutedSegment | UnreachableSegment): string {
  const first = formatIpv4(segment.first);
  return segment.first === segment.last ? first : `${first}-${formatIpv4(segment.last)}`;
}

const WHY_NOT: Readonly<Record<UnreachableReason, string>> = {
  'no-route': 'no route leads there',
  unreachable: 'the routing table says it is unreachable',
  prohibit: 'the routing table prohibits it',
  blackhole: 'the routing table drops it',
  broadcast: 'a broadcast or network address of a subnet here',
  multicast: 'a multicast address',
  'no-source-address': 'this machine has no address to ask from',
  'ipv6-gateway': 'the way there has an IPv6 router',
};

function unreachableNotice(segment: UnreachableSegment): Finding {
  const why = WHY_NOT[segment.reason];
  return { type: 'notice', code: 'N_NOT_ASKED', text: `${spanText(segment)} is not asked: ${why}` };
}

function gatewayNotice(segment: RoutedSegment, gateway: number): Finding {
  const text = `the router ${formatIpv4(gateway)} on ${segment.interfaceName} does not answer ARP: ${spanText(segment)} cannot be reached`;
  return { type: 'notice', code: 'N_GATEWAY_DOWN', text };
}
