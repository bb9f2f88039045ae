// Interfaces that a scan or ping does not send on, and where answers may come all the same: with two interfaces in one
// subnet, or several uplinks, the way back is not the way there.
//
// Rules for which are listened on:
//  1. It is up, and no loopback: what comes there comes from this machine alone.
//  2. It is nobody's part: what comes to a bridge's port is seen on the bridge.
//  3. Its packets begin with Ethernet's header or with none.
//  4. At most `OTHERS_MAX`, those with an IPv4 address first: what it costs is bounded.
import {
  type InterfaceAddress,
  type NetlinkQuestions,
  type NetworkInterface,
  withNetlink,
} from '../../native/netlink/netlink.ts';
import type { EngineInterface } from './engine-interface.ts';
import { ARPHRD_ETHER, ARPHRD_TUNNELS } from './interface-kinds.ts';

export const OTHERS_MAX = 64;

/** The interfaces beside those of these indices */
export function otherInterfaces(
  sending: readonly number[],
  netlink?: Pick<NetlinkQuestions, 'interfaces' | 'addresses'>,
): EngineInterface[] {
  if (netlink === undefined) return withNetlink((asked) => otherInterfaces(sending, asked));
  return chooseOthers(netlink.interfaces(), netlink.addresses(), sending);
}

/** The same from values. */
export function chooseOthers(
  interfaces: readonly NetworkInterface[],
  addresses: readonly InterfaceAddress[],
  sending: readonly number[],
): EngineInterface[] {
  const isLoopback = (index: number): boolean => interfaces.some((each) => each.index === index && each.loopback);
  if (sending.every(isLoopback)) return [];
  const hasAddress = new Set(addresses.map(({ interfaceIndex }) => interfaceIndex));
  const rank = ({ index }: NetworkInterface): number => (hasAddress.has(index) ? 0 : 1);
  return interfaces
    .filter(({ index, up, loopback, master, hardwareType }) => {
      if (!up || loopback || master !== null || sending.includes(index)) return false;
      return hardwareType === ARPHRD_ETHER || ARPHRD_TUNNELS.includes(hardwareType);
    })
    .sort((a, b) => rank(a) - rank(b) || a.index - b.index)
    .slice(0, OTHERS_MAX)
    .map(({ name, index, hardwareType }) => {
      const kind = hardwareType === ARPHRD_ETHER ? 'ethernet' : 'raw';
      return { name, index, kind, linkHeader: kind === 'ethernet' ? 14 : 0 };
    });
}
