// Shared by the fuzz run's threads: what is asked of one, and what it tells. `progress` is an Int32Array over a
// SharedArrayBuffer: [0] the answer that is being read, so that whoever watches sees one that never ends.

export interface FuzzJob {
  readonly record: string;
  readonly count: number;
  readonly seed: number;
  /** What its own test has servers say. */
  readonly answers: readonly Uint8Array[];
}

export interface FuzzReport {
  readonly record: string;
  readonly answers: number;
  /** Of them, those that the record took for its own, and those after which it asked for more. */
  readonly recognised: number;
  readonly learnt: number;
  readonly seconds: number;
  /** The longest that one answer took, in milliseconds, and which. */
  readonly slowest: number;
  readonly slowestAt: number;
  /** JSON characters of the largest verdict. */
  readonly largest: number;
  readonly heapMost: number;
  /** One line each: which answer, and what happened. */
  readonly faults: readonly string[];
}

/** In old space: beyond it the thread ends, and that is a fault. */
export const HEAP_MOST_MB = 192;
/** One answer, read and asked about. The machine is busy with other things too, so whoever is slower is tried again. */
export const SLOW_MS = 250;
/** A verdict is a few kB; a reply is 64 kB at the most. */
export const VERDICT_MOST = 65_536;
export const FAULTS_MOST = 10;
