// Work in slices: whatever comes in is taken piece by piece, a few milliseconds at a time, so that the page answers to hands while a
// hundred thousand findings come in. In order; nothing is lost.

export interface Slices<Item> {
  put(items: readonly Item[]): void;
  /** How many wait. */
  readonly waiting: number;
}

export interface SliceHost {
  /** Milliseconds that never run backwards. */
  now(): number;
  /** Calls back soon, after the page had its turn. */
  soon(work: () => void): void;
}

/** Milliseconds a slice may take; a frame has sixteen. */
export const SLICE_MS = 8;
/** So many between two looks at the clock. */
const STRIDE = 64;

/** `after` is called at the end of each slice. One item that throws is told to `failed`, and the others go on. */
export function createSlices<Item>(
  take: (item: Item) => void,
  after: () => void,
  host: SliceHost,
  failed: (error: unknown) => void,
): Slices<Item> {
  let queue: (readonly Item[])[] = [];
  let at = 0;
  let waiting = 0;
  let isDue = false;

  const work = (): void => {
    isDue = false;
    const until = host.now() + SLICE_MS;
    let next = 0;
    while (next < queue.length) {
      const items = queue[next];
      const end = Math.min(items.length, at + STRIDE);
      waiting -= end - at;
      for (; at < end; at++) {
        try {
          take(items[at]);
        } catch (error) {
          failed(error);
        }
      }
      if (at === items.length) {
        next += 1;
        at = 0;
      }
      if (host.now() >= until) break;
    }
    queue = queue.slice(next);
    if (queue.length > 0) due();
    after();
  };
  const due = (): void => {
    if (isDue) return;
    isDue = true;
    host.soon(work);
  };

  return {
    put(items) {
      if (items.length === 0) return;
      queue.push(items);
      waiting += items.length;
      due();
    },
    get waiting() {
      return waiting;
    },
  };
}
