// A network to find the pace in: a bottleneck with a queue, random loss, a sender that can do so much and no more,
// hosts of which only some talk. Time goes in steps of 0.1 ms; the same seed gives the same run.
import { random } from '../simulation/random.test-data.ts';
import { createPace, type Pace, takeWindow } from './pace.ts';

const STEP_MS = 0.1;
const SLICE_MS = 20;
/** As in pace-follower.ts: how long a window is, and how many frames make one. */
const SHORTEST_WINDOW = 5;
const LONGEST_WINDOW = 250;
const WINDOW_PROBES = 100;
const STARTUP_WINDOW_PROBES = 30;
const HANDLING_MS = 3;

export interface Network {
  /** Frames a second that the bottleneck passes, and how many it holds back; infinite without one. */
  readonly capacity?: number;
  readonly queue?: number;
  /** Share of probes lost whatever the rate. */
  readonly loss?: number;
  /** Milliseconds. */
  readonly rtt?: number;
  /** Frames a second that the sender can do. */
  readonly sender?: number;
  /** The share of each 20 ms in which it runs at all; what it missed is not made up for. */
  readonly awake?: number;
  /** Share of probes that go to hosts that talk. */
  readonly talking?: number;
  /** Frames a second that our own kernel can take in. */
  readonly kernel?: number;
  readonly cap?: number | null;
  readonly seconds: number;
  readonly seed?: number;
  /** Changes the network on the way. */
  readonly change?: (network: { capacity: number; loss: number }, seconds: number) => void;
}

export interface Run {
  /** Frames a second that arrived, over the whole run and after the first second. */
  readonly delivered: number;
  readonly deliveredLater: number;
  /** Share of frames that did not arrive, over the whole run and after the first second. */
  readonly lost: number;
  readonly lostLater: number;
  /** Frames that our kernel dropped after the first second, as a share. */
  readonly kernelDropsLater: number;
  /** The rate after each window. */
  readonly rates: readonly number[];
  readonly pace: Pace;
}

interface Sums {
  frames: number;
  sent: number;
  answered: number;
  drops: number;
}

export function runPace(network: Network): Run {
  const {
    queue = 0,
    rtt = 0.3,
    sender = Infinity,
    awake = 1,
    talking = 1,
    kernel = Infinity,
    cap = null,
    seconds,
  } = network;
  const now = { capacity: network.capacity ?? Infinity, loss: network.loss ?? 0 };
  const next = random(network.seed ?? 1);
  const pace = createPace(cap);
  const rates: number[] = [];
  const window: Sums = { frames: 0, sent: 0, answered: 0, drops: 0 };
  const total = { frames: 0, arrived: 0, framesLater: 0, arrivedLater: 0, dropsLater: 0 };
  let queued = 0;
  let received = 0;
  let due = 0;
  let start = 0;
  let end = -1;
  let closed: Sums | null = null;

  for (let step = 0; step * STEP_MS < seconds * 1000; step++) {
    const ms = step * STEP_MS;
    network.change?.(now, ms / 1000);
    if (ms % SLICE_MS < awake * SLICE_MS) due += (Math.min(pace.rate, sender) * STEP_MS) / 1000;
    queued = Math.max(0, queued - (now.capacity * STEP_MS) / 1000);
    received = Math.max(0, received - (kernel * STEP_MS) / 1000);
    for (; due >= 1; due--) {
      const passes = now.capacity === Infinity || queued + 1 <= queue;
      if (passes && now.capacity !== Infinity) queued++;
      const returns = passes && next() >= now.loss;
      const isDropped = returns && kernel !== Infinity && received + 1 > kernel / 100;
      if (returns && !isDropped) received++;
      const arrives = returns && !isDropped;
      const isLater = ms >= 1000;
      total.frames++;
      window.frames++;
      if (isLater) total.framesLater++;
      if (arrives) total.arrived++;
      if (arrives && isLater) total.arrivedLater++;
      if (isDropped) window.drops++;
      if (isDropped && isLater) total.dropsLater++;
      if (talking < 1 && next() >= talking) continue;
      window.sent++;
      if (arrives) window.answered++;
    }
    const length = ms + STEP_MS - start;
    const enough = pace.phase === 'startup' ? STARTUP_WINDOW_PROBES : WINDOW_PROBES;
    if (closed === null && length >= Math.max(SHORTEST_WINDOW, rtt)) {
      if (window.frames >= enough || length >= LONGEST_WINDOW) {
        closed = { ...window };
        end = ms + STEP_MS;
      }
    }
    if (closed !== null && ms >= end + rtt + HANDLING_MS) {
      const { frames, sent, answered } = closed;
      // Drops are counted up to now, as the pass runner does.
      takeWindow(pace, { frames, sent, answered, milliseconds: end - start, kernelDrops: window.drops }, cap);
      rates.push(pace.rate);
      start = ms + STEP_MS;
      closed = null;
      window.frames = window.sent = window.answered = window.drops = 0;
    }
  }
  return {
    delivered: total.arrived / seconds,
    deliveredLater: total.arrivedLater / (seconds - 1),
    lost: 1 - total.arrived / total.frames,
    lostLater: 1 - total.arrivedLater / Math.max(1, total.framesLater),
    kernelDropsLater: total.dropsLater / Math.max(1, total.framesLater),
    rates,
    pace,
  };
}
