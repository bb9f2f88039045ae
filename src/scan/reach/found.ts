// What is known of the way to the targets before the first probe goes.
import type { EngineInterface } from '../../link/interfaces/engine-interface.ts';
import type { LateHopLine } from '../../link/next-hops/hop-line.ts';
import type { HopNotice } from '../../link/next-hops/hop-notices.ts';
import type { Hop, HostTable } from '../order/host-table.ts';
import type { NextHop } from './hop-table.ts';

export interface Reach {
  readonly table: HostTable;
  readonly hops: readonly Hop[];
  readonly interfaces: readonly EngineInterface[];
  /** Addresses that answered ARP: they are up, whatever their ports say. */
  readonly neighbours: ReadonlySet<number>;
  /** Targets that are asked, by ARP or by the scan. */
  readonly hostsAsked: number;
  /** Targets that are up and need not be asked: this machine, where a scan by ARP cannot ask it; neighbours, where ARP's answer is enough. */
  readonly localUp: number;
  /** ARP replies that our own kernel dropped before we saw them. */
  readonly arpDrops: number;
}

export interface FoundReach extends Reach {
  /** Whose link addresses may move while the scan runs, and the line on which that is heard, once it is open; null where there is no ARP. */
  readonly nextHops: readonly NextHop[];
  readonly line: LateHopLine | null;
  /** Tells of next hops, each thing once. */
  readonly tell: (notice: HopNotice) => void;
}
