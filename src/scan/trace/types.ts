// What a trace is asked for, and what it finds.
import type { TraceMethod } from '../../probe/trace.ts';
import type { Range } from '../../target/ranges.ts';

export interface TraceTarget {
  readonly address: number;
  readonly method: TraceMethod;
  /** 0 where the method knows no ports. */
  readonly port: number;
  /** Routers on the way, as its answers' TTL implies; null: not known. */
  readonly hops: number | null;
}

export interface TraceOptions {
  readonly targets: readonly TraceTarget[];
  /** Never asked, whatever the targets say: sorted, disjoint; taken out where the job comes in. */
  readonly excluded?: readonly Range[];
  /** Probes a second at the most; null: as many as routers bear. */
  readonly rateCap: number | null;
}

/** A step on the way; the first has number 1. */
export interface Step {
  /** Null: who is there lets packets die in silence. */
  readonly address: number | null;
  /** Not asked for this target: as that of another on the same way. */
  readonly isShared?: true;
  /** Silent here, and so at another target of the same /24, as far away, where it answered. */
  readonly isAssumed?: true;
  readonly rttMs?: number;
}

export interface PathFound {
  readonly type: 'path';
  readonly address: number;
  readonly method: TraceMethod;
  /** The target itself answered, as the last step. */
  readonly reached: boolean;
  readonly steps: readonly Step[];
}

export interface TraceDone {
  readonly type: 'traced';
  readonly probes: number;
  readonly answered: number;
  readonly elapsedMs: number;
}

export type TraceEvent = PathFound | TraceDone;
