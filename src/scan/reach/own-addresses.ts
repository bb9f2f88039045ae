// This machine among the targets, where hosts are looked for: it is up, and nobody needs to ask.
import type { Finding } from '../../finding/finding.ts';
import type { HopGroup } from '../../link/routes/hop-segments.ts';
import { countFlat, unflatten } from '../../target/flat-ranges.ts';
import { formatIpv4 } from '../../wire/address.ts';

/** Of one kind: so many addresses may each be one of ours. More are a whole network that leads to this machine. */
const OWN_MOST = 256;

/** Tells those of a segment as up, and returns how many they are; 0: they are none of ours, or too many. */
export function tellOwn({ kind, ranges }: HopGroup, emit: (finding: Finding) => void): number {
  const addresses = countFlat(ranges);
  if (kind !== 'local' || addresses > OWN_MOST) return 0;
  for (const [first, last] of unflatten(ranges)) {
    for (let address = first; address <= last; address++) {
      emit({ type: 'host', ip: formatIpv4(address), state: 'up', reason: 'local' });
    }
  }
  return addresses;
}
