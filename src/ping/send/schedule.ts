// When each probe is due. Targets are asked in turn, round after round:
//
//   round 0: target 0, 1, 2 ... one `spacing` apart      round 1: the same, one `interval` later      ...
//
// Every time is counted from the start, never from the last probe, so nothing drifts.

/** Milliseconds between two targets of a round where the interval leaves room: no burst at its begin. */
const SPACING_MOST = 10;
/** Frames a second over all targets, whatever is asked: a ping is no flood. */
const FASTEST = 50_000;

export interface Schedule {
  /** Milliseconds from the start until probe `k` (from 0, over all targets and rounds) is due. */
  dueAt(k: number): number;
  /** Between two probes to one target; longer than asked for where a cap says so. */
  readonly intervalMs: number;
  readonly spacingMs: number;
}

export function createSchedule(targets: number, intervalMs: number, rateCap: number | null): Schedule {
  const shortest = 1000 / Math.min(FASTEST, rateCap ?? FASTEST);
  const interval = Math.max(intervalMs, targets * shortest);
  const spacing = Math.max(shortest, Math.min(SPACING_MOST, interval / targets));
  return {
    dueAt: (k) => Math.floor(k / targets) * interval + (k % targets) * spacing,
    intervalMs: interval,
    spacingMs: spacing,
  };
}
