// One name server: the questions that wait for it, and those on their way.
//
//   ask ─► queue ─► window (question-window.ts) ─► wire (dns-sockets.ts) ─► answered
//                                                        └─► nothing in time ─► silent; an answer still counts
//
//  1. Repeats go first. What is sent is sent BURST at a time, and between two bursts the system is let read.
//  2. Time to wait follows the round-trip time as in RFC 6298, with that time once more, as more questions make it longer; and twice as
//     long with each repeat. An answer to an earlier attempt counts like any other, until the question is settled.
//  3. Where answers take longer than SLOW_MS they stand in a queue, and more questions would make it longer.
//  4. Who has said nothing to anybody in DEAD_MS, or cannot be reached, is asked no more. Who has ever spoken may be silent for a
//     while: how long that is waited for is the question's affair.
import type { Answer, OpenWire } from './dns-sockets.ts';
import { createWindow, type QuestionWindow } from './question-window.ts';
import type { ServerAddress } from './server-address.ts';
import type { Clock } from './steady-clock.ts';

const BURST = 32;
const WAIT_LEAST_MS = 300;
const WAIT_FIRST_MS = 600;
const WAIT_MOST_MS = 5000;
const BACKOFF_MOST = 4;
const SLOW_MS = 1000;
const DEAD_MS = 2000;
/** So many that were taken are still held by a queue. */
const TAKEN_MOST = 1024;

/** A question, whoever is asked. */
export interface Question {
  /** As it is sent: name, type, class. */
  readonly bytes: Uint8Array;
  /** All that still count. */
  readonly attempts: Attempt[];
  isSettled: boolean;
}

export interface Attempt {
  readonly window: QuestionWindow;
  readonly sentAt: number;
  /** Nobody answered in time. */
  isSilent: boolean;
  /** So it was, though the server spoke to others meanwhile. */
  isPassedOver: boolean;
  isRefused: boolean;
  /** It counts no more. */
  forget(): void;
}

interface Sent<Q> extends Attempt {
  readonly question: Q;
  readonly dueAt: number;
}

export interface NameServerOptions<Q> {
  /** At the most so many on their way. */
  readonly most?: number;
  readonly clock: Clock;
  readonly openWire: OpenWire;
  answered(question: Q, answer: Answer, attempt: Attempt): void;
  /** Nothing came in time. */
  silent(question: Q): void;
  /** It is asked no more (rule 4): these had no answer. */
  ended(questions: readonly Q[]): void;
}

export interface NameServer<Q> {
  readonly isDead: boolean;
  /** When anything came from it; -Infinity: never. */
  readonly heardAt: number;
  /** How often a question is asked before it is given up, by the loss seen here. */
  attempts(): number;
  ask(question: Q): void;
  /** To be called every few milliseconds while questions wait. */
  tick(): void;
  close(): void;
}

export function createNameServer<Q extends Question>(
  address: ServerAddress,
  { most, clock, openWire, answered, silent, ended }: NameServerOptions<Q>,
): NameServer<Q> {
  const window = createWindow(most);
  const underWay = new Set<Sent<Q>>();
  const repeats = createQueue<Q>();
  const fresh = createQueue<Q>();
  const roundTrip = createRoundTrip();
  let isSending = false;
  let isDead = false;
  let firstSentAt = Number.POSITIVE_INFINITY;
  let heardAt = Number.NEGATIVE_INFINITY;
  const wire = openWire(address, { hasRoom: send, heard: () => (heardAt = clock.now()), ended: end });

  function end(): void {
    if (isDead) return;
    isDead = true;
    wire.close();
    const asked = [...underWay].map(({ question }) => question);
    underWay.clear();
    ended([...asked, ...repeats.rest(), ...fresh.rest()]);
  }

  /** Rule 1. */
  function send(): void {
    if (isSending || isDead) return;
    for (let sent = 0; sent < BURST; sent++) {
      const queue = repeats.first() === undefined ? fresh : repeats;
      const question = queue.first();
      if (question === undefined || underWay.size >= window.size()) return;
      if (!question.isSettled && !put(question)) return;
      queue.drop();
    }
    isSending = true;
    clock.soon(() => {
      isSending = false;
      send();
    });
  }

  /** False: there is no room. */
  function put(question: Q): boolean {
    const sentAt = clock.now();
    const forgetIt = wire.send(question.bytes, (answer) => take(attempt, answer));
    if (forgetIt === null) return false;
    const attempt: Sent<Q> = {
      ...{ question, window, sentAt, dueAt: sentAt + roundTrip.waitMs(question.attempts.length) },
      ...{ isSilent: false, isPassedOver: false, isRefused: false },
      forget() {
        forgetIt();
        underWay.delete(attempt);
      },
    };
    firstSentAt = Math.min(firstSentAt, sentAt);
    question.attempts.push(attempt);
    underWay.add(attempt);
    return true;
  }

  function take(attempt: Sent<Q>, answer: Answer): void {
    const { question, sentAt } = attempt;
    const now = clock.now();
    roundTrip.took(now - sentAt);
    underWay.delete(attempt);
    answered(question, answer, attempt);
    if (attempt.isRefused) window.refused(sentAt, now);
    else window.answered(sentAt, 2 * underWay.size >= window.size() && roundTrip.meanMs() < SLOW_MS);
    // Of what went before it nothing has come: it was lost.
    for (const each of question.attempts) {
      if (each.window === window && each.isSilent && each.sentAt < sentAt) window.lost(each.sentAt, now);
    }
    send();
  }

  return {
    get isDead() {
      return isDead;
    },
    get heardAt() {
      return heardAt;
    },
    attempts: window.attempts,
    ask(question) {
      (question.attempts.length > 0 ? repeats : fresh).add(question);
      send();
    },
    tick() {
      const now = clock.now();
      for (const attempt of underWay) {
        if (attempt.dueAt > now) continue;
        underWay.delete(attempt);
        attempt.isSilent = true;
        attempt.isPassedOver = heardAt > attempt.sentAt;
        silent(attempt.question);
      }
      if (heardAt === Number.NEGATIVE_INFINITY && now - firstSentAt > DEAD_MS) end();
      send();
    },
    close: end,
  };
}

/** Rule 2. */
function createRoundTrip() {
  let smoothedMs = 0;
  let variationMs = 0;
  return {
    meanMs: () => smoothedMs,
    took(milliseconds: number): void {
      if (smoothedMs === 0) [smoothedMs, variationMs] = [milliseconds, milliseconds / 2];
      variationMs += (Math.abs(milliseconds - smoothedMs) - variationMs) / 4;
      smoothedMs += (milliseconds - smoothedMs) / 8;
    },
    /** `tries`: how often it has been asked before. */
    waitMs(tries: number): number {
      const wait = smoothedMs === 0 ? WAIT_FIRST_MS : Math.max(2 * smoothedMs + 4 * variationMs, WAIT_LEAST_MS);
      return Math.min(wait * Math.min(2 ** tries, BACKOFF_MOST), WAIT_MOST_MS);
    },
  };
}

function createQueue<T>() {
  /** Those before `at` have been taken. */
  let all: T[] = [];
  let at = 0;
  return {
    /** Undefined: there is none. */
    first: (): T | undefined => all[at],
    add: (each: T): void => void all.push(each),
    drop(): void {
      at++;
      if (at >= TAKEN_MOST || at === all.length) [all, at] = [all.slice(at), 0];
    },
    rest: (): readonly T[] => all.slice(at),
  };
}
