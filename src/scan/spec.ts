// What a scan is asked to do: plain values, so that it can be handed to the engine's process (src/engine/border/scan-job.ts).

import type { ProbeName } from '../probe/probe-name.ts';
import type { FlatRanges } from '../target/flat-ranges.ts';
import type { Range } from '../target/ranges.ts';
import type { EngineName } from './engine-name.ts';

/** So many of our own addresses ask at the most: a bit each, of a word a host (order/askers.ts). */
export const SOURCES_MOST = 32;

export interface ScanSpec {
  /** Addresses to ask: sorted, disjoint, exclusions already taken out; flat where there may be many. */
  readonly targets: readonly Range[] | FlatRanges;
  /** Addresses never to ask; checked again where packets are made. Sorted, disjoint. */
  readonly excluded: readonly Range[];
  /** How each of them is asked. */
  readonly probe: ProbeName;
  /** Sorted, disjoint, 1 to 65535 (0 only where the user asked for it); for probes without ports just 0. */
  readonly ports: readonly Range[];
  /** `raw` needs CAP_NET_RAW, `kernel` CAP_BPF and CAP_NET_ADMIN too, `connect` nothing. */
  readonly engine: EngineName;
  /** How many processors make probes at the most in the kernel engine; null: as many as there are to spare. */
  readonly generators: number | null;
  /** Frames a second, never exceeded over any 100 ms; null: find out what the network bears. */
  readonly rateCap: number | null;
  /** Gives the order of the probes; the same seed gives the same order. */
  readonly seed: string;
  /** This process's share of the probes: `index` of `count`, from 1. */
  readonly shard: { readonly index: number; readonly count: number };
  /** How often a silent probe is sent again at the most; null: as often as the measured loss needs. */
  readonly maxRetries: number | null;
  /** Only this interface. */
  readonly interfaceName: string | null;
  /** A descriptor open for appending, where what is sent and received is recorded (pcapng). */
  readonly recordTo: number | null;
  /** A descriptor open for reading and writing, where the scan's journal is kept (journal/layout.ts), or was begun; none: null. */
  readonly journalTo?: number | null;
  /** Ports that a datagram showed to be open are told with the first bytes of it. */
  readonly keepResponses?: boolean;
  /** UDP: hosts that limit their refusals are asked at their own pace until every port is decided. */
  readonly decideAll?: boolean;
  /**
   * UDP: which of this machine's addresses ask. `auto`: where it is of use, all that are on the way; `one`: the one that the
   * route names; or these, as they are numbered. Default: `auto`.
   */
  readonly sources?: 'auto' | 'one' | readonly number[];
  /** Bytes that all a scan keeps may take, the ledger most of it (memory-plan.ts); above it only open ports are remembered. */
  readonly ledgerLimit: number;
}
