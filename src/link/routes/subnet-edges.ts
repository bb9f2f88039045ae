// Network and broadcast addresses of this machine's subnets: asking one would ask everybody.
import type { InterfaceAddress, NetworkInterface } from '../../native/netlink/netlink.ts';
import type { Prefix } from './route-pieces.ts';

/** By address, the interface each belongs to. */
export interface SubnetEdges {
  /** Network and broadcast addresses of the machine's subnets. */
  readonly broadcast: ReadonlyMap<number, number>;
  /** Those that lie inside a wider subnet of the same interface, where they are ordinary addresses. */
  readonly ordinary: ReadonlyMap<number, number>;
}

export function subnetEdges(
  addresses: readonly InterfaceAddress[],
  byIndex: ReadonlyMap<number, NetworkInterface>,
): SubnetEdges {
  const broadcast = new Map<number, number>();
  const ordinary = new Map<number, number>();
  const subnets = addresses.flatMap(({ interfaceIndex, peer, prefixLength, broadcast: written }) => {
    if (prefixLength > 30 || byIndex.get(interfaceIndex)?.loopback) return [];
    const size = 2 ** (32 - prefixLength);
    const first = Math.floor(peer / size) * size;
    return [{ interfaceIndex, first, last: first + size - 1, written }];
  });
  for (const { interfaceIndex, first, last, written } of subnets) {
    const wider = subnets.filter((each) => each.interfaceIndex === interfaceIndex);
    for (const edge of new Set([first, last, written ?? last])) {
      const inside = (edge === first || edge === last) && wider.some((each) => edge > each.first && edge < each.last);
      if (inside) ordinary.set(edge, interfaceIndex);
      else broadcast.set(edge, interfaceIndex);
    }
  }
  // What one subnet's administrator wrote as its broadcast address is one, whatever lies around it.
  for (const [edge, interfaceIndex] of broadcast) if (ordinary.get(edge) === interfaceIndex) ordinary.delete(edge);
  return { broadcast, ordinary };
}

export function edgePrefixes({ broadcast, ordinary }: SubnetEdges): Prefix[] {
  return [...broadcast.keys(), ...ordinary.keys()].map((destination) => ({ destination, prefixLength: 32 }));
}
