// Sends a client the events after its number, as fast as it reads them and no faster.
//
// Rules:
//  1. Every 50 ms at the most, and only while little waits in its socket. So what a client costs is a number and what its socket holds,
//     and one that never reads costs nobody else anything.
//  2. What went out of the log before it could be sent is told as a number; the client catches up from the inventory.
import type { Batch, EventLog } from './event-log.ts';

export const TICK_MS = 50;
/** Bytes that may wait in a socket before nothing more is put there. */
const WAITING_MOST = 2 ** 20;
/** Batches a tick: so that one who comes back with a lot to catch up does not keep the others waiting. */
const BATCHES_A_TICK = 4;

export interface EventSink {
  /** Bytes that were written and not taken. */
  waiting(): number;
  sendBatch(batch: Batch): void;
}

export interface Followers {
  /** Goes on until `gone`. Returns what `events/subscribe` says. */
  follow(sink: EventSink, after: number | null, gone: AbortSignal): { from: number; missed: number };
  /** For figures. */
  readonly missed: () => number;
  close(): void;
}

interface Follower {
  readonly sink: EventSink;
  position: number;
}

export function createFollowers(log: EventLog): Followers {
  const followers = new Map<EventSink, Follower>();
  let missed = 0;
  const timer = setInterval(tick, TICK_MS).unref();

  function tick(): void {
    for (const follower of followers.values()) advance(follower);
  }

  function advance(follower: Follower): void {
    for (let k = 0; k < BATCHES_A_TICK && follower.sink.waiting() < WAITING_MOST; k++) {
      const batch = log.batchAfter(follower.position);
      if (batch === null) return;
      missed += batch.missed;
      follower.position = batch.last;
      follower.sink.sendBatch(batch);
    }
  }

  return {
    follow(sink, after, gone) {
      const from = Math.min(after ?? log.last(), log.last());
      const lost = log.missedAfter(from);
      if (gone.aborted) return { from, missed: lost };
      // Who subscribes again begins again.
      if (!followers.has(sink)) gone.addEventListener('abort', () => followers.delete(sink), { once: true });
      followers.set(sink, { sink, position: from });
      return { from, missed: lost };
    },
    missed: () => missed,
    close: () => clearInterval(timer),
  };
}
