// The last events, numbered, as text that is ready to be sent: one for all clients, who each keep but a number.
//
//   publish ──► [ n-4 | n-3 | n-2 | n-1 | n ]      a client that was sent up to n-3 has two to come; one at n-9 missed five
//                 oldest               newest
//
// Rules:
//  1. Bounded in count and in characters; the oldest go.
//  2. Numbers go on over restarts: they begin with the time of the server's start, so that who comes back with one of an earlier life
//     is told that it missed something.
import type { ServerEvent } from '../api.ts';

const COUNT_MOST = 65_536;
const CHARACTERS_MOST = 32 * 2 ** 20;
/** A batch is no larger. */
const BATCH_COUNT = 2000;
const BATCH_CHARACTERS = 512 * 2 ** 10;
/** Numbers a millisecond of the clock: no server ever made more events. */
const NUMBERS_A_MILLISECOND = 1000;

export interface Batch {
  /** The number of the last event in it. */
  readonly last: number;
  readonly missed: number;
  /** `[{...},{...}]` */
  readonly events: string;
}

export interface EventLog {
  publish(event: ServerEvent): void;
  /** The number of the newest. */
  last(): number;
  /** Since it began. */
  count(): number;
  /** How many after `after` are gone. */
  missedAfter(after: number): number;
  /** The next after `after`; null where there are none. */
  batchAfter(after: number): Batch | null;
}

export function createEventLog({
  now = Date.now(),
  countMost = COUNT_MOST,
  charactersMost = CHARACTERS_MOST,
} = {}): EventLog {
  /** The number of the first event of this life, and one more than the last. */
  const first = now * NUMBERS_A_MILLISECOND + 1;
  let next = first;
  let oldest = first;
  let characters = 0;
  const ring: string[] = new Array(countMost).fill('');
  let cached: { readonly after: number; readonly next: number; readonly batch: Batch } | null = null;

  const at = (number: number): string => ring[number % countMost];

  function dropOldest(): void {
    characters -= at(oldest).length;
    ring[oldest % countMost] = '';
    oldest++;
  }

  function missedAfter(after: number): number {
    if (after >= oldest - 1) return 0;
    // Of an earlier life nobody knows how many there were: one at least.
    return after < first - 1 ? Math.max(1, oldest - first) : oldest - 1 - after;
  }

  function makeBatch(after: number): Batch {
    const from = Math.max(oldest, after + 1);
    const texts: string[] = [];
    let length = 0;
    for (let number = from; number < next && texts.length < BATCH_COUNT; number++) {
      const text = at(number);
      length += text.length;
      if (length > BATCH_CHARACTERS && texts.length > 0) break;
      texts.push(text);
    }
    return { last: from + texts.length - 1, missed: missedAfter(after), events: `[${texts.join(',')}]` };
  }

  return {
    publish(event) {
      const text = JSON.stringify(event);
      if (next - oldest === countMost) dropOldest();
      ring[next % countMost] = text;
      characters += text.length;
      next++;
      while (characters > charactersMost && oldest < next - 1) dropOldest();
    },
    last: () => next - 1,
    count: () => next - first,
    missedAfter,
    batchAfter(after) {
      if (after >= next - 1) return null;
      // Most clients stand at the same place.
      if (cached?.after !== after || cached.next !== next) cached = { after, next, batch: makeBatch(after) };
      return cached.batch;
    },
  };
}
