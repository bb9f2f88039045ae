// The routes to targets, read from the kernel.
import {
  type NetlinkQuestions,
  type PolicyRule,
  type PortRange,
  type RouteOptions,
  withNetlink,
} from '../../native/netlink/netlink.ts';
import { type FlatRanges, flatten } from '../../target/flat-ranges.ts';
import type { AddressRange } from '../interfaces/interfaces.ts';
import { groupHops } from './hop-groups.ts';
import { type HopGroup, type HopSegment, segmentsOf } from './hop-segments.ts';

export interface RouteChoice {
  /** Only this interface (`-e`). */
  readonly interfaceName?: string | null;
  /** Send from this address of ours (`-S`); policy rules may route by it. */
  readonly source?: number | null;
  /** What is sent; policy rules may route by it (ip-rule(8): ipproto, sport, dport). */
  readonly flow?: Flow | null;
}

/** IP protocol number, and ports where it has some. */
export type Flow = Pick<RouteOptions, 'protocol' | 'sourcePort' | 'destinationPort'>;

/**
 * The hop segments of the ranges, sorted. `ranges` must be sorted and disjoint. Needs no privileges and sends nothing.
 * Throws LinkError: E_NO_INTERFACE, E_INTERFACE_DOWN. For few ranges; of many, see `groupRoutes`.
 */
export function planRoutes(ranges: readonly AddressRange[], choice: RouteChoice = {}): HopSegment[] {
  return segmentsOf(groupRoutes(flatten(ranges), choice));
}

/** The same by hop: what each leads to. */
export function groupRoutes(ranges: FlatRanges, choice: RouteChoice = {}, netlink?: NetlinkQuestions): HopGroup[] {
  if (netlink === undefined) return withNetlink((asked) => groupRoutes(ranges, choice, asked));
  const from = choice.source ?? null;
  const rules = netlink.rules();
  // Kernels before 4.19 know no such rules, and no such question.
  const flow = rules.some(goesByFlow) ? choice.flow : null;
  return groupHops(
    ranges,
    {
      interfaces: netlink.interfaces(),
      addresses: netlink.addresses(),
      routes: netlink.routes(),
      rules,
      lookup(address, interfaceIndex) {
        const bound = { ...(interfaceIndex === undefined ? {} : { interfaceIndex }), ...flow };
        if (from === null) return netlink.routeTo(address, bound);
        // The kernel names a source only where it chose one itself.
        return { ...netlink.routeTo(address, { ...bound, source: from }), source: from };
      },
    },
    choice.interfaceName,
  );
}

function goesByFlow({ protocol, sourcePorts, destinationPorts }: PolicyRule): boolean {
  return protocol !== null || sourcePorts !== null || destinationPorts !== null;
}

/** Policy rules that go by the destination port of this protocol: their ports. Needs no privileges. */
export function readPortRules(protocol: number, netlink?: Pick<NetlinkQuestions, 'rules'>): PortRange[] {
  const rules = netlink === undefined ? withNetlink((asked) => asked.rules()) : netlink.rules();
  return rules.flatMap((rule) =>
    rule.destinationPorts !== null && (rule.protocol ?? protocol) === protocol ? [rule.destinationPorts] : [],
  );
}
