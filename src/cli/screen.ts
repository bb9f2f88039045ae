// A terminal shared by results, notes and a status of one or several lines that are always the last.
import type { Output } from './output.ts';

/** Back to the first column and clear to the end of the line (ECMA-48, EL). */
const CLEAR_LINE = '\r\x1b[K';
/** Back to the first column `lines` above, and clear all that is below (ECMA-48, CUU and ED). */
const clearLines = (lines: number): string => `\r\x1b[${lines}A\x1b[J`;
/** No more than five a second. */
const STATUS_INTERVAL_MS = 190;

export interface Screen extends Output {
  /**
   * Shows `text` (lines no wider than the screen, the last one without an end) as the status; `null` takes it away.
   * Shown at most five times a second: text that costs something is given as a function, called only when it is shown.
   */
  status(text: string | (() => string) | null): void;
  /** What `write` gives to out() goes out at once, in one call of the system. */
  together(write: () => void): void;
}

/** `live`: whether stderr is a terminal that a status line may be drawn on. `now`: milliseconds, any origin. */
export function createScreen(output: Output, live: boolean, now: () => number = () => performance.now()): Screen {
  let shown: string | null = null;
  let lastDrawn = Number.NEGATIVE_INFINITY;
  const clear = (): void => {
    if (shown === null) return;
    const above = shown.split('\n').length - 1;
    output.err(above === 0 ? CLEAR_LINE : clearLines(above));
  };
  const around = (write: () => void): void => {
    clear();
    write();
    if (shown !== null) output.err(shown);
  };
  let held: string[] | null = null;
  const release = (): void => {
    const text = held?.join('') ?? '';
    if (held !== null) held = [];
    if (text !== '') around(() => output.out(text));
  };
  return {
    out(text) {
      if (held !== null && typeof text === 'string') held.push(text);
      else {
        release();
        around(() => output.out(text));
      }
    },
    err(text) {
      release();
      around(() => output.err(text));
    },
    together(write) {
      held = [];
      try {
        write();
        release();
      } finally {
        held = null;
      }
    },
    status(text) {
      if (!live) return;
      if (text === null) {
        clear();
        shown = null;
      } else if (now() - lastDrawn >= STATUS_INTERVAL_MS) {
        lastDrawn = now();
        const next = typeof text === 'string' ? text : text();
        const above = shown?.includes('\n') ?? false;
        if (above) clear();
        shown = next;
        output.err(above ? next : CLEAR_LINE + next);
      }
    },
  };
}
