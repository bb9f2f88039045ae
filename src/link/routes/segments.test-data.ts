// Hops as tests write and read them.
import { flatten } from '../../target/flat-ranges.ts';
import { formatIpv4 } from '../../wire/address.ts';
import type { AddressRange } from '../interfaces/interfaces.ts';
import { groupHops, type RoutingView } from './hop-groups.ts';
import { type HopSegment, segmentsOf } from './hop-segments.ts';

export function planHops(
  ranges: readonly AddressRange[],
  view: RoutingView,
  interfaceName?: string | null,
): HopSegment[] {
  return segmentsOf(groupHops(flatten(ranges), view, interfaceName));
}

/** Segments as lines for people: `198.18.0.1-198.18.0.254 on-link dev eth0 src 198.18.0.1`. */
export function describeSegment(segment: HopSegment): string {
  const range =
    segment.first === segment.last
      ? formatIpv4(segment.first)
      : `${formatIpv4(segment.first)}-${formatIpv4(segment.last)}`;
  if (segment.kind === 'unreachable') return `${range} unreachable (${segment.reason})`;
  const via = segment.gateway === null ? '' : ` via ${formatIpv4(segment.gateway)}`;
  return `${range} ${segment.kind}${via} dev ${segment.interfaceName} src ${formatIpv4(segment.source)}`;
}
