// How many connects may be outstanding: one window over all, one for each host that answers.
//
// Rules:
//  1. A window starts at START and grows by one with every answer (slow start); beyond the size at which it last fell,
//     by one a window. It only grows while it is what holds the scan back.
//  2. In one epoch, which is one retransmission timeout, it doubles at the most: news of a loss takes as long.
//  3. Where more probes go missing in an epoch than is put up with, it falls, once: to a half, or to the share that was
//     answered where that is less. A queue that ran over then loses nothing any more.
//  4. Where as many go missing after the fall as before, the size was not the reason (a lossy radio link, a firewall that
//     drops some): that loss is put up with, and the window goes back to where it was. This is forgotten slowly.
//  5. Hosts that never answered say nothing about the way there: their silence lets the window grow up to SILENT_MOST.
//     Until the first answer of all there is no round-trip time to go by: a full window doubles every STRETCH_MS, up to
//     STRETCH_MOST.
//  6. What was lost in an outage was not lost to a queue: afterwards the window is what it was when all went well.

export const START = 64;
const LEAST = 4;
/** Each waits a second, so this is a rate as well. */
const SILENT_MOST = 8192;
export const STRETCH_MS = 100;
const STRETCH_MOST = 1024;
/** An epoch with fewer results says nothing: it goes on. */
export const RESULTS_LEAST = 16;
const LOSS_ALLOWED = 0.02;
const LOSS_FACTOR = 1.3;
const LOSS_UNCHANGED = 0.7;
/** What is put up with fades by this factor an epoch. */
const FADE = 0.98;

export interface CongestionWindow {
  size: number;
  /** Slow start ends here. */
  threshold: number;
  readonly most: number;
  flying: number;
  epochStart: number;
  epochSize: number;
  answered: number;
  missing: number;
  silent: number;
  /** In the epoch before, more was silent than not: canaries tell of the way (connect/way/weave.ts). */
  mostlySilent: boolean;
  /** Loss that is put up with. */
  tolerated: number;
  /** After a fall: epochs until it can be judged (2: those under way were sent before it), and what it was like before. */
  trial: number;
  lossBefore: number;
  sizeBefore: number;
  /** Size and threshold at the last answer. */
  good: number;
  goodThreshold: number;
}

/** Times in milliseconds, of any clock. `most`: never more than this. */
export function createWindow(most: number, now: number): CongestionWindow {
  const size = Math.min(START, most);
  return {
    size,
    threshold: most,
    most,
    flying: 0,
    epochStart: now,
    epochSize: size,
    answered: 0,
    missing: 0,
    silent: 0,
    mostlySilent: false,
    tolerated: 0,
    trial: 0,
    lossBefore: 0,
    sizeBefore: size,
    good: size,
    goodThreshold: most,
  };
}

export function hasRoom(window: CongestionWindow): boolean {
  return window.flying < Math.floor(window.size);
}

/** A probe was answered. `flying` still counts it. `rto`: milliseconds. */
export function answered(window: CongestionWindow, now: number, rto: number): void {
  window.answered++;
  grow(window, window.most);
  window.good = window.size;
  window.goodThreshold = window.threshold;
  closeEpoch(window, now, rto);
}

/** A probe to a host that answers was not answered in time. */
export function missed(window: CongestionWindow, now: number, rto: number): void {
  window.missing++;
  closeEpoch(window, now, rto);
}

/** A probe stayed silent that nobody expected to be answered. */
export function silent(window: CongestionWindow, now: number, rto: number): void {
  window.silent++;
  grow(window, Math.min(SILENT_MOST, window.most));
  if (now - window.epochStart < rto) return;
  if (window.answered + window.missing >= RESULTS_LEAST) {
    closeEpoch(window, now, rto);
    return;
  }
  // Too few answers to judge anything by: what is left to go by is that nothing went wrong.
  window.trial = 0;
  window.threshold = Math.min(window.most, Math.max(window.threshold, window.size * 2));
  beginEpoch(window, now);
}

/** Nothing was ever answered. To be called now and then. */
export function stretch(window: CongestionWindow, now: number): void {
  if (hasRoom(window) || window.trial > 0 || now - window.epochStart < STRETCH_MS) return;
  window.size = Math.max(window.size, Math.min(window.size * 2, STRETCH_MOST, window.most));
  beginEpoch(window, now);
}

/** An outage is over. To be called before its first answer is counted. */
export function recover(window: CongestionWindow, now: number): void {
  window.size = Math.max(window.size, window.good);
  window.threshold = Math.max(window.threshold, window.goodThreshold);
  window.trial = 0;
  beginEpoch(window, now);
}

/** Our own side ran out of something. */
export function shrink(window: CongestionWindow): void {
  window.size = Math.max(LEAST, window.size / 2);
  window.threshold = window.size;
}

function grow(window: CongestionWindow, most: number): void {
  if (window.trial > 0 || window.flying * 2 < window.size || window.size >= most) return;
  const larger = window.size + (window.size < window.threshold ? 1 : 1 / window.size);
  window.size = Math.max(window.size, Math.min(larger, most, window.epochSize * 2));
}

function closeEpoch(window: CongestionWindow, now: number, rto: number): void {
  const results = window.answered + window.missing;
  if (now - window.epochStart < rto || results < RESULTS_LEAST) return;
  const loss = window.missing / results;
  if (window.trial > 0) {
    window.trial--;
    if (window.trial === 0) judge(window, loss);
  } else if (loss > LOSS_ALLOWED + LOSS_FACTOR * window.tolerated) {
    window.lossBefore = loss;
    window.sizeBefore = window.size;
    window.size = Math.max(LEAST, window.size * Math.min(0.5, 1 - loss));
    window.threshold = window.size;
    window.trial = 2;
  }
  window.tolerated *= FADE;
  beginEpoch(window, now);
}

function beginEpoch(window: CongestionWindow, now: number): void {
  window.epochStart = now;
  window.epochSize = window.size;
  window.mostlySilent = window.silent > window.answered + window.missing;
  window.silent = 0;
  window.answered = 0;
  window.missing = 0;
}

function judge(window: CongestionWindow, loss: number): void {
  if (loss < LOSS_UNCHANGED * window.lossBefore) {
    window.tolerated = Math.min(window.tolerated, loss);
    return;
  }
  window.tolerated = Math.max(loss, window.lossBefore);
  window.size = Math.max(window.size, window.sizeBefore);
  window.threshold = window.most;
}
