// What a person is told about targets that are not asked, or that nobody answers for.
import type { Finding } from '../../finding/finding.ts';
import type { RoutedGroup, UnreachableGroup, UnreachableReason } from '../../link/routes/hop-segments.ts';
import { countFlat, type FlatRanges, unflatten } from '../../target/flat-ranges.ts';
import { formatIpv4, formatMac } from '../../wire/address.ts';

/** Of more stretches than this the first are told, and how many there are. */
const TOLD = 3;

/** Which addresses: `198.18.0.0-198.18.0.7, 198.18.1.1`, of many the first and the count. */
function spanText(...groups: readonly { readonly ranges: FlatRanges }[]): string {
  const stretches = groups.reduce((sum, { ranges }) => sum + ranges.length / 2, 0);
  const told = groups
    .flatMap(({ ranges }) => unflatten(ranges.subarray(0, 2 * TOLD)))
    .slice(0, TOLD)
    .map(([first, last]) => (first === last ? formatIpv4(first) : `${formatIpv4(first)}-${formatIpv4(last)}`))
    .join(', ');
  if (stretches <= TOLD) return told;
  const addresses = groups.reduce((sum, { ranges }) => sum + countFlat(ranges), 0);
  const more = (stretches - TOLD).toLocaleString('en');
  return `${told} and ${more} more stretches, ${addresses.toLocaleString('en')} addresses in all,`;
}

function isOne({ ranges }: { readonly ranges: FlatRanges }): boolean {
  return ranges.length === 2;
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

export function unreachableNotice(segment: UnreachableGroup): Finding {
  return notAsked(segment, WHY_NOT[segment.reason]);
}

export function gatewayNotice(segment: RoutedGroup, gateway: number): Finding {
  const text = `the router ${formatIpv4(gateway)} on ${segment.interfaceName} does not answer ARP: ${spanText(segment)} cannot be reached`;
  return { type: 'notice', code: 'N_GATEWAY_DOWN', text };
}

export function nobodyNotice(asked: readonly RoutedGroup[]): Finding {
  const who = asked.length === 1 && isOne(asked[0]) ? spanText(asked[0]) : 'nobody asked';
  const text = `${who} on ${asked[0].interfaceName} answered no ARP request: down, or not there`;
  return { type: 'notice', code: 'N_HOST_DOWN', text };
}

/** Of `addresses` neighbours that one MAC address answers for. */
export function proxyNotice({ interfaceName }: RoutedGroup, mac: Uint8Array, addresses: number): Finding {
  const text = `${formatMac(mac, 0)} on ${interfaceName} answers ARP for ${addresses.toLocaleString('en')} addresses: a router in their stead, so none of them is up by that; they are asked through it`;
  return { type: 'notice', code: 'N_PROXY_ARP', text };
}

/** It may be either: what a firewall hides answers ARP alone too. */
export function manyNotice({ interfaceName }: RoutedGroup, mac: Uint8Array, addresses: number): Finding {
  const text = `${formatMac(mac, 0)} on ${interfaceName} answers ARP for ${addresses.toLocaleString('en')} addresses: a machine that has all of them, or a router in the stead of hosts that need not be there (proxy ARP)`;
  return { type: 'notice', code: 'N_PROXY_ARP', text };
}

/** Of a scan by ARP: what no ARP request reaches. */
export function noArpNotice(segment: RoutedGroup): Finding {
  const { kind, interfaceName } = segment;
  if (kind === 'local') return notAsked(segment, "these are this machine's own addresses");
  return notAsked(
    segment,
    kind === 'raw' ? `there is no ARP on ${interfaceName}` : 'it is not on a link of this machine',
  );
}

function notAsked(segment: RoutedGroup | UnreachableGroup, why: string): Finding {
  return {
    type: 'notice',
    code: 'N_NOT_ASKED',
    text: `${spanText(segment)} ${isOne(segment) ? 'is' : 'are'} not asked: ${why}`,
  };
}
