// How each target is reached: routes as the kernel would choose them, MAC addresses of neighbours and gateways, and
// from both the table of hosts that the threads work with. Neighbours that do not answer ARP are down and cost no more.

import { setTimeout as delay } from 'node:timers/promises';
import type { Finding } from '../../finding/finding.ts';
import { type ArpResult, resolveArp } from '../../link/arp/arp.ts';
import type { ArpMemory } from '../../link/arp/arp-memory.ts';
import { readOwnSubnets } from '../../link/arp/neighbours.ts';
import { stateOf } from '../../link/interfaces/interface-state.ts';
import { createHopLine, type LineEnd } from '../../link/next-hops/hop-line.ts';
import { onceEach, twinsNotice } from '../../link/next-hops/hop-notices.ts';
import { createChangingPacer } from '../../link/pacer.ts';
import type { RoutedGroup } from '../../link/routes/hop-segments.ts';
import type { NetlinkQuestions } from '../../link/routes/kernel-view.ts';
import { groupRoutes, readPortRules } from '../../link/routes/routes.ts';
import { bootMillis } from '../../link/time.ts';
import { asksPorts } from '../../probe/meaning.ts';
import { PROBES } from '../../probe/probes.ts';
import { countFlat, flatten, unflatten } from '../../target/flat-ranges.ts';
import { normalize, type Range } from '../../target/ranges.ts';
import { formatIpv4, formatMac } from '../../wire/address.ts';
import { type HopRanges, hostTableOf } from '../order/host-table.ts';
import type { ScanReins } from '../reins.ts';
import type { ScanSpec } from '../spec.ts';
import { findArpReach } from './arp-reach.ts';
import { withCarrier } from './carrier.ts';
import type { FoundReach } from './found.ts';
import { createHopTable } from './hop-table.ts';
import { tellOwn } from './own-addresses.ts';
import { createProxied, findMany, findProxies, macKey } from './proxies.ts';
import { gatewayNotice, manyNotice, nobodyNotice, proxyNotice, unreachableNotice } from './reach-notices.ts';
import { flowOf } from './route-flow.ts';
import { createSources } from './sources.ts';

/** What is asked by ARP together: on one interface, from one of our addresses. */
interface ArpGroup {
  readonly any: RoutedGroup;
  readonly onLink: RoutedGroup[];
  readonly gateways: Set<number>;
}

interface ReachParts {
  readonly memory: ArpMemory;
  readonly routing: NetlinkQuestions;
  readonly reins: ScanReins;
}

/**
 * `sourcePort`: the first of those that ask, for policy rules that go by it. `memory`: who answered ARP for the jobs before;
 * `routing`: what the kernel knows; `reins`: ARP comes under the same limit.
 * The caller opens the line, unless ARP was asked, and closes it.
 */
export async function findReach(
  spec: ScanSpec,
  emit: (finding: Finding) => void,
  signal: AbortSignal,
  sourcePort: number,
  { memory, routing, reins }: ReachParts,
): Promise<FoundReach> {
  const { interfaceName, source = null } = spec;
  const sourcesOf = createSources(spec, routing); // what may not be is refused before anything is asked
  const tell = onceEach((notice) => emit({ type: 'notice', ...notice }));
  const planned = withCarrier(
    groupRoutes(
      flatten(spec.targets),
      { interfaceName, source, flow: flowOf(spec, sourcePort, emit, (protocol) => readPortRules(protocol, routing)) },
      routing,
    ),
    emit,
    (interfaceIndex) => stateOf(routing.interfaceAt(interfaceIndex)),
  );
  const probe = PROBES[spec.probe];
  if (probe.reach === 'on-link') return { ...findArpReach(planned, emit), nextHops: [], line: null, tell };
  const cap = createChangingPacer(() => (reins.paused ? 0 : reins.rateCap));
  const hopTable = createHopTable(sourcesOf);
  const parts: HopRanges[] = [];
  const neighbours = new Set<number>();
  const groups = new Map<string, ArpGroup>();
  let hostsAsked = 0;
  let ownUp = 0;
  let arpDrops = 0;

  for (const segment of planned) {
    if (segment.kind === 'unreachable') {
      emit(unreachableNotice(segment));
      continue;
    }
    hostsAsked += countFlat(segment.ranges);
    const own = probe.firstAnswerEnds === true ? tellOwn(segment, emit) : 0;
    ownUp += own;
    if (own > 0) continue;
    if (segment.kind === 'local' || segment.kind === 'raw') {
      parts.push({ ranges: segment.ranges, hop: hopTable.add(segment, null) });
    } else {
      const key = `${segment.interfaceIndex} ${segment.source}`;
      const group = groups.get(key) ?? { any: segment, onLink: [], gateways: new Set() };
      groups.set(key, group);
      if (segment.gateway === null) group.onLink.push(segment);
      else group.gateways.add(segment.gateway);
    }
  }
  const line =
    groups.size === 0
      ? null
      : createHopLine(
          lineEnds(
            [...groups.values()].map(({ any }) => any),
            routing,
          ),
        );
  try {
    for (const group of groups.values()) {
      await askGateways(group);
      await askNeighbours(group);
    }
    // The probes have a bucket of their own: over the border no 100 ms may see more than the cap.
    const clearMs = cap.clearMs(bootMillis());
    if (clearMs > 0 && !signal.aborted) await delay(clearMs);
  } catch (error) {
    line?.close();
    throw error;
  }

  async function askGateways({ any, gateways }: ArpGroup): Promise<void> {
    if (gateways.size === 0) return;
    const found = await ask(any, normalize([...gateways].map((gateway): Range => [gateway, gateway])), true);
    const hopOf = new Map<number, number>();
    for (const segment of planned) {
      if (segment.kind !== 'gateway' || segment.gateway === null) continue;
      if (segment.interfaceIndex !== any.interfaceIndex || segment.source !== any.source) continue;
      const known = found.table.get(segment.gateway);
      // A router that does not answer may be there all the same: the kernel would send to what its table says.
      const mac = known?.fixed ? known.mac : (found.macs.get(segment.gateway)?.mac ?? known?.mac);
      if (mac === undefined) {
        emit(gatewayNotice(segment, segment.gateway));
        hostsAsked -= countFlat(segment.ranges);
        continue;
      }
      const hop = hopOf.get(segment.gateway) ?? hopTable.follow(segment, segment.gateway, mac, known?.fixed ?? false);
      hopOf.set(segment.gateway, hop);
      parts.push({ ranges: segment.ranges, hop });
    }
  }

  async function askNeighbours({ any, onLink: asked }: ArpGroup): Promise<void> {
    if (asked.length === 0) return;
    const found = await ask(any, normalize(asked.flatMap(({ ranges }) => unflatten(ranges))), false);
    const proxies = findProxies(found.macs);
    const proxied = createProxied();
    for (const [address, { mac, rttMs, from }] of found.macs) {
      if (proxies.has(macKey(mac)) && found.table.get(address)?.fixed !== true) {
        proxied.add(address, mac);
        continue;
      }
      neighbours.add(address);
      if (probe.firstAnswerEnds !== true) addNeighbour(any, address, found, mac);
      emit({
        type: 'host',
        ip: formatIpv4(address),
        state: 'up',
        reason: from,
        mac: formatMac(mac, 0),
        ...(rttMs === null ? {} : { rttMs }),
      });
    }
    for (const { mac, first, ranges } of proxied.values()) {
      const flat = Uint32Array.from(ranges);
      parts.push({ ranges: flat, hop: hopTable.follow({ ...any, gateway: first }, first, mac, false) });
      emit(proxyNotice(any, mac, countFlat(flat)));
    }
    if (probe.firstAnswerEnds === true) {
      for (const [mac, addresses] of findMany(found.macs)) emit(manyNotice(any, mac, addresses));
    }
    // The administrator says where they are: they are asked, but nothing says that they are up.
    for (const [address, { fixed, mac }] of found.table) {
      if (fixed && !found.macs.has(address)) addNeighbour(any, address, found, mac);
    }
    if (found.macs.size === 0 && !signal.aborted) emit(nobodyNotice(asked));
  }

  function addNeighbour(any: RoutedGroup, address: number, { table }: ArpResult, mac: Uint8Array): void {
    const known = table.get(address);
    const fixed = known?.fixed ?? false;
    const hop = hopTable.follow(any, address, fixed && known !== undefined ? known.mac : mac, fixed);
    parts.push({ ranges: Uint32Array.of(address, address), hop });
  }

  async function ask(any: RoutedGroup, ranges: Range[], persistent: boolean): Promise<ArpResult> {
    const found = await resolveArp({
      interfaceIndex: any.interfaceIndex,
      interfaceName: any.interfaceName,
      source: any.source,
      own: readOwnSubnets(any.interfaceIndex, routing),
      sourceMac: any.sourceMac as Uint8Array, // always there where there is ARP
      ranges,
      cap,
      neighbours: routing.neighbours(),
      memory,
      beforeAsking: () => line?.open(), // a second machine may answer a moment after the first
      persistent,
      signal,
      onProgress: ({ answered, requests }) => emit(resolveProgress(answered, requests, asksPorts(probe) ? 0 : null)),
    });
    arpDrops += found.drops;
    for (const [address, other] of found.twins) {
      const mac = found.macs.get(address)?.mac;
      if (mac === undefined) continue;
      tell(twinsNotice({ interfaceName: any.interfaceName, address, mac }, other));
    }
    return found;
  }

  const { hops, interfaces, nextHops } = hopTable;
  return {
    table: hostTableOf(parts),
    hops,
    interfaces: [...interfaces.values()],
    neighbours,
    nextHops,
    line,
    tell,
    hostsAsked,
    localUp: ownUp + (probe.firstAnswerEnds === true ? neighbours.size : 0),
    arpDrops,
  };
}

/** One end for each interface, from all our addresses that ask there. */
function lineEnds(segments: readonly RoutedGroup[], routing: NetlinkQuestions): LineEnd[] {
  const groups = Map.groupBy(segments, ({ interfaceIndex }) => interfaceIndex);
  return [...groups].map(([interfaceIndex, group]) => {
    const sources = [
      ...group.map(({ source }) => source),
      ...readOwnSubnets(interfaceIndex, routing).map((own) => own.address),
    ];
    return { interfaceIndex, sourceMac: group[0].sourceMac as Uint8Array, sources: [...new Set(sources)] };
  });
}

function resolveProgress(answered: number, requests: number, openPorts: 0 | null): Finding {
  const nothing = { done: 0, rate: 0, openPorts, remainingMs: null };
  return { type: 'progress', phase: 'resolve', attempt: 1, sent: requests, answered, hostsUp: answered, ...nothing };
}
