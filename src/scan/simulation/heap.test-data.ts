// A queue by time: a binary heap.
export interface Heap<T> {
  /** Infinity where it is empty. */
  firstTime(): number;
  push(time: number, value: T): void;
  /** What comes first; there must be something. */
  shift(): T;
}

export function createHeap<T>(): Heap<T> {
  const times: number[] = [];
  const values: T[] = [];

  function swap(a: number, b: number): void {
    [times[a], times[b]] = [times[b], times[a]];
    [values[a], values[b]] = [values[b], values[a]];
  }

  return {
    firstTime: () => (times.length === 0 ? Number.POSITIVE_INFINITY : times[0]),
    push(time, value) {
      let at = times.length;
      times.push(time);
      values.push(value);
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (times[parent] <= times[at]) break;
        swap(at, parent);
        at = parent;
      }
    },
    shift() {
      const value = values[0];
      const time = times.pop() as number;
      const last = values.pop() as T;
      if (times.length === 0) return value;
      times[0] = time;
      values[0] = last;
      for (let at = 0; ; ) {
        const left = 2 * at + 1;
        const right = left + 1;
        let least = at;
        if (left < times.length && times[left] < times[least]) least = left;
        if (right < times.length && times[right] < times[least]) least = right;
        if (least === at) return value;
        swap(at, least);
        at = least;
      }
    },
  };
}
