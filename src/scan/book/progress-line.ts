// Where a scan is, five times a second, whichever engine runs it.
import type { Finding, ProgressFinding } from '../../finding/finding.ts';

const INTERVAL_MS = 200;
/** The first pass is most of the way; what is left for the repeats is not known before they come. */
export const FIRST_PASS_SHARE = 0.95;
/** Only the end says that it is over. */
const DONE_MOST = 0.999;

export interface Standing extends Omit<ProgressFinding, 'type' | 'rate' | 'remainingMs'> {
  /** Frames still to be sent; null where nobody knows. */
  readonly left: number | null;
  /** What the rest takes, milliseconds, where it is not frames that take it; infinite: nobody knows. */
  readonly leftMs?: number;
}

/** Called often; asks for the standing, and tells it, when it is time. `nowMs`: by any clock that never goes back. */
export type ProgressLine = (nowMs: number, standing: () => Standing) => void;

export function createProgressLine(emit: (finding: Finding) => void): ProgressLine {
  let shownAt = -1;
  let shownSent = 0;
  let mostDone = 0;
  return (nowMs, standing) => {
    // The first call only begins the count: before it neighbours were looked for, and nothing was sent.
    if (shownAt < 0) shownAt = nowMs;
    if (nowMs - shownAt < INTERVAL_MS) return;
    const { left, leftMs, done, ...known } = standing();
    const rate = ((known.sent - shownSent) / (nowMs - shownAt)) * 1000;
    shownAt = nowMs;
    shownSent = known.sent;
    mostDone = Math.max(mostDone, Math.min(DONE_MOST, done));
    const framesMs = left === null || rate <= 0 ? Number.POSITIVE_INFINITY : (Math.max(0, left) / rate) * 1000;
    const restMs = leftMs ?? framesMs;
    const remainingMs = Number.isFinite(restMs) ? restMs : null;
    emit({ type: 'progress', ...known, done: mostDone, rate: Math.round(rate), remainingMs });
  };
}
