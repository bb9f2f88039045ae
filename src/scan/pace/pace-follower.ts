// Gives the pace (pace.ts) what it is found from: windows of sending, and what became of them.
//
// Rules:
//  1. A window is long enough to tell something, and is looked at once its answers have had time to come.
//  2. What tells is how the hosts that are watched fare (host-watch.ts). Where there is too little of that, canaries are
//     mixed in, for the rest of the pass. Where nobody is watched (udp-patience.ts) that is as soon as there are some; what
//     nobody vouches for is not waited for then.
//  3. A window in which nearly everybody is silent may be the filters' doing. Whoever never answered much is not watched
//     any more; the canaries tell.
//  4. In a repeat only the silent are asked, so canaries tell. One that is over soon is a window as a whole. It
//     does not begin faster than what was seen to be borne: however few it asks, they are no burst.
//  5. Hosts that are asked again together may be behind a bottleneck of their own: a repeat goes on where the last one ended
//     that asked most of its probes' hosts.
//  6. What an outage did to the pace is undone when it is over.
//  7. Where nobody was ever heard there are no answers to wait for, and nothing is known that was borne: then what nobody vouches
//     for is the rate, of repeats as well.

import { PROBES } from '../../probe/probes.ts';
import type { EngineDoor } from '../engine-door.ts';
import type { EngineSetup } from '../engine-setup.ts';
import type { ScanReins } from '../reins.ts';
import { COMMAND, COUNTER, type Pass } from '../state/shared-state.ts';
import type { Canaries } from './canaries.ts';
import { readFlow } from './flow.ts';
import { type HostWatch, WATCHED_HOSTS } from './host-watch.ts';
import {
  createPace,
  doubtFound,
  forgetUsual,
  MOSTLY_SILENT,
  NO_SIGNAL_RATE,
  type Pace,
  SIGNAL_PROBES,
  START_RATE,
  spreadOf,
  takeWindow,
  type Window,
} from './pace.ts';

/**
 * The shortest window of sending that the pace looks at, milliseconds. Halved it is long: a busy machine empties its queues
 * late, and what went out too fast before must be gone before it is said that the loss does not depend on the rate.
 */
const SHORTEST_WINDOW: Readonly<Record<Pace['phase'], number>> = { startup: 3, testing: 5, halved: 100, cruising: 5 };
const LONGEST_WINDOW = 250;
/** Where few hosts talk, it takes longer to see how they fare; the flow bins remember it. */
const RARE_SIGNAL_WINDOW = 2000;
/** So many probes make a window worth looking at, if they come before it is too long; fewer while the rate doubles. */
const WINDOW_PROBES = 100;
const STARTUP_WINDOW_PROBES = 30;
/** Where much is filtered it takes so many to see a little more go missing: of what usually does, that share. */
const FILTERED_WINDOW_PROBES = 4000;
/** So many canaries tell as much as can be told by them without waiting for long. */
const WINDOW_CANARIES = 40;
/** A window shows that its rate is borne where so much of what usually comes back came back, as far as chance allows. */
const BORNE = 0.95;
/** Who is there and no further away than most has answered by then. */
const NOBODY_MS = 1000;
/** So much that is usually missing is rather filtered than lost. */
const FILTERS = 0.2;
/** How long an answer may be here before it is counted: a ring keeps it for 2 ms, and the receiver needs a moment. */
export const HANDLING_MS = { raw: 3, kernel: 1 } as const;
/** Canaries that go out one by one, where the engine cannot mix them in: a share of the rate, and bounds, a second. */
const ALONE_SHARE = 0.02;
const ALONE_LEAST = 100;
const ALONE_MOST = 2000;
/** Echo requests, a second. They do not go out in the bursts of the probes, so the pace does not follow them. */
const ECHOES = 400;

export interface PaceFollower {
  readonly pace: Pace;
  passBegins(pass: Pass): void;
  /** Forgets what was sent so far: it does not tell of the rate as it is now. */
  beginWindow(): void;
  /** Somebody who told of the pace so far filters. */
  othersTell(): void;
  /** Called often while a pass runs. */
  follow(): void;
  /** Canaries are mixed in. */
  canariesTell(): boolean;
  /** Canaries a second that are to go out one by one for the pace's sake. */
  canariesAlone(): number;
  /** After an outage. */
  restore(): void;
}

interface Parts {
  readonly setup: EngineSetup;
  readonly door: EngineDoor;
  readonly canaries: Canaries;
  readonly watch: HostWatch;
  readonly reins: Pick<ScanReins, 'rateCap'>;
}

export function createPaceFollower({ setup, door, canaries, watch, reins }: Parts): PaceFollower {
  const { commands, counters, bins } = setup.state;
  const { now } = door;
  const handlingMs = HANDLING_MS[door.name];
  const mixesIn = door.name === 'raw';
  const pace = createPace(reins.rateCap);
  /** What the pace was when the way last bore something. */
  let proven = { ...pace };
  let pass: Pass = { number: 0, list: null };
  /** Where the last repeat ended that asked this host; and which hosts this one asks. */
  const ended = new Map<number, Pace>();
  let asked = new Map<number, number>();
  let hasLearned = false;
  /** The highest rate that was seen to be borne. */
  let borne = START_RATE;
  let isMixed = false;
  const watchesNobody = !PROBES[setup.probe].setsPace;
  let windowStart = 0;
  let windowEnd = 0;
  let dropsSeen = 0;

  function beginWindow(): void {
    windowStart = now();
    windowEnd = 0;
  }

  /** Only the silent are asked, which tells nothing of the way. */
  function isRepeat(): boolean {
    return pass.list !== null && !watch.passIsFresh();
  }

  /** Rule 7. */
  function isNobodyHeard(): boolean {
    return counters[COUNTER.answered] === 0 && now() > NOBODY_MS;
  }

  function isBorne({ sent, answered }: Window): boolean {
    return sent >= SIGNAL_PROBES && answered >= (BORNE * (1 - pace.usualLoss) - spreadOf(pace, sent)) * sent;
  }

  function windowOf(end: number, drops: number): Window {
    const flow = readFlow(bins, Math.ceil(windowStart), Math.floor(end), drops);
    if (mixesIn || !isMixed) return flow;
    const alone = canaries.window(windowStart, end);
    return { ...flow, sent: flow.sent + alone.sent, answered: flow.answered + alone.answered };
  }

  /** A lower rate than before, and nobody but canaries will tell of it. */
  function isTrying(): boolean {
    return watchesNobody && isRepeat() && (pace.phase === 'testing' || pace.phase === 'halved');
  }

  /** The window has so little to tell that it goes on. */
  function isTooSoon(length: number, { frames, sent }: Window): boolean {
    const enough = pace.phase === 'startup' ? STARTUP_WINDOW_PROBES : WINDOW_PROBES;
    if (frames < enough && length < LONGEST_WINDOW) return true;
    const isFiltered = pace.usualLoss > FILTERS;
    if (isFiltered && sent < FILTERED_WINDOW_PROBES * pace.usualLoss && length < LONGEST_WINDOW) return true;
    const canDoWithout = watchesNobody && pace.phase === 'startup';
    const needsSignal = isRepeat() || pace.rate >= NO_SIGNAL_RATE || (isMixed && !canDoWithout);
    return needsSignal && sent < leastSignal() && length < RARE_SIGNAL_WINDOW;
  }

  /** That a loss does not depend on the rate, so that it need not be minded, takes more to show than that there is one. */
  function leastSignal(): number {
    if (!isMixed) return SIGNAL_PROBES;
    return pace.phase === 'halved' ? 2 * WINDOW_CANARIES : WINDOW_CANARIES;
  }

  /** Rule 2: canaries from now on. They do not filter: what hosts were usually silent about is no measure of them. */
  function mixIn(): void {
    isMixed = isRepeat()
      ? (pass.list?.length ?? 0) >= WINDOW_PROBES
      : watch.hasMute() || (watchesNobody && canaries.canAsk()) || isSignalMissing();
    if (isMixed) othersTell();
  }

  /** A repeat goes on from what was found. */
  function othersTell(): void {
    if (pace.usualLoss > FILTERS) forgetUsual(pace);
    if (isRepeat()) return;
    doubtFound(pace);
    beginWindow();
  }

  function isSignalMissing(): boolean {
    const end = Math.floor(now());
    if (pace.rate < NO_SIGNAL_RATE || end - windowStart < LONGEST_WINDOW) return false;
    return readFlow(bins, end - LONGEST_WINDOW, end, 0).sent < SIGNAL_PROBES;
  }

  function probesByHost(list: Uint32Array | null): Map<number, number> {
    const probes = new Map<number, number>();
    if (list === null || setup.table.hosts > WATCHED_HOSTS) return probes;
    for (const index of list) {
      const host = Math.floor(index / setup.portNumbers.length);
      probes.set(host, (probes.get(host) ?? 0) + 1);
    }
    return probes;
  }

  /** Milliseconds for which a pass that ended just now may still fill the queues. */
  function leftover(): number {
    const rtt = counters[COUNTER.smoothedRtt] / 1000;
    return Math.max(0, counters[COUNTER.lastSendMicros] / 1000 + rtt - now());
  }

  /** Rule 5. */
  function remember(): void {
    if (!hasLearned) return;
    const end = { ...pace };
    for (const host of asked.keys()) ended.set(host, end);
  }

  function goOn(): void {
    const votes = new Map<Pace, number>();
    let most: Pace | null = null;
    for (const [host, probes] of asked) {
      const end = ended.get(host);
      if (end === undefined) continue;
      votes.set(end, (votes.get(end) ?? 0) + probes);
      if (most === null || (votes.get(end) as number) > (votes.get(most) as number)) most = end;
    }
    if (most !== null) Object.assign(pace, most);
  }

  /** When the window that runs ends; 0 where it goes on, or where nothing was sent in it. */
  function endOfWindow(rtt: number): number {
    if (door.isSent(pass)) {
      const end = Math.ceil(counters[COUNTER.lastSendMicros] / 1000);
      return isRepeat() && end > windowStart && windowOf(end, 0).sent >= SIGNAL_PROBES ? end : 0;
    }
    const end = now();
    if (
      end - windowStart < Math.max(SHORTEST_WINDOW[pace.phase], rtt) ||
      isTooSoon(end - windowStart, windowOf(end, 0))
    )
      return 0;
    return end;
  }

  return {
    pace,
    beginWindow,
    othersTell,
    passBegins(next) {
      if (isRepeat()) remember();
      pass = next;
      asked = probesByHost(next.list);
      if (isRepeat()) goOn();
      if (isRepeat()) pace.rate = Math.min(pace.rate, isNobodyHeard() ? NO_SIGNAL_RATE : borne);
      isMixed = false;
      canaries.mixIn(0, false);
      canaries.passBegins(pass.list);
      beginWindow();
      if (isRepeat()) windowStart += leftover();
      hasLearned = false;
    },
    follow() {
      if (!isMixed) mixIn();
      if (isMixed && mixesIn) canaries.mixIn(pace.rate, isTrying());
      const rtt = counters[COUNTER.smoothedRtt] / 1000;
      if (windowEnd === 0) {
        windowEnd = endOfWindow(rtt);
        if (windowEnd === 0) return;
      }
      const isRead = counters[COUNTER.idleMicros] / 1000 - handlingMs >= windowEnd + rtt;
      const settlesAt = isNobodyHeard() ? 0 : windowEnd + watch.settleMs() + handlingMs;
      if (now() < settlesAt || !isRead) return;
      const drops = counters[COUNTER.kernelDrops] - dropsSeen;
      dropsSeen += drops;
      const window = windowOf(windowEnd, drops);
      // What was sent while this window settled still had the old rate.
      beginWindow();
      if (isRepeat() && window.sent < SIGNAL_PROBES) return;
      if (window.sent >= SIGNAL_PROBES && window.answered < (1 - MOSTLY_SILENT) * window.sent && watch.dropMute())
        return;
      const told = Math.min(pace.rate, Atomics.load(commands, COMMAND.rate));
      if (isBorne(window)) borne = Math.max(borne, told);
      takeWindow(pace, window, reins.rateCap, told);
      hasLearned = true;
      if (window.answered >= window.sent / 2) proven = { ...pace };
    },
    canariesTell: () => isMixed,
    canariesAlone() {
      if (door.isSent(pass)) return 0;
      if (canaries.areEchoes()) return pass.list === null ? ECHOES : 0;
      if (mixesIn || !isMixed) return 0;
      return Math.min(ALONE_MOST, Math.max(ALONE_LEAST, ALONE_SHARE * pace.rate));
    },
    restore() {
      Object.assign(pace, proven);
      beginWindow();
    },
  };
}
