// Round-trip times as a small graph of one line: the last probes, scaled from the smallest to the largest shown. A probe
// without an answer is a gap; one whose answer may still come is a dot.
import type { PingResult } from '../../ping/types.ts';
import { counted, thousands } from '../format.ts';
import { micros } from './names.ts';

const BLOCKS = '▁▂▃▄▅▆▇█';
/** For times that are all the same. */
const LEVEL = '▄';
const GAP = ' ';
const WAITING = '·';

/** Probes that a graph remembers: a wide terminal. */
const REMEMBERED = 512;
const LABEL_MAX = 30;

/** In place of a time. */
export const LOST = -1;
export const UNKNOWN = -2;

/** `times`: milliseconds, LOST or UNKNOWN. One character each. */
export function sparkline(times: readonly number[]): string {
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const time of times) {
    if (time < 0) continue;
    least = Math.min(least, time);
    most = Math.max(most, time);
  }
  const block = (time: number): string => {
    if (time === LOST) return GAP;
    if (time < 0) return WAITING;
    if (most <= least) return LEVEL;
    return BLOCKS[Math.min(BLOCKS.length - 1, Math.floor(((time - least) / (most - least)) * BLOCKS.length))];
  };
  return times.map(block).join('');
}

export interface PingGraph {
  take(result: PingResult): void;
  readonly probes: number;
  readonly lost: number;
  /** Not longer than `columns` characters, the label taking `labelWidth`; without a line end. */
  line(columns: number, labelWidth: number): string;
  readonly label: string;
}

/** The graph of one target. */
export function createPingGraph(label: string): PingGraph {
  // The probe n is at n % REMEMBERED: results come in the order of answers, not of probes.
  const times = new Float64Array(REMEMBERED).fill(UNKNOWN);
  const short = label.length > LABEL_MAX ? `${label.slice(0, LABEL_MAX - 1)}…` : label;
  let newest = 0;
  let probes = 0;
  let lost = 0;
  return {
    label: short,
    get probes() {
      return probes;
    },
    get lost() {
      return lost;
    },
    take(result) {
      const { n } = result;
      const time = timeOf(result);
      probes++;
      if (time === LOST) lost++;
      if (n <= newest - REMEMBERED) return;
      for (let each = Math.max(newest + 1, n - REMEMBERED + 1); each < n; each++) times[each % REMEMBERED] = UNKNOWN;
      newest = Math.max(newest, n);
      times[n % REMEMBERED] = time;
    },
    line(columns, labelWidth) {
      const all: number[] = [];
      for (let n = Math.max(1, newest - REMEMBERED + 1); n <= newest; n++) all.push(times[n % REMEMBERED]);
      const loss = `${thousands(lost)} lost`;
      const head = `${short.padEnd(labelWidth)} `;
      // The range is that of the times shown, so its text is made room for before they are chosen.
      const room = columns - head.length - RANGE_WIDTH - loss.length;
      const shown = room > 0 ? all.slice(-room) : [];
      return `${head}${sparkline(shown)} ${rangeText(shown)}  ${loss}`.slice(0, Math.max(0, columns));
    },
  };
}

/** Of ` 1234.567..1234.567 ms  `. */
const RANGE_WIDTH = 24;

function rangeText(times: readonly number[]): string {
  const answered = times.filter((time) => time >= 0);
  if (answered.length === 0) return 'no answer';
  return `${micros(Math.min(...answered))}..${micros(Math.max(...answered))} ms`;
}

/** Errors that routers send are no answers of the target. */
function timeOf({ state, rttMs }: PingResult): number {
  return rttMs !== null && (state === 'open' || state === 'closed' || state === 'up') ? rttMs : LOST;
}

/** The graphs one below the other, or where there are more than `lines` of them one line about all. No line end. */
export function graphLines(graphs: Iterable<PingGraph>, columns: number, lines: number): string {
  const all = [...graphs];
  if (all.length <= lines) {
    const width = Math.max(...all.map(({ label }) => label.length));
    return all.map((graph) => graph.line(columns, width)).join('\n');
  }
  const probes = all.reduce((sum, graph) => sum + graph.probes, 0);
  const lost = all.reduce((sum, graph) => sum + graph.lost, 0);
  const text = `${counted(all.length, 'target')}: ${counted(probes - lost, 'answer')} to ${counted(probes, 'probe')}, ${thousands(lost)} lost`;
  return text.slice(0, Math.max(0, columns));
}
