// Probes that were answered before, asked again: the sign that the way there still bears (outage.ts), and what the pace is
// found from where nobody else tells it, because nearly all filter or only the silent are asked.
//
// Rules:
//  1. Only who has answered is asked, a different one each time; open ports first, as refusals may be limited. Where a host is known to
//     limit them, its closed ports are not asked: what it does not say is not lost.
//  2. For the pace they go out among the probes, one for every CANARY_EVERY of them, more often where the rate is low, and most often
//     while a repeat of UDP tries a lower rate: what that shows takes as many, and the fewer probes go out so slowly. Only
//     what is sent in the same bursts is lost as often. An engine that cannot do that has them sent one by one.
//     In a pass that asks only some hosts they are asked of those, if any of them is known: each may have a bottleneck of its own.
//  3. For an outage they are sent one by one, by a door of their own, whether or not a pass is being sent.
//  4. A canary is lost when its host's time-out is over. What comes later still counts as heard.
//  5. Who asks for many answers of one service may meet a limit of its own, which tells nothing of the way. So a port that answers far
//     less often than the best is asked no more. Nor is one that knows several languages, of which it may understand one.
//  6. Under a cap of the user's so low that they would take the place of probes, none are asked.
//  7. Where refusals are limited and no port is open, hosts that refused are asked themselves (echo-canaries.ts), as long as no port opens.
//     They do not go out among the probes, so all that is believed of them is that nothing was lost: then once is often enough. Neither
//     pace nor outage is told by them.
//  8. Where refusals are limited, each host is tried once for whether it limits them (refusal-trials.ts). That tells nothing of the way.
import { longestRtt } from '../../link/rtt.ts';
import { turnsOf } from '../../probe/form-table.ts';
import { PROBES } from '../../probe/probes.ts';
import { lastNotAbove } from '../../target/search.ts';
import type { EngineSetup } from '../engine-setup.ts';
import type { ScanReins } from '../reins.ts';
import { CANARIES_MAX, CANARIES_SENT, COMMAND, COUNTER } from '../state/shared-state.ts';
import { type CanaryLoss, createTally } from './canary-tally.ts';
import { createEchoCanaries, echoOf, hostOfEcho } from './echo-canaries.ts';
import type { HostWatch } from './host-watch.ts';
import { NO_SIGNAL_RATE } from './pace.ts';
import { createRefusalTrials } from './refusal-trials.ts';

/** One door to the network, apart from the scan's own: other source ports, so that no answer is taken for another's. */
export interface CanaryDoor {
  /** False where it could not be sent yet. */
  ask(host: number, portIndex: number): boolean;
  /** Asks the host itself by an echo request of this number (below ASKED_MAX); false where it could not be sent yet. */
  askEcho(host: number, number: number): boolean;
  /** Shows every answer that has come; `atMs` since the start. */
  drain(
    visit: (host: number, portIndex: number, atMs: number) => void,
    echoed: (host: number, number: number) => void,
  ): void;
  close(): void;
}

/** So many of one host are known. */
const KNOWN_PER_HOST = 8;
/** Canaries remembered that were sent one by one; a power of two. */
export const ASKED_MAX = 4096;
const LEAST_TIMEOUT_MS = 40;
const LATE_LOOK_MS = 20;
const LOWEST_CAP = 500;
/** Rule 7: what takes less than a second at the rate that nobody vouches for needs nobody; and so many hosts are asked at the most. */
const ECHO_FROM_PROBES = NO_SIGNAL_RATE;
const TRIED_HOSTS = 256;
/** None of 333 at least: a short queue loses more of a burst than of what comes between two. */
const ECHO_LOSS_MOST = 0.0015;
/** Probes to a canary, at the most; and so many canaries a second, if the rate allows. */
const CANARY_EVERY = 50;
const CANARIES_LEAST = 160;
const CANARIES_LEAST_TRYING = 640;

export interface Canaries {
  /** A probe that was answered: one to ask again. */
  learn(host: number, portNumber: number, open: boolean): void;
  /** A pass begins that asks these; null: all. */
  passBegins(list: Uint32Array | null): void;
  /** From now on they go out among the probes, at `rate` a second (0: none any more). `isTrying`: a lower rate than before. */
  mixIn(rate: number, isTrying: boolean): void;
  /** How many a second go out one by one from now on; 0 for none. */
  setRate(perSecond: number): void;
  /** Sends those that are due, and reads what came. */
  turn(nowMs: number): void;
  /** A port that has answered can be asked. */
  canAsk(): boolean;
  /** Hosts themselves are asked, one by one (rule 7). */
  areEchoes(): boolean;
  /** What of this host's canaries is lost, of those that had their time; null where they are too few to tell. */
  lossOf(host: number): CanaryLoss | null;
  readonly heard: number;
  /** Of those sent one by one since `fromMs`, how many are lost at `nowMs`. */
  lostSince(fromMs: number, nowMs: number): number;
  /** Of those sent one by one in [fromMs, toMs): how many, and how many answered. */
  window(fromMs: number, toMs: number): { readonly sent: number; readonly answered: number };
}

export function createCanaries(
  setup: EngineSetup,
  door: CanaryDoor | null,
  reins: ScanReins,
  watch: Pick<HostWatch, 'isLimited' | 'limitShown'>,
): Canaries {
  const { hosts, commands, counters, canaries } = setup.state;
  const ports = setup.portNumbers.length;
  const probes = hosts.open.length * ports;
  const perHost = new Map<number, number>();
  const pair = new Float64Array(ASKED_MAX);
  const askedAt = new Float64Array(ASKED_MAX);
  const answered = new Uint8Array(ASKED_MAX);
  /** Rule 8. */
  const isTrial = new Uint8Array(ASKED_MAX);
  const isPossible = door !== null && hosts.open.length > 0;
  /** Rule 6. */
  const isAllowed = (): boolean => {
    const { rateCap } = reins;
    return rateCap === null || rateCap >= LOWEST_CAP;
  };
  /** The first ones are open. */
  const known: number[] = [];
  let opens = 0;
  const tally = createTally();
  /** Of those mixed in, and of those sent one by one: how many have had their time. */
  let judged = 0;
  let judgedAlone = 0;
  const echoes = createEchoCanaries(probes > ECHO_FROM_PROBES ? TRIED_HOSTS : 0);
  const trials = createRefusalTrials(TRIED_HOSTS, watch.limitShown);
  /** When it was last looked. */
  let lookedMs = 0;
  const { turns, refusalsAreLimited } = PROBES[setup.probe];
  /** Hosts of the pass; null: all. */
  let asks: Uint8Array | null = null;
  let asked = 0;
  let next = 0;
  let rate = 0;
  let due = 0;
  let heard = 0;

  const hostOf = (what: number): number => (what < 0 ? hostOfEcho(what) : Math.floor(what / ports));

  const oldest = () => Math.max(0, asked - ASKED_MAX);
  /** Open ports alone, where there are any. */
  const choice = () => (opens > 0 ? opens : known.length);

  /** Those that go out among the probes (rule 2). */
  function publish(): void {
    const isMine = (index: number) => asks === null || asks[Math.floor(index / ports)] === 1;
    let mine = known.slice(0, opens).filter(isMine);
    if (mine.length === 0) mine = known.slice(opens).filter(isMine);
    if (mine.length === 0) mine = known.slice(0, choice());
    // Who sends may be about to take one: none are asked any more by asking none, not by having none (mixIn).
    if (mine.length === 0) return;
    canaries.probe.set(mine);
    Atomics.store(commands, COMMAND.canaryCount, mine.length);
  }

  /** Nearly everybody limits refusals of UDP: those are no canaries anyway. */
  const limits = (host: number): boolean => !refusalsAreLimited && watch.isLimited(host);

  /** Rule 1. */
  function dropClosedOfLimiting(): void {
    const left = known.filter((index, k) => k < opens || !limits(Math.floor(index / ports)));
    if (left.length === known.length) return;
    known.splice(0, known.length, ...left);
    publish();
  }

  function timeoutMs(host: number): number {
    return Math.max(LEAST_TIMEOUT_MS, (2 * longestRtt(hosts, host)) / 1000);
  }

  /** Counts those that went out among the probes, once they are answered or their time is over. */
  function judge(nowMs: number): void {
    const { sent, sentProbe, sentAt } = canaries;
    const before = judged;
    judged = Math.max(judged, sent[0] - CANARIES_SENT);
    for (; judged < sent[0]; judged++) {
      const place = judged & (CANARIES_SENT - 1);
      const at = sentAt[place];
      const age = ((nowMs * 1000 - (at >>> 1)) & 0x7fffffff) / 1000;
      if (at !== 0 && age <= timeoutMs(Math.floor(sentProbe[place] / ports))) break;
      tally.count(sentProbe[place], Math.floor(sentProbe[place] / ports), at === 0);
    }
    if (judged > before) dropLimited();
  }

  /** The same of hosts that were asked themselves, or tried. */
  function judgeAlone(nowMs: number): void {
    for (judgedAlone = Math.max(judgedAlone, oldest()); judgedAlone < asked; judgedAlone++) {
      const place = judgedAlone & (ASKED_MAX - 1);
      const what = pair[place];
      if (what >= 0 && isTrial[place] === 0) continue;
      const isAnswered = answered[place] === 1;
      if (!isAnswered && nowMs - askedAt[place] <= timeoutMs(hostOf(what))) return;
      if (isTrial[place] === 1) trials.judged(what, isAnswered);
      else {
        tally.count(what, hostOf(what), isAnswered);
        echoes.judged(hostOf(what), isAnswered);
      }
    }
  }

  /** Rules 7 and 8; a cap is for probes. */
  const mayTry = (): boolean => isPossible && refusalsAreLimited && reins.rateCap === null;
  const mayEcho = (): boolean => mayTry() && opens === 0;

  function tryHosts(door: CanaryDoor, nowMs: number): void {
    if (!mayTry()) return;
    trials.tryEach(nowMs, (index) => {
      const host = Math.floor(index / ports);
      if (!door.ask(host, index - host * ports)) return false;
      counters[COUNTER.canariesAlone]++;
      remember(index, nowMs, 1);
      return true;
    });
    if (mayEcho()) echoes.tryEach((host) => askEcho(door, host, nowMs));
  }

  function askEcho(door: CanaryDoor, host: number, nowMs: number): boolean {
    if (!door.askEcho(host, asked & (ASKED_MAX - 1))) return false;
    remember(echoOf(host), nowMs);
    return true;
  }

  function echoed(host: number, number: number): void {
    if (pair[number] !== echoOf(host) || answered[number] === 1) return;
    answered[number] = 1;
    heard++;
  }

  /** Rule 5. */
  function dropLimited(): void {
    for (let k = known.length - 1; k >= 0 && known.length > 1; k--) {
      if (!tally.isLimited(known[k])) continue;
      known.splice(k, 1);
      if (k < opens) opens--;
      publish();
    }
  }

  function take(host: number, portIndex: number): void {
    heard++;
    const wanted = host * ports + portIndex;
    for (let k = asked - 1; k >= oldest(); k--) {
      const place = k & (ASKED_MAX - 1);
      if (pair[place] !== wanted || answered[place] === 1) continue;
      answered[place] = 1;
      return;
    }
  }

  function remember(what: number, nowMs: number, trial = 0): void {
    const place = asked++ & (ASKED_MAX - 1);
    pair[place] = what;
    askedAt[place] = nowMs;
    answered[place] = 0;
    isTrial[place] = trial;
  }

  function ask(door: CanaryDoor, nowMs: number): void {
    if (known.length === 0) {
      const host = echoes.next(asks);
      if (host >= 0) askEcho(door, host, nowMs);
      return;
    }
    const index = known[next++ % choice()];
    const host = Math.floor(index / ports);
    if (!door.ask(host, index - host * ports)) return;
    counters[COUNTER.canariesAlone]++;
    remember(index, nowMs);
  }

  const areEchoes = (): boolean => known.length === 0 && mayEcho() && echoes.any();
  const canAsk = (): boolean => known.length > 0 && isAllowed();

  return {
    get heard() {
      return heard;
    },
    learn(host, portNumber, open) {
      if (refusalsAreLimited && !open) {
        echoes.meet(host);
        trials.meet(host, host * ports + lastNotAbove(setup.portNumbers, portNumber), lookedMs);
        return;
      }
      if (!isPossible || (open ? opens : known.length) >= CANARIES_MAX) return;
      const mine = perHost.get(host) ?? 0;
      const portIndex = lastNotAbove(setup.portNumbers, portNumber);
      if (mine >= KNOWN_PER_HOST || (turns > 1 && turnsOf(setup.forms, turns, portIndex) > 1)) return;
      if (!open && limits(host)) return;
      perHost.set(host, mine + 1);
      const index = host * ports + portIndex;
      if (open) known.splice(opens++, 0, index);
      else known.push(index);
      known.length = Math.min(known.length, CANARIES_MAX);
      publish();
    },
    passBegins(list) {
      asks = list === null ? null : new Uint8Array(hosts.open.length);
      if (asks !== null && list !== null) for (const index of list) asks[Math.floor(index / ports)] = 1;
      if (known.length > 0) publish();
    },
    mixIn(perSecond, isTrying) {
      if (perSecond > 0) dropClosedOfLimiting();
      const least = isTrying ? CANARIES_LEAST_TRYING : CANARIES_LEAST;
      const every =
        perSecond > 0 && known.length > 0 && isAllowed() ? Math.max(1, Math.min(CANARY_EVERY, perSecond / least)) : 0;
      Atomics.store(commands, COMMAND.canaryEvery, Math.floor(every));
    },
    setRate(perSecond) {
      rate = perSecond;
    },
    turn(nowMs) {
      judge(nowMs);
      if (door === null) return;
      door.drain(take, echoed);
      judgeAlone(nowMs);
      tryHosts(door, nowMs);
      lookedMs = nowMs;
      if (rate <= 0 || !(canAsk() || areEchoes())) {
        due = nowMs;
        return;
      }
      // What a late look missed is not made up for.
      due = Math.max(due, nowMs - LATE_LOOK_MS);
      for (; due <= nowMs; due += 1000 / rate) ask(door, nowMs);
    },
    canAsk,
    areEchoes,
    lossOf(host) {
      const its = known.filter((index) => Math.floor(index / ports) === host);
      if (its.length > 0 || !echoes.has(host)) return tally.lossOf(host, its);
      const loss = tally.lossOf(host, [echoOf(host)]);
      return loss !== null && loss.loss <= ECHO_LOSS_MOST ? loss : null;
    },
    lostSince(fromMs, nowMs) {
      let lost = 0;
      for (let k = asked - 1; k >= oldest(); k--) {
        const place = k & (ASKED_MAX - 1);
        if (askedAt[place] < fromMs) break;
        if (pair[place] < 0 || isTrial[place] === 1) continue;
        if (answered[place] === 0 && nowMs - askedAt[place] > timeoutMs(Math.floor(pair[place] / ports))) lost++;
      }
      return lost;
    },
    window(fromMs, toMs) {
      let sent = 0;
      let back = 0;
      for (let k = asked - 1; k >= oldest(); k--) {
        const place = k & (ASKED_MAX - 1);
        if (askedAt[place] < fromMs) break;
        if (askedAt[place] >= toMs || pair[place] < 0 || isTrial[place] === 1) continue;
        sent++;
        back += answered[place];
      }
      return { sent, answered: back };
    },
  };
}
