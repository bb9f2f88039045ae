// What ARP needs to know of the kernel, for those who may not open its door themselves.
import { addresses, type NetlinkQuestions } from '../../native/netlink/netlink.ts';
import type { OwnSubnet } from './arp.ts';

export { neighbours as readNeighbours } from '../../native/netlink/netlink.ts';

/** Our addresses on an interface, each with its subnet. */
export function readOwnSubnets(interfaceIndex: number, netlink?: Pick<NetlinkQuestions, 'addresses'>): OwnSubnet[] {
  const all = netlink === undefined ? addresses() : netlink.addresses();
  const ours = all.filter((each) => each.interfaceIndex === interfaceIndex);
  return ours.map(({ address, peer, prefixLength }) => {
    const size = 2 ** (32 - prefixLength);
    const first = Math.floor(peer / size) * size;
    return { address, first, last: first + size - 1 };
  });
}
