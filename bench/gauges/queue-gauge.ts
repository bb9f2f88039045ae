// How a tool treats a narrow link: what its shapers (tc-tbf(8)) let through and dropped, ten times a second.
import { run } from '../../lab/process.ts';
import type { Gauge } from './gauge.ts';

const PERIOD_MS = 100;
const FIRST_SECOND_MS = 1000;

/** Sums since the shaper was made. `ahead` leads to the targets, `back` to the scanner. */
export interface QueueSample {
  readonly ms: number;
  readonly ahead: Queue;
  readonly back: Queue;
}
export interface Queue {
  readonly passed: number;
  readonly passedBytes: number;
  readonly dropped: number;
}

/** Where the shapers are. */
export interface Bottleneck {
  readonly node: string;
  readonly ahead: string;
  readonly back: string;
  readonly bitsPerSecond: number;
  /** Probes of the first pass: hosts x ports. */
  readonly probes: number;
}

export function queueGauge(bottleneck: Bottleneck): Gauge {
  return {
    titles: ['lost after the first second, %', 'link used from then to the end of the first pass, %'],
    start(lab) {
      const samples: QueueSample[] = [];
      const over = new AbortController();
      const done = (async () => {
        while (!over.signal.aborted) {
          const next = performance.now() + PERIOD_MS;
          samples.push(await readQueues(lab.namespaces[bottleneck.node], bottleneck));
          await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
        }
        samples.push(await readQueues(lab.namespaces[bottleneck.node], bottleneck));
      })();
      return {
        async stop() {
          over.abort();
          await done;
          const { lostShare, linkShare } = judge(samples, bottleneck);
          return [lostShare, linkShare].map((share) => (share === null ? null : share * 100));
        },
      };
    },
  };
}

async function readQueues(namespace: string, { ahead, back }: Bottleneck): Promise<QueueSample> {
  const text = await run('tc', ['-n', namespace, '-j', '-s', 'qdisc', 'show']);
  const ms = performance.now();
  const queues = JSON.parse(text) as { kind: string; dev: string; packets: number; bytes: number; drops: number }[];
  const of = (name: string): Queue => {
    const queue = queues.find(({ kind, dev }) => kind === 'tbf' && dev === name);
    return { passed: queue?.packets ?? 0, passedBytes: queue?.bytes ?? 0, dropped: queue?.drops ?? 0 };
  };
  return { ms, ahead: of(ahead), back: of(back) };
}

/**
 * `lostShare`: probes and answers dropped after the first second, of the probes sent after it. `linkShare`: how much of
 * the way ahead was used from then until as many packets were sent as the first pass has probes. The first second
 * begins with the first packet. Null where nothing was sent after it.
 */
export function judge(
  samples: readonly QueueSample[],
  { bitsPerSecond, probes }: Pick<Bottleneck, 'bitsPerSecond' | 'probes'>,
): { lostShare: number | null; linkShare: number | null } {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined) return { lostShare: null, linkShare: null };
  const sent = samples.map(({ ahead }) => ahead.passed + ahead.dropped - first.ahead.passed - first.ahead.dropped);
  const begun = sent.findIndex((count) => count > 0);
  const start = begun < 1 ? -1 : samples[begun - 1].ms + FIRST_SECOND_MS;
  if (start < 0 || start >= last.ms) return { lostShare: null, linkShare: null };

  const times = samples.map(({ ms }) => ms);
  const at = (values: readonly number[], ms: number): number => interpolate(times, values, ms);
  const lost = samples.map(({ ahead, back }) => ahead.dropped + back.dropped);
  const sentAfter = sent.at(-1)! - at(sent, start);
  const lostShare = sentAfter > 0 ? (lost.at(-1)! - at(lost, start)) / sentAfter : null;

  const full = sent.findIndex((count) => count >= probes);
  const end = full < 1 ? last.ms : interpolate(sent.slice(full - 1, full + 1), times.slice(full - 1, full + 1), probes);
  if (end <= start) return { lostShare, linkShare: null };
  const bytes = samples.map(({ ahead }) => ahead.passedBytes);
  const bits = (at(bytes, end) - at(bytes, start)) * 8;
  return { lostShare, linkShare: bits / ((bitsPerSecond * (end - start)) / 1000) };
}

/** The value at `x` of a line through points whose `xs` ascend; beyond the ends that of the end. */
function interpolate(xs: readonly number[], ys: readonly number[], x: number): number {
  const after = xs.findIndex((value) => value >= x);
  if (after < 0) return ys[ys.length - 1];
  if (after === 0) return ys[0];
  const share = (x - xs[after - 1]) / (xs[after] - xs[after - 1]);
  return ys[after - 1] + share * (ys[after] - ys[after - 1]);
}
