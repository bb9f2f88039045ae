// From when to when packets came in, of what lab/truth/arrival-watch.ts noted.

export type Arrival = readonly [ms: number, packets: number];

/**
 * `packets` that came and the seconds from the first to the last, as close as the samples are. Fewer than `noise`
 * packets between two samples (ARP and the like) are none. Null where nothing came.
 */
export function busySpan(samples: readonly Arrival[], noise: number): { packets: number; seconds: number } | null {
  let first = -1;
  let last = -1;
  for (let k = 1; k < samples.length; k++) {
    if (samples[k][1] - samples[k - 1][1] < noise) continue;
    if (first < 0) first = k - 1;
    last = k;
  }
  if (first < 0) return null;
  const [begin, before] = samples[first];
  const [end, after] = samples[last];
  return { packets: after - before, seconds: (end - begin) / 1000 };
}
