// A name server, the way to it, and time, all of which exist only in memory: what a resolver does to it is seen in milliseconds.
import { setImmediate } from 'node:timers/promises';
import { nameAt } from '../../../service/directory/dns-message.ts';
import type { OpenWire } from './dns-sockets.ts';
import type { Clock } from './steady-clock.ts';

export interface ServerLimits {
  /** From the question to its answer. */
  readonly latencyMs: number;
  /** More at once are lost; by a forwarder: refused. */
  readonly bears: number;
  readonly refuses?: boolean;
  /** From then on it bears another number. */
  readonly later?: { readonly fromMs: number; readonly bears: number };
  /** Each way, of one. */
  readonly loss?: number;
  /** It works on one question after the other, and the others queue. */
  readonly workMs?: number;
  /** Nobody answers for these: `198.18.0.7`. */
  isLame?(ip: string): boolean;
  /** When it answers nobody. */
  isOut?(now: number): boolean;
}

export interface World {
  readonly clock: Clock;
  readonly openWire: OpenWire;
  readonly seen: { asked: number; peak: number; overrun: number };
  /** Until `isOver`, or nothing is left to happen. Gives the time, in milliseconds. */
  run(isOver: () => boolean): Promise<number>;
}

const SOON_MS = 0.05;
const TOLD_EVERY = 1000;

export function createWorld(limits: ServerLimits, random: () => number): World {
  const events = createEvents();
  const seen = { asked: 0, peak: 0, overrun: 0 };
  let now = 0;
  let held = 0;
  let freeAt = 0;
  const at = (time: number, run: () => void): void => events.add(time, run);
  const isLost = (): boolean => random() < (limits.loss ?? 0);

  const openWire: OpenWire = (_, { heard }) => ({
    close() {},
    send(question, answered) {
      let isForgotten = false;
      const ip = addressIn(question);
      const reply = (time: number, flags: number): void => {
        if (isLost()) return;
        at(time, () => {
          heard();
          if (!isForgotten) answered(answerTo(question, ip, flags));
        });
      };
      seen.asked++;
      if (isLost() || limits.isOut?.(now) === true) return () => {};
      const bears = now < (limits.later?.fromMs ?? Infinity) ? limits.bears : limits.later!.bears;
      if (held >= bears) {
        seen.overrun++;
        if (limits.refuses === true) reply(now + 1, 5);
      } else {
        seen.peak = Math.max(seen.peak, ++held);
        freeAt = Math.max(freeAt, now) + (limits.workMs ?? 0);
        const doneAt = freeAt + limits.latencyMs;
        at(doneAt, () => void held--);
        if (limits.isLame?.(ip) !== true) reply(doneAt, 0);
      }
      return () => {
        isForgotten = true;
      };
    },
  });

  return {
    openWire,
    seen,
    clock: {
      now: () => now,
      soon: (run) => at(now + SOON_MS, run),
      every(milliseconds, run) {
        let isStopped = false;
        const again = (): void => {
          if (isStopped) return;
          at(now + milliseconds, again);
          run();
        };
        at(now + milliseconds, again);
        return () => {
          isStopped = true;
        };
      },
    },
    async run(isOver) {
      for (let done = 1; !isOver(); done++) {
        const next = events.take();
        // Promises that are settled are told.
        if (next === null || done % TOLD_EVERY === 0) await setImmediate();
        if (next === null) break;
        now = next.time;
        next.run();
      }
      return now;
    },
  };
}

interface Event {
  readonly time: number;
  run(): void;
}

/** A heap: the earliest first. */
function createEvents() {
  const heap: Event[] = [];
  function swap(a: number, b: number): void {
    [heap[a], heap[b]] = [heap[b], heap[a]];
  }
  return {
    add(time: number, run: () => void): void {
      let at = heap.push({ time, run }) - 1;
      for (let up = (at - 1) >> 1; at > 0 && heap[up].time > heap[at].time; at = up, up = (at - 1) >> 1) swap(at, up);
    },
    take(): Event | null {
      if (heap.length === 0) return null;
      swap(0, heap.length - 1);
      const first = heap.pop()!;
      for (let at = 0; ; ) {
        const [left, right] = [2 * at + 1, 2 * at + 2];
        let least = left < heap.length && heap[left].time < heap[at].time ? left : at;
        if (right < heap.length && heap[right].time < heap[least].time) least = right;
        if (least === at) return first;
        swap(at, least);
        at = least;
      }
    },
  };
}

const addressIn = (question: Uint8Array): string => nameAt(question, 0)[0].split('.').slice(0, 4).reverse().join('.');

/** As it would be read: one pointer, to `host-198.18.0.7.example`. */
function answerTo(question: Uint8Array, ip: string, flags: number) {
  const own = nameAt(question, 0)[0];
  const target = Buffer.from([
    ...`host-${ip}.example`.split('.').flatMap((label) => [label.length, ...Buffer.from(label)]),
    0,
  ]);
  const records = flags === 0 ? [{ name: own, type: 12, at: 0, length: target.length }] : [];
  return { bytes: target, message: { id: 0, flags: 0x8180 | flags, questions: [own], records } };
}
