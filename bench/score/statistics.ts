// What is said of several runs.

/** The middle value, or the mean of the two middle ones; null of nothing. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/**
 * How many times longer `slow` takes than `fast`: the median over the pairs that ran one after the other, so that what
 * disturbs the machine for a while disturbs both. Values without a partner are left out; null where no pair is.
 */
export function pairedRatio(slow: readonly (number | null)[], fast: readonly (number | null)[]): number | null {
  return median(pairs(slow, fast).map(([over, under]) => over / under));
}

/** How much longer `slow` takes than `fast`, by the same pairs. */
export function pairedGain(slow: readonly (number | null)[], fast: readonly (number | null)[]): number | null {
  return median(pairs(slow, fast).map(([over, under]) => over - under));
}

function pairs(slow: readonly (number | null)[], fast: readonly (number | null)[]): [over: number, under: number][] {
  const both: [number, number][] = [];
  for (let k = 0; k < Math.min(slow.length, fast.length); k++) {
    const [over, under] = [slow[k], fast[k]];
    if (over !== null && under !== null && under > 0) both.push([over, under]);
  }
  return both;
}

/** `1.23 (1.20-1.31)`: median, least and most; a dash for nothing. */
export function spread(values: readonly number[], digits: number): string {
  const middle = median(values);
  if (middle === null) return '-';
  if (values.length === 1) return figure(middle, digits);
  return `${figure(middle, digits)} (${figure(Math.min(...values), digits)}-${figure(Math.max(...values), digits)})`;
}

/** `1,048,560`; a dash for nothing. */
export function grouped(value: number | null): string {
  return value === null ? '-' : figure(value, 0);
}

/** With that many digits after the point, thousands apart. */
export function figure(value: number, digits: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
