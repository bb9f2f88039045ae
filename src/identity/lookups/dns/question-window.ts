// How many questions may be on their way to one name server: as many as it and the way there bear, found out as TCP finds it out
// (RFC 5681).
//
//  1. It begins with FIRST. Every answer makes more room, up to `most`: half as much again with each round trip; once there has been too
//     much, a sixteenth.
//  2. Lost is what nobody answered though its repeat was answered, and what was refused (a forwarder that is full says REFUSED). Silence
//     alone is no loss: there are names whose own servers are silent.
//  3. Where more than BORNE of what was sent into this room is lost, it is halved, down to LEAST. Less is what ways lose by themselves.
//  4. What was sent into more room than there is now says nothing of who was asked (`isFair`).
//  5. A question is asked so often that the loss seen so far leaves one of MISSED_ONE_IN without an answer, ATTEMPTS_MOST times at the most.

/** A server's socket holds some 270 questions by default (net.core.rmem_default). */
const FIRST = 128;
const LEAST = 16;
export const WINDOW_MOST = 4096;
const GROWTH_FIRST = 1 / 2;
const GROWTH = 1 / 16;
const BORNE = 0.05;
/** Each question is so much of what is known of all. */
const WEIGHT = 1 / 128;
/** More than there are questions: who was lost once meets the same full server again. */
const MISSED_ONE_IN = 1e9;
const ATTEMPTS_LEAST = 3;
const ATTEMPTS_MOST = 24;
/** Before anything is known: one of a thousand is lost. */
const SEEN_BEFORE = 1000;

/** All times are of one clock, in any unit. */
export interface QuestionWindow {
  /** So many may be on their way. */
  size(): number;
  /** Rule 5. */
  attempts(): number;
  /** Rule 4. */
  isFair(sentAt: number): boolean;
  /** `mayGrow`: there were as many on their way as may be, or nearly, and the answer did not wait in a queue. */
  answered(sentAt: number, mayGrow: boolean): void;
  refused(sentAt: number, now: number): void;
  lost(sentAt: number, now: number): void;
}

export function createWindow(most = WINDOW_MOST): QuestionWindow {
  let size = Math.min(FIRST, most);
  let growth = GROWTH_FIRST;
  let halvedAt = -Infinity;
  /** Of what was sent since then. */
  let lostShare = 0;
  let answers = SEEN_BEFORE;
  let losses = 1;

  const isFair = (sentAt: number): boolean => sentAt > halvedAt;

  function judge(sentAt: number, wasLost: boolean): void {
    if (isFair(sentAt)) lostShare += ((wasLost ? 1 : 0) - lostShare) * WEIGHT;
  }

  /** Rule 3. */
  function refused(sentAt: number, now: number): void {
    judge(sentAt, true);
    if (lostShare <= BORNE || !isFair(sentAt) || size <= LEAST) return;
    [halvedAt, lostShare, growth] = [now, 0, GROWTH];
    size = Math.max(size / 2, LEAST);
  }

  return {
    size: () => Math.floor(size),
    attempts() {
      const share = Math.max(lostShare, losses / (answers + losses));
      const wanted = Math.ceil(-Math.log(MISSED_ONE_IN) / Math.log(share));
      return Math.min(Math.max(wanted, ATTEMPTS_LEAST), ATTEMPTS_MOST);
    },
    isFair,
    answered(sentAt, mayGrow) {
      answers++;
      judge(sentAt, false);
      if (mayGrow && lostShare <= BORNE) size = Math.min(size + growth, most);
    },
    refused,
    lost(sentAt, now) {
      losses++;
      refused(sentAt, now);
    },
  };
}
