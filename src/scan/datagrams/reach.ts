// Which hosts are asked by datagrams, and from which of our addresses. Our system finds the way and the address; only where several
// are to ask is it asked which are on the way (reach/sources.ts): whoever may send may send from any of them.
import type { NetlinkQuestions } from '../../link/routes/kernel-view.ts';
import { groupRoutes } from '../../link/routes/routes.ts';
import { flatten } from '../../target/flat-ranges.ts';
import { type Hop, type HostTable, hostTableOf } from '../order/host-table.ts';
import { createHopTable } from '../reach/hop-table.ts';
import { createSources, wantsSeveral } from '../reach/sources.ts';
import type { ScanSpec } from '../spec.ts';

/** From 0: from whichever address our system chooses. */
const ANY: Hop = { interfaceSlot: 0, sources: [0], sourceMac: null, destinationMac: null };

export interface DatagramReach {
  readonly table: HostTable;
  readonly hops: readonly Hop[];
}

/** Throws ScanError E_NOT_OUR_ADDRESS. `routing`: null where the kernel cannot be asked. */
export function datagramReach(spec: ScanSpec, routing: NetlinkQuestions | null): DatagramReach {
  const ranges = flatten(spec.targets);
  const isNamed = typeof spec.sources === 'object';
  if (routing === null || !(isNamed || wantsSeveral(spec))) {
    return { table: hostTableOf([{ ranges, hop: 0 }]), hops: [ANY] };
  }
  const hopTable = createHopTable(createSources(spec, routing));
  const parts = groupRoutes(ranges, { interfaceName: null }, routing).map((group) => ({
    ranges: group.ranges,
    hop: group.kind === 'unreachable' ? 0 : 1 + hopTable.add(group, null),
  }));
  return { table: hostTableOf(parts), hops: [ANY, ...hopTable.hops] };
}
