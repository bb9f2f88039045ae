// How round-trip times are spread, as bars of text. Times are kept by the microsecond, above 10 ms to four digits, so
// that an endless ping needs bounded memory; the edges of the bars always lie between what is kept, so every bar's
// count is exact.
import { counted, thousands } from '../format.ts';
import { micros } from './names.ts';

export interface RttHistogram {
  /** Milliseconds. */
  add(rttMs: number): void;
  readonly size: number;
  /** Bars from the shortest time to the longest, those without a time between them too. */
  bars(): Bar[];
}

export interface Bar {
  /** Microseconds, included. */
  readonly from: number;
  /** Microseconds, not included. */
  readonly to: number;
  readonly count: number;
}

const LINEAR_BARS_MAX = 16;
/** Times that differ by more than this factor are shown in steps of 1, 2, 5, 10 ..., not in even ones. */
const LINEAR_FACTOR = 10;
const BAR_WIDTH = 40;
const EXACT_DIGITS = 4;

export function createRttHistogram(): RttHistogram {
  const counts = new Map<number, number>();
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(rttMs) {
      const exact = Math.max(0, Math.round(rttMs * 1000));
      const unit = unitOf(exact);
      const kept = Math.floor(exact / unit) * unit;
      counts.set(kept, (counts.get(kept) ?? 0) + 1);
      size++;
    },
    bars() {
      if (size === 0) return [];
      let least = Number.POSITIVE_INFINITY;
      let most = 0;
      for (const time of counts.keys()) {
        least = Math.min(least, time);
        most = Math.max(most, time);
      }
      const edges = most > least * LINEAR_FACTOR ? logarithmic(least, most) : linear(least, most);
      const bars = new Array<number>(edges.length - 1).fill(0);
      for (const [time, count] of counts) bars[edges.findLastIndex((edge) => edge <= time)] += count;
      return bars.map((count, i) => ({ from: edges[i], to: edges[i + 1], count }));
    },
  };
}

/** Text of a histogram, a line a bar, each with its end. `name`: what was measured. */
export function histogramText(name: string, histogram: RttHistogram): string {
  const bars = histogram.bars();
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const fromWidth = Math.max(0, ...bars.map(({ from }) => micros(from / 1000).length));
  const toWidth = Math.max(0, ...bars.map(({ to }) => micros(to / 1000).length));
  const countWidth = Math.max(0, ...bars.map(({ count }) => thousands(count).length));
  let text = `RTT of ${name}: ${counted(histogram.size, 'answer')}\n`;
  for (const { from, to, count } of bars) {
    const range = `${micros(from / 1000).padStart(fromWidth)} to ${micros(to / 1000).padStart(toWidth)} ms`;
    const bar = count === 0 ? '' : '█'.repeat(Math.floor((count / most) * BAR_WIDTH)) || '▏';
    text += `  ${range}  ${thousands(count).padStart(countWidth)}  ${bar}`.trimEnd();
    text += '\n';
  }
  return text;
}

/** What times of this size are kept in whole numbers of: 1 µs up to 9,999 µs, then 10 µs, 100 µs ... */
function unitOf(micros: number): number {
  return 10 ** Math.max(0, String(micros).length - EXACT_DIGITS);
}

function linear(least: number, most: number): number[] {
  let step = unitOf(most);
  for (let i = 0; (most - least) / step >= LINEAR_BARS_MAX - 1; i++) step *= i % 3 === 1 ? 2.5 : 2;
  const edges = [Math.floor(least / step) * step];
  while (edges[edges.length - 1] <= most) edges.push(edges[edges.length - 1] + step);
  return edges;
}

function logarithmic(least: number, most: number): number[] {
  const edges = [0, 1];
  while (edges[edges.length - 1] <= most) edges.push(edges[edges.length - 1] * (edges.length % 3 === 0 ? 2.5 : 2));
  return edges.slice(edges.findLastIndex((edge) => edge <= least));
}
