// The hops of a scan while its hosts are being found, and the interfaces they go out by.
import type { EngineInterface } from '../../link/interfaces/engine-interface.ts';
import type { RoutedHop } from '../../link/routes/hop-segments.ts';
import { MAC_LENGTH } from '../../wire/address.ts';
import type { Hop } from '../order/host-table.ts';
import type { SourcesOf } from './sources.ts';

/** A hop with a link address of its own, which may move. */
export interface NextHop {
  /** Its number. */
  readonly hop: number;
  readonly interfaceIndex: number;
  /** IPv4. */
  readonly address: number;
  readonly isGateway: boolean;
  /** The administrator says so: it is not asked. */
  readonly fixed: boolean;
}

/** `sourcesOf`: which of our addresses ask (sources.ts). */
export function createHopTable(sourcesOf: SourcesOf = ({ source }) => [source]) {
  const interfaces = new Map<number, EngineInterface>();
  const sharedCopy = createSharedMacs();
  const slots = new Map<number, number>();
  const hops: Hop[] = [];
  const nextHops: NextHop[] = [];
  const table = {
    interfaces,
    hops,
    nextHops,
    /** A hop that is followed where it moves. */
    follow(segment: RoutedHop, address: number, mac: Uint8Array, fixed: boolean): number {
      const hop = table.add(segment, mac);
      const { interfaceIndex, gateway } = segment;
      nextHops.push({ hop, interfaceIndex, address, isGateway: gateway !== null, fixed });
      return hop;
    },
    /** Returns the number of a new hop: the segment's interface, and whom frames go to there. */
    add(segment: RoutedHop, destinationMac: Uint8Array | null): number {
      let slot = slots.get(segment.interfaceIndex);
      if (slot === undefined) {
        slot = slots.size;
        slots.set(segment.interfaceIndex, slot);
        interfaces.set(segment.interfaceIndex, {
          name: segment.interfaceName,
          index: segment.interfaceIndex,
          kind: segment.kind === 'local' ? 'loopback' : segment.kind === 'raw' ? 'raw' : 'ethernet',
          linkHeader: segment.ethernet ? 14 : 0,
        });
      }
      const shared = destinationMac === null ? null : sharedCopy(destinationMac);
      hops.push({
        interfaceSlot: slot,
        sources: sourcesOf(segment),
        sourceMac: segment.sourceMac,
        destinationMac: shared,
      });
      return hops.length - 1;
    },
  };
  return table;
}

const MACS_A_SLAB = 4096;

/** MAC addresses in memory that every thread sees, thousands in one piece; the controller alone writes there (hop-watch.ts). */
function createSharedMacs(): (mac: Uint8Array) => Uint8Array {
  let slab = new Uint8Array(new SharedArrayBuffer(0));
  let filled = 0;
  return (mac) => {
    if (filled === slab.length) {
      slab = new Uint8Array(new SharedArrayBuffer(MACS_A_SLAB * MAC_LENGTH));
      filled = 0;
    }
    const shared = slab.subarray(filled, filled + MAC_LENGTH);
    filled += MAC_LENGTH;
    shared.set(mac);
    return shared;
  };
}
