// Something measured beside a run, besides its time.
import type { Lab } from '../../lab/network/build.ts';

export interface Gauge {
  /** Of the columns it adds, with their unit. */
  readonly titles: readonly string[];
  /** Measures from now on; `pid` is the tool's process. */
  start(lab: Lab, pid: number): RunningGauge;
}

export interface RunningGauge {
  /** Ends the measurement. One value a title; null where there was nothing to measure. */
  stop(): Promise<readonly (number | null)[]>;
}
