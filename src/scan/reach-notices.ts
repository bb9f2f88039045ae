// What a person is told about targets that are not asked, or that nobody answers for.
import type { Finding } from '../finding/finding.ts';
import type { RoutedSegment, UnreachableReason, UnreachableSegment } from '../link/routes.ts';
import { formatIpv4 } from '../wire/address.ts';

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

export function unreachableNotice(segment: UnreachableSegment): Finding {
  return notAsked(segment, WHY_NOT[segment.reason]);
}

export function gatewayNotice(segment: RoutedSegment, gateway: number): Finding {
  const text = `the router ${formatIpv4(gateway)} on ${segment.interfaceName} does not answer ARP: ${spanText(segment)} cannot be reached`;
  return { type: 'notice', code: 'N_GATEWAY_DOWN', text };
}

export function nobodyNotice(asked: readonly RoutedSegment[]): Finding {
  const who = asked.length === 1 ? spanText(asked[0]) : 'nobody asked';
  const text = `${who} on ${asked[0].interfaceName} answered no ARP request: down, or not there`;
  return { type: 'notice', code: 'N_HOST_DOWN', text };
}

/** Of a scan by ARP: what no ARP request reaches. */
export function noArpNotice(segment: RoutedSegment): Finding {
  const { kind, interfaceName } = segment;
  if (kind === 'local') return notAsked(segment, "these are this machine's own addresses");
  return notAsked(
    segment,
    kind === 'raw' ? `there is no ARP on ${interfaceName}` : 'it is not on a link of this machine',
  );
}

function notAsked(segment: RoutedSegment | UnreachableSegment, why: string): Finding {
  return { type: 'notice', code: 'N_NOT_ASKED', text: `${spanText(segment)} is not asked: ${why}` };
}
