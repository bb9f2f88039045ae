// A terminal shared by results, notes and one status line that is always the last.
import type { Output } from './output.ts';

/** Back to the first column and clear to the end of the line (ECMA-48, EL). */
const CLEAR_LINE = '\r\x1b[K';
/** No more than five a second. */
const STATUS_INTERVAL_MS = 190;

export interface Screen extends Output {
  /** Shows `line` as the status; `null` takes it away. Shown at most five times a second. */
  status(line: string | null): void;
}

/** `live`: whether stderr is a terminal that a status line may be drawn on. `now`: milliseconds, any origin. */
export function createScreen(output: Output, live: boolean, now: () => number = () => performance.now()): Screen {
  let shown: string | null = null;
  let lastDrawn = Number.NEGATIVE_INFINITY;
  const around = (write: () => void): void => {
    if (shown !== null) output.err(CLEAR_LINE);
    write();
    if (shown !== null) output.err(shown);
  };
  return {
    out: (text) => around(() => output.out(text)),
    err: (text) => around(() => output.err(text)),
    status(line) {
      if (!live) return;
      if (line === null) {
        if (shown !== null) output.err(CLEAR_LINE);
        shown = null;
      } else if (now() - lastDrawn >= STATUS_INTERVAL_MS) {
        lastDrawn = now();
        shown = line;
        output.err(CLEAR_LINE + line);
      }
    },
  };
}
