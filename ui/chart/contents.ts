import type { ChartPlan } from '../logic/chart-plan.ts';
import type { KnownHost } from '../logic/host-book.ts';

/** What is on the chart now. */
export interface ChartContents {
  readonly plan: ChartPlan;
  readonly hosts: ReadonlyMap<string, KnownHost>;
  /** Addresses that glow. */
  readonly fresh: ReadonlySet<string>;
  readonly chosen: string | null;
}

/** Milliseconds that the ring around a host that has just come takes to fade. */
export const ARRIVAL_MS = 2_500;
