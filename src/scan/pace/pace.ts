// The pace: the highest rate at which nothing is lost, found from the answers.
//
// Rules, in the order in which `takeWindow` applies them to each window of sending:
//  1. Our own kernel dropped frames: slow down, whatever else the window says.
//  2. Too few probes to hosts that talk: nobody would notice a loss, so the rate stays under NO_SIGNAL_RATE.
//  3. More went missing than usual: go down to what was delivered, and look again ("testing"); still missing: go down
//     to half of that, which leaves no doubt.
//  4. Still as much missing: it is not us. That loss is from now on the usual one, and the rate is what it was.
//  5. Nothing unusual: grow. Doubling until the first loss; then up to just under the known capacity, a while there,
//     and past it in steps that double, so that a wrong capacity is soon forgotten and a right one is hardly touched.
//  6. The sender does not reach the rate: it stays what it is, so that it does not run away from what the sender can. Nor
//     does it follow him down: a sender that a busy machine wakes too late sends a share of any rate. For that reason a low
//     one, that every sender can reach, grows all the same. Where he was told to send less, that says nothing of the rate.
//
// A window counts only where all of it was sent after the last change, so each change is judged by its own effect.

export const START_RATE = 4000;
export const LOWEST_RATE = 100;
/** Frames a second where nothing tells whether they arrive: about 10 Mbit/s of SYNs. */
export const NO_SIGNAL_RATE = 20_000;
export const HIGHEST_RATE = 20_000_000;

export const SIGNAL_PROBES = 20;
/** Who answers less than this at any rate filters: his silence tells nothing. */
export const MOSTLY_SILENT = 0.75;
const LOSS_WEIGHT = 0.2;
/** At the capacity, more loss may be the capacity's doing: it is believed slowly. */
const CRUISING_WEIGHT = 0.1;
const LOSS_MARGIN = 0.006;
const BACK_OFF = 0.9;
const BELOW_CAPACITY = 0.995;
const FIRST_STEP = 0.015;
const LARGEST_STEP = 0.5;
const DOUBTFUL_STEP = 0.25;
/** Under this share of the rate the window shows nothing of it. */
const ACHIEVED = 0.8;
/** So much every sender can. */
const EASY_RATE = 100_000;
/** So far above the known capacity without a loss: that capacity was wrong. */
const DISPROVED = 1.5;
const SURE_PROBES = 300;
/** Two capacities closer than this share of one are the same. */
const SAME_CAPACITY = 0.25;
const SHORTEST_HOLD = 4;
const LONGEST_HOLD = 64;
/** A window that took longer than this counts as several: what is held is time. */
const HOLD_WINDOW_MS = 25;
/** Still losing at least this share of what was lost before slowing down: the loss does not depend on the rate. */
const UNCHANGED = 0.6;

/** What became of the probes sent in one window of time, once their answers had time to come. */
export interface Window {
  /** Probes to hosts that answer nearly everything, and their answers. */
  readonly sent: number;
  readonly answered: number;
  /** All frames, and the milliseconds they took. */
  readonly frames: number;
  readonly milliseconds: number;
  /** Frames that our own kernel dropped meanwhile. */
  readonly kernelDrops: number;
}

export interface Pace {
  /** Frames a second. */
  rate: number;
  phase: 'startup' | 'testing' | 'halved' | 'cruising';
  /** The rate at which answers last came while some were lost; 0 before the first loss. */
  capacity: number;
  /** The share of answers that goes missing at any rate. */
  usualLoss: number;
  /** How sure that is: it was itself seen in so many probes and no more. */
  usualVariance: number;
  /** Before the test: the rate, and how much more than usual was lost at it. */
  testedRate: number;
  testedExcess: number;
  testedProbes: number;
  /** The capacity found last, 0 where none was or it has been disproved since. */
  confirmed: number;
  hold: number;
  holdLength: number;
  step: number;
}

export function createPace(cap: number | null): Pace {
  return {
    rate: Math.min(START_RATE, cap ?? HIGHEST_RATE),
    phase: 'startup',
    capacity: 0,
    usualLoss: 0,
    usualVariance: 0,
    testedRate: 0,
    testedExcess: 0,
    testedProbes: 0,
    confirmed: 0,
    hold: 0,
    holdLength: 1,
    step: FIRST_STEP,
  };
}

/** Takes one window into account. `told`: the rate that the sender was told, less where the hosts asked allow no more. */
export function takeWindow(pace: Pace, window: Window, cap: number | null, told: number = pace.rate): void {
  const achieved = (window.frames / window.milliseconds) * 1000;
  if (window.kernelDrops > 0) {
    const taken = window.sent < SIGNAL_PROBES ? 1 : window.answered / window.sent / Math.max(0.25, 1 - pace.usualLoss);
    enterCruise(pace, Math.min(pace.rate, achieved) * Math.max(0.3, Math.min(0.8, taken)));
    pace.rate = pace.capacity * BELOW_CAPACITY;
  } else if (window.sent < SIGNAL_PROBES || pace.usualLoss > MOSTLY_SILENT) {
    if (window.sent >= SIGNAL_PROBES) learnUsual(pace, 1 - window.answered / window.sent, window.sent);
    if (pace.phase !== 'testing' && pace.phase !== 'halved' && pace.rate < NO_SIGNAL_RATE)
      pace.rate = Math.min(NO_SIGNAL_RATE, pace.rate * 1.5);
  } else {
    const loss = 1 - window.answered / window.sent;
    if (isUnusual(pace, loss, window.sent)) slowDown(pace, loss, achieved, window.sent);
    else if (pace.phase === 'testing' || pace.phase === 'halved') {
      learnUsual(pace, loss, window.sent);
      enterCruise(pace, pace.capacity);
      // Halved, it left no doubt that the rate was to blame: what was delivered then is what the way bears.
      pace.rate = Math.max(pace.rate, pace.capacity * BACK_OFF);
    } else if (told >= pace.rate * ACHIEVED) grow(pace, loss, achieved, window);
  }
  pace.rate = Math.max(LOWEST_RATE, Math.min(pace.rate, HIGHEST_RATE));
  if (cap !== null) pace.rate = Math.min(pace.rate, cap);
}

/** From now on others tell: what is usual with them is not known yet. */
export function forgetUsual(pace: Pace): void {
  pace.usualLoss = 0;
  pace.usualVariance = 0;
}

/** Nor did they see what is being tested; and what was found before them may be somebody's filter, so it is soon tried. */
export function doubtFound(pace: Pace): void {
  if (pace.phase === 'startup') return;
  if (pace.phase !== 'cruising') {
    pace.rate = pace.testedRate;
    pace.phase = pace.confirmed > 0 ? 'cruising' : 'startup';
  }
  pace.hold = 0;
  pace.step = Math.max(pace.step, DOUBTFUL_STEP);
}

/** More than chance allows: three standard deviations, of this window's loss and of the usual one, and a margin. */
function isUnusual(pace: Pace, loss: number, sent: number): boolean {
  return loss > pace.usualLoss + LOSS_MARGIN + 3 * spreadOf(pace, sent);
}

/** One standard deviation of a usual window's loss. */
export function spreadOf(pace: Pace, sent: number): number {
  return Math.sqrt((pace.usualLoss + 0.5 / sent) / sent + pace.usualVariance);
}

/** The usual loss goes towards what this window lost; with a weight of 1 it is that. */
function moveUsual(pace: Pace, loss: number, probes: number, weight: number): void {
  pace.usualLoss += weight * (loss - pace.usualLoss);
  pace.usualVariance = (1 - weight) ** 2 * pace.usualVariance + (weight ** 2 * loss * (1 - loss)) / probes;
}

function slowDown(pace: Pace, loss: number, achieved: number, probes: number): void {
  const excess = loss - pace.usualLoss;
  if (pace.phase === 'halved' && excess >= UNCHANGED * pace.testedExcess) {
    moveUsual(pace, loss, probes, 1);
    pace.phase = pace.confirmed > 0 ? 'cruising' : 'startup';
    pace.rate = pace.testedRate;
    return;
  }
  const delivered = Math.min(achieved, pace.rate) * ((1 - loss) / (1 - pace.usualLoss));
  if (pace.phase === 'testing') {
    pace.phase = 'halved';
    pace.capacity = Math.max(LOWEST_RATE, delivered);
    pace.testedExcess = Math.min(pace.testedExcess, excess);
    pace.rate = pace.capacity / 2;
    return;
  }
  pace.testedRate = pace.rate;
  pace.testedExcess = excess;
  pace.testedProbes = probes;
  pace.phase = 'testing';
  pace.capacity = Math.max(LOWEST_RATE, delivered);
  pace.rate = pace.capacity * BACK_OFF;
}

/**
 * `capacity` is where losses begin. Seen for the first time, from so few probes, it may have been chance: it is soon
 * tried again. Found again at about the same place, it is trusted, each time for longer.
 */
function enterCruise(pace: Pace, capacity: number): void {
  const again = Math.abs(capacity - pace.confirmed) < SAME_CAPACITY * capacity;
  pace.holdLength = again ? Math.min(LONGEST_HOLD, Math.max(SHORTEST_HOLD, pace.holdLength * 2)) : 1;
  pace.step = again || pace.testedProbes >= SURE_PROBES ? FIRST_STEP : DOUBTFUL_STEP;
  pace.capacity = Math.max(LOWEST_RATE, capacity);
  pace.confirmed = pace.capacity;
  pace.phase = 'cruising';
  pace.hold = pace.holdLength;
}

function grow(pace: Pace, loss: number, achieved: number, { sent, milliseconds }: Window): void {
  const ceiling = pace.capacity * BELOW_CAPACITY;
  // Above the known capacity a little more loss is the capacity's doing.
  if (pace.phase === 'startup' || pace.rate <= ceiling || loss < pace.usualLoss) learnUsual(pace, loss, sent);
  if (pace.rate > EASY_RATE && achieved < pace.rate * ACHIEVED) return;
  // Nothing lost so far above the known capacity: it is no longer true.
  if (pace.phase === 'cruising' && pace.rate > pace.capacity * DISPROVED) {
    pace.confirmed = 0;
    pace.phase = 'startup';
  }
  if (pace.phase === 'startup') {
    pace.rate *= 2;
    return;
  }
  if (pace.rate < ceiling) {
    pace.rate = Math.min(ceiling, pace.rate * 1.25);
    return;
  }
  if (pace.hold > 0) {
    pace.hold -= Math.max(1, milliseconds / HOLD_WINDOW_MS);
    return;
  }
  pace.rate *= 1 + pace.step;
  pace.step = Math.min(LARGEST_STEP, pace.step * 1.6);
}

/** One window that lost far less than usual proves that so much need not be lost; the rest is an average. */
function learnUsual(pace: Pace, loss: number, probes: number): void {
  const change = loss - pace.usualLoss;
  const isLess = change < -(LOSS_MARGIN + 3 * spreadOf(pace, probes));
  moveUsual(pace, loss, probes, isLess ? 1 : change > 0 && pace.phase === 'cruising' ? CRUISING_WEIGHT : LOSS_WEIGHT);
}
