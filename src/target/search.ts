/** Binary search: index of the first entry of an ascending list that is above `value`; its length where none is. */
export function firstAbove(sorted: Uint16Array | Uint32Array | Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the last entry that is not above `value`, or -1. */
export function lastNotAbove(sorted: Uint16Array | Uint32Array | Float64Array, value: number): number {
  return firstAbove(sorted, value) - 1;
}
