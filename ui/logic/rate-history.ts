// Probes a second over the time of a survey: a bounded number of samples, thinned where it goes on for long.

export interface RateSample {
  /** Seconds since the first. */
  readonly at: number;
  readonly rate: number;
}

const SAMPLES_MOST = 240;

/** The history with one more sample. Where it is full every second one goes: an hour and a minute take the same room. */
export function withSample(history: readonly RateSample[], sample: RateSample): readonly RateSample[] {
  const last = history.at(-1);
  if (last !== undefined && sample.at <= last.at) return history;
  const kept = history.length < SAMPLES_MOST ? history : history.filter((_, index) => index % 2 === 0);
  return [...kept, sample];
}

/** The way of a line through the samples, in a box of `width` by `height`; empty where there are fewer than two. */
export function pathOf(history: readonly RateSample[], width: number, height: number): string {
  if (history.length < 2) return '';
  const [first, last] = [history[0], history.at(-1)!];
  const most = Math.max(1, ...history.map(({ rate }) => rate));
  const point = ({ at, rate }: RateSample): string => {
    const x = ((at - first.at) / (last.at - first.at)) * width;
    return `${x.toFixed(1)},${(height - (rate / most) * height).toFixed(1)}`;
  };
  return `M${history.map(point).join('L')}`;
}
