// The hops of a scan while its hosts are being found, and the interfaces they go out by.
import type { EngineInterface } from '../link/open.ts';
import type { RoutedSegment } from '../link/routes.ts';
import type { Hop } from './host-table.ts';

export function createHopTable() {
  const interfaces = new Map<number, EngineInterface>();
  const slots = new Map<number, number>();
  const hops: Hop[] = [];
  return {
    interfaces,
    hops,
    /** Returns the number of a new hop: the segment's interface, and whom frames go to there. */
    add(segment: RoutedSegment, destinationMac: Uint8Array | null): number {
      let slot = slots.get(segment.interfaceIndex);
      if (slot === undefined) {
        slot = slots.size;
        slots.set(segment.interfaceIndex, slot);
        interfaces.set(segment.interfaceIndex, {
          name: segment.interfaceName,
          index: segment.interfaceIndex,
          kind: segment.kind === 'local' ? 'loopback' : segment.kind === 'raw' ? 'raw' : 'ethernet',
          linkHeader: segment.ethernet ? 14 : 0,
          recorderInterface: slot,
        });
      }
      hops.push({ interfaceSlot: slot, source: segment.source, sourceMac: segment.sourceMac, destinationMac });
      return hops.length - 1;
    },
  };
}
