// How each target is reached: routes as the kernel would choose them, MAC addresses of neighbours and gateways, and
// from both the table of hosts that the threads work with. Neighbours that do not answer ARP are down and cost no more.
import type { Finding } from '../finding/finding.ts';
import { type ArpResult, resolveArp } from '../link/arp.ts';
import { readNeighbours } from '../link/neighbours.ts';
import type { EngineInterface } from '../link/open.ts';
import { planRoutes, type RoutedSegment } from '../link/routes.ts';
import { formatIpv4, formatMac } from '../wire/address.ts';
import { findArpReach } from './arp-reach.ts';
import { createHopTable } from './hop-table.ts';
import { createHostTable, type Hop, type HostTable, type Segment } from './host-table.ts';
import { asksPorts } from './meaning.ts';
import { normalize } from './ranges.ts';
import { gatewayNotice, nobodyNotice, unreachableNotice } from './reach-notices.ts';
import type { Range, ScanSpec } from './spec.ts';

export interface Reach {
  readonly table: HostTable;
  readonly hops: readonly Hop[];
  readonly interfaces: readonly EngineInterface[];
  /** Addresses that answered ARP: they are up, whatever their ports say. */
  readonly neighbours: ReadonlySet<number>;
  /** Targets that are asked, by ARP or by the scan. */
  readonly hostsAsked: number;
  /** Targets that are this machine, up without being asked: a scan by ARP cannot ask them. */
  readonly localUp: number;
  /** ARP replies that our own kernel dropped before we saw them. */
  readonly arpDrops: number;
}

/** What is asked by ARP together: on one interface, from one of our addresses. */
interface ArpGroup {
  readonly any: RoutedSegment;
  readonly segments: RoutedSegment[];
  readonly gateways: Set<number>;
}

export async function findReach(spec: ScanSpec, emit: (finding: Finding) => void, signal: AbortSignal): Promise<Reach> {
  const planned = planRoutes(spec.targets, { interfaceName: spec.interfaceName });
  if (spec.probe === 'arp') return findArpReach(planned, emit);
  const hopTable = createHopTable();
  const segments: Segment[] = [];
  const neighbours = new Set<number>();
  const groups = new Map<string, ArpGroup>();
  let hostsAsked = 0;
  let arpDrops = 0;

  for (const segment of planned) {
    if (segment.kind === 'unreachable') {
      emit(unreachableNotice(segment));
      continue;
    }
    hostsAsked += segment.last - segment.first + 1;
    if (segment.kind === 'local' || segment.kind === 'raw') {
      segments.push({ first: segment.first, last: segment.last, hop: hopTable.add(segment, null) });
    } else {
      const key = `${segment.interfaceIndex} ${segment.source}`;
      const group = groups.get(key) ?? { any: segment, segments: [], gateways: new Set() };
      groups.set(key, group);
      if (segment.gateway === null) group.segments.push(segment);
      else group.gateways.add(segment.gateway);
    }
  }
  // One after the other, so that together they stay under the user's cap.
  for (const group of groups.values()) {
    await askGateways(group);
    await askNeighbours(group);
  }

  async function askGateways({ any, gateways }: ArpGroup): Promise<void> {
    if (gateways.size === 0) return;
    const found = await ask(any, normalize([...gateways].map((gateway): Range => [gateway, gateway])), true);
    const hopOf = new Map<number, number>();
    for (const segment of planned) {
      if (segment.kind !== 'gateway' || segment.gateway === null) continue;
      if (segment.interfaceIndex !== any.interfaceIndex || segment.source !== any.source) continue;
      const mac = found.macs.get(segment.gateway)?.mac;
      if (mac === undefined) {
        emit(gatewayNotice(segment, segment.gateway));
        hostsAsked -= segment.last - segment.first + 1;
        continue;
      }
      const hop = hopOf.get(segment.gateway) ?? hopTable.add(segment, mac);
      hopOf.set(segment.gateway, hop);
      segments.push({ first: segment.first, last: segment.last, hop });
    }
  }

  async function askNeighbours({ any, segments: asked }: ArpGroup): Promise<void> {
    if (asked.length === 0) return;
    const found = await ask(any, normalize(asked.map(({ first, last }): Range => [first, last])), false);
    for (const [address, { mac, rttMs, from }] of [...found.macs].sort((a, b) => a[0] - b[0])) {
      neighbours.add(address);
      segments.push({ first: address, last: address, hop: hopTable.add(any, mac) });
      emit({
        type: 'host',
        ip: formatIpv4(address),
        state: 'up',
        reason: from,
        mac: formatMac(mac, 0),
        ...(rttMs === null ? {} : { rttMs }),
      });
    }
    if (found.macs.size === 0 && !signal.aborted) emit(nobodyNotice(asked));
  }

  async function ask(any: RoutedSegment, ranges: Range[], persistent: boolean): Promise<ArpResult> {
    const result = await resolveArp({
      interfaceIndex: any.interfaceIndex,
      source: any.source,
      sourceMac: any.sourceMac as Uint8Array, // always there where there is ARP
      ranges,
      rateCap: spec.rateCap,
      neighbours: readNeighbours(),
      persistent,
      signal,
      onProgress: ({ answered, requests }) =>
        emit(resolveProgress(answered, requests, asksPorts(spec.probe) ? 0 : null)),
    });
    arpDrops += result.drops;
    return result;
  }

  segments.sort((a, b) => a.first - b.first);
  const { hops, interfaces } = hopTable;
  return {
    table: createHostTable(segments),
    hops,
    interfaces: [...interfaces.values()],
    neighbours,
    hostsAsked,
    localUp: 0,
    arpDrops,
  };
}

function resolveProgress(answered: number, requests: number, openPorts: 0 | null): Finding {
  const nothing = { done: 0, rate: 0, openPorts, remainingMs: null };
  return { type: 'progress', phase: 'resolve', attempt: 1, sent: requests, answered, hostsUp: answered, ...nothing };
}
