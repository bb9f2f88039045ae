// One run against the truth, and several runs as one row.
import type { Truth } from '../../lab/truth/truth.ts';
import type { Account } from '../read/read-output.ts';
import type { Check } from './results.ts';
import { grouped, median, pairedRatio, spread } from './statistics.ts';

/** One run of one tool. */
export interface Sample {
  readonly seconds: number;
  /** Why it is no whole run; null: it is. */
  readonly failure: string | null;
  readonly found: number;
  /** Open ports there were. */
  readonly of: number;
  /** Reported as open, and not so. */
  readonly wrong: number;
  /** Packets; null: not counted (loopback). */
  readonly sent: number | null;
  readonly lost: number | null;
  readonly silent: number | null;
  /** What the gauge measured, in the order of its titles; null: there was nothing to measure. */
  readonly gauged: readonly (number | null)[];
}

/** How many of the open ports were found, and how many were reported that are not open. */
export function compare(open: Account['open'], truth: Truth): Pick<Sample, 'found' | 'of' | 'wrong'> {
  let found = 0;
  let of = 0;
  let reported = 0;
  for (const [address, ports] of truth) {
    const seen = open.get(address);
    of += ports.length;
    for (const port of ports) if (seen?.has(port)) found++;
  }
  for (const ports of open.values()) reported += ports.size;
  return { found, of, wrong: reported - found };
}

export const SCAN_COLUMNS: readonly string[] = [
  'tool',
  'runs',
  'time, s',
  'packets a second',
  'packets sent',
  'open ports found',
  'lost in the network',
  'silent',
];

/** The cells of one tool, under SCAN_COLUMNS and the gauge's titles. Times and rates are those of whole runs. */
export function scanRow(tool: string, samples: readonly Sample[]): string[] {
  const whole = samples.filter(({ failure }) => failure === null);
  const failed = samples.length - whole.length;
  const sent = numbers(whole.map((sample) => sample.sent));
  const rates = numbers(whole.map((sample) => (sample.sent === null ? null : sample.sent / sample.seconds)));
  const gauges = samples[0]?.gauged.length ?? 0;
  return [
    tool,
    failed === 0 ? String(samples.length) : `${samples.length}, ${failed} failed`,
    spread(
      whole.map(({ seconds }) => seconds),
      2,
    ),
    grouped(median(rates)),
    grouped(median(sent)),
    foundCell(samples),
    grouped(median(numbers(whole.map(({ lost }) => lost)))),
    grouped(median(numbers(whole.map(({ silent }) => silent)))),
    ...Array.from({ length: gauges }, (_, k) => spread(numbers(whole.map(({ gauged }) => gauged[k])), 2)),
  ];
}

/** `128 of 128`, or `101-123 of 128, all in 0 of 3 runs`. */
export function foundCell(samples: readonly Sample[]): string {
  if (samples.length === 0) return '-';
  const found = samples.map((sample) => sample.found);
  const of = Math.max(...samples.map((sample) => sample.of));
  const [least, most] = [Math.min(...found), Math.max(...found)];
  const wrong = samples.reduce((sum, sample) => sum + sample.wrong, 0);
  const all = samples.filter((sample) => sample.found === sample.of).length;
  const range = least === most ? `${least} of ${of}` : `${least}-${most} of ${of}`;
  const runs = all === samples.length ? '' : `, all in ${all} of ${samples.length} runs`;
  return `${range}${runs}${wrong === 0 ? '' : `; ${wrong} reported that are not open`}`;
}

/** The failures of a tool, each once, for a note. */
export function failuresOf(tool: string, samples: readonly Sample[]): string[] {
  const texts = new Set(samples.flatMap(({ failure }) => failure ?? []));
  return [...texts].map((text) => `${tool} failed: ${text}`);
}

/** Exactly the truth in every run, and every run a whole one. */
export function checkComplete(samples: readonly Sample[]): Check {
  const good = samples.filter(({ found, of, wrong, failure }) => found === of && wrong === 0 && failure === null);
  return {
    wanted: `all open ports, and no other, in ${samples.length} runs of ${samples.length}`,
    got: `${good.length} runs of ${samples.length}`,
    met: samples.length > 0 && good.length === samples.length,
  };
}

/** `times` faster than a peer, by pairs of whole runs. Null where the peer did not run: there is nothing to compare. */
export function checkFaster(
  peer: string,
  times: number,
  ours: readonly Sample[],
  theirs: readonly Sample[],
): Check | null {
  if (theirs.length === 0) return null;
  const ratio = pairedRatio(wholeSeconds(theirs), wholeSeconds(ours));
  return {
    wanted: times === 1 ? `not slower than ${peer}` : `${times} times faster than ${peer}`,
    got: ratio === null ? 'no pair of whole runs' : `${ratio.toFixed(2)} times (median of the pairs)`,
    met: ratio !== null && ratio >= times,
  };
}

function wholeSeconds(samples: readonly Sample[]): (number | null)[] {
  return samples.map(({ seconds, failure }) => (failure === null ? seconds : null));
}

function numbers(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}
