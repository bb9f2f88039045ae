// From which size on one way is faster than another, of the ratios measured at several sizes.

export interface SizeRatio {
  readonly size: number;
  /** How many times faster; null: no pair of whole runs. */
  readonly ratio: number | null;
}

/** The least size such that it and every larger one has a ratio of 1 or more; null: not even the largest has. */
export function breakEven(measured: readonly SizeRatio[]): number | null {
  let from: number | null = null;
  for (const { size, ratio } of [...measured].sort((a, b) => b.size - a.size)) {
    if (ratio === null || ratio < 1) break;
    from = size;
  }
  return from;
}
