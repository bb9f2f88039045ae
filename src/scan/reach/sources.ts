// From which of our addresses a hop is asked.
//
// Hosts grant their ICMP errors to each who asks, so that a machine with eight addresses is told eight times as much. That is
// of use to UDP alone, whose refusals they are.
//
// Rules:
//  1. The address that the route names asks first. Where nothing else is wanted or of use, it alone asks.
//  2. `auto`: where a scan of UDP is to decide all, those in the same subnet on the same interface ask too: answers to them
//     come back the same way. The kernel engine's program knows one address; who chose it has that one.
//  3. Addresses that were named ask, and no others. Each must be one of that interface's.
//  4. One that all of a scan is to come from (`source`) may be any of this machine's: answers come back to it by whatever way.
import { readOwnSubnets } from '../../link/arp/neighbours.ts';
import type { RoutedHop } from '../../link/routes/hop-segments.ts';
import type { NetlinkQuestions } from '../../link/routes/kernel-view.ts';
import { PROBES } from '../../probe/probes.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { ScanError } from '../scan-error.ts';
import { type ScanSpec, SOURCES_MOST } from '../spec.ts';

type Asked = Pick<ScanSpec, 'probe' | 'sources' | 'decideAll' | 'engine' | 'source'>;
type Route = Pick<RoutedHop, 'kind' | 'interfaceIndex' | 'interfaceName' | 'source'>;
export type SourcesOf = (route: Route) => readonly number[];

/** Whether `auto` would have several ask. */
export function wantsSeveral({ probe, sources = 'auto', decideAll = false, engine, source = null }: Asked): boolean {
  return source === null && sources === 'auto' && decideAll && engine !== 'kernel' && PROBES[probe].refusalsAreLimited;
}

/** Throws ScanError E_NOT_OUR_ADDRESS. Routes that are alike share one list. */
export function createSources(spec: Asked, routing: Pick<NetlinkQuestions, 'addresses'>): SourcesOf {
  const { probe, sources = 'auto' } = spec;
  const lists = new Map<string, readonly number[]>();
  checkSource(spec.source ?? null, routing);

  function listFor({ kind, interfaceIndex, interfaceName, source }: Route): readonly number[] {
    if (spec.source != null) return [spec.source];
    if (!PROBES[probe].refusalsAreLimited) return [source];
    const ours = readOwnSubnets(interfaceIndex, routing);
    if (typeof sources !== 'string') {
      const foreign = sources.find((each) => !ours.some(({ address }) => address === each));
      if (foreign !== undefined) throw notOurs(foreign, interfaceName, ours);
      return sources;
    }
    const subnet = ours.find(({ address }) => address === source);
    if (kind === 'local' || subnet === undefined || !wantsSeveral(spec)) return [source];
    const beside = ours.filter(({ first, last }) => first === subnet.first && last === subnet.last);
    return [...new Set([source, ...beside.map(({ address }) => address)])].slice(0, SOURCES_MOST);
  }

  return (route) => {
    const key = `${route.kind} ${route.interfaceIndex} ${route.source}`;
    const list = lists.get(key) ?? listFor(route);
    lists.set(key, list);
    return list;
  };
}

/** Rule 4. Nobody sends under another's address. */
function checkSource(source: number | null, routing: Pick<NetlinkQuestions, 'addresses'>): void {
  if (source === null || routing.addresses().some(({ address }) => address === source)) return;
  throw new ScanError('E_NOT_OUR_ADDRESS', `${formatIpv4(source)} (-S) is not an address of this machine`);
}

function notOurs(address: number, interfaceName: string, ours: readonly { readonly address: number }[]): ScanError {
  const known =
    ours.length === 0
      ? 'none'
      : ours
          .slice(0, 8)
          .map((each) => formatIpv4(each.address))
          .join(', ');
  return new ScanError(
    'E_NOT_OUR_ADDRESS',
    `${formatIpv4(address)} (--sources) is no address of ${interfaceName}, by which targets are reached, so answers would go elsewhere; that has ${known}`,
  );
}
