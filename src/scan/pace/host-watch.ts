// Looks at the hosts one by one, so that a single weak, filtered or limiting one does not set the pace for all.
//
//   normal ──answers far below the others──► trial (gated to what it answered)
//   trial ──now it answers──► it depends on the rate:  soon done at that rate ──► slow (keeps a gate of its own)
//     │                                                it would take too long ──► limited (its RSTs are limited)
//   any ──answered far below the others, and repeats bring some more RSTs and leave most──► patient (asked slowly)
//     └──still silent, now or later──► sparse (it filters; its silence says nothing about the way there)
//
// Rules:
//  1. Only hosts in `normal` are watched: their answers are what the pace is found from.
//  2. Nor is a host whose answers take longer than those of most (`settleMs`): they would count as lost.
//  3. Nor is one that never answered much of what it was asked, as long as it does not: it filters, and is not tried. While
//     canaries tell (pace-follower.ts) that is all who do not answer nearly everything: what is filtered and what is lost
//     must not be one figure, as the share of canaries in it changes with the rate.
//  4. A trial ends with the pass: who was held back so long that half was never asked is normal again, and watched in a pass
//     that asks the rest; who was asked is slow.
//  5. A host with a gate that was asked, and is silent about much of it, filters: its gate is opened so far that a repeat is
//     soon over.
//  6. Scans that are over before the first window is judged tell closed ports of a limiting host from filtered ones by slow
//     repeats (slow-repeats.ts).
//
// Of UDP no host is watched: udp-patience.ts stands in its place.
import type { EngineSetup } from '../engine-setup.ts';
import { COUNTER, type Pass } from '../state/shared-state.ts';
import { createAtOnce } from './at-once.ts';
import { createMute } from './mute.ts';
import type { RefusalLimit } from './refusal-limit.ts';
import { createSlowRepeats, isFarBelow, TOO_LONG_SECONDS } from './slow-repeats.ts';

const NORMAL = 0;
const TRIAL = 1;
const SLOW = 2;
const LIMITED = 3;
const SPARSE = 4;
const PATIENT = 5;

/** More hosts than this are asked so rarely each that none is in trouble alone. */
export const WATCHED_HOSTS = 4096;
const WINDOW_MS = 100;
/** So many probes to a host in a window before its answers are judged. */
const JUDGED_PROBES = 30;
/** So long may a repeat of a host take that is silent at its own rate too. */
const REPEAT_SECONDS = 1;
const ANSWERS_AGAIN = 0.85;
/** Windows in which it must show, in a row. */
const PATIENCE = 2;
/** A host that at its own rate would take too long is limited rather than slow, if that rate is so low. */
const LIMIT_HIGHEST = 3000;
const LARGEST_GAP_MICROS = 20_000;
/** ICMP errors of a host, beside far more silence: it limits them (RFC 1812 section 4.3.2.8). */
const ICMP_LIMITED = 5;

export interface HostWatch {
  passBegins(pass: Pass): void;
  /** Called often. `canariesTell`: of the pace. True where one that told of it so far filters, or has a rate of its own. */
  tick(nowMs: number, canariesTell: boolean): boolean;
  /** The first pass put probes of this host off. */
  putOff(host: number): void;
  /** It is about to be asked again, after so many attempts at all its ports. */
  asksAgain(host: number, attempts: number): void;
  /**
   * Rule 6, once its last attempt has had its time: what it was asked then, and what of that is still silent. True where it
   * is to be asked once more, slowly.
   */
  turnsPatient(host: number, silent: number): boolean;
  /** The rate of this pass: `rate`, or less where all its hosts have gates of their own. */
  passRate(rate: number): number;
  /** True where the pass asks much that was never asked, so that the pace can be found from it. */
  passIsFresh(): boolean;
  /** It sends only so many RSTs or ICMP errors a second, as far as that was seen. */
  isLimited(host: number): boolean;
  /** It is to be asked until it has told all, and the last pass still brought something. */
  decides(host: number): boolean;
  /** Rule 3; called when what was asked so far has had its time to be answered. True where there was such a host. */
  dropMute(): boolean;
  /** There was one, in this pass or before. */
  hasMute(): boolean;
  /** How long the answers of those who are watched take, milliseconds. */
  settleMs(): number;
  /** It was silent about a port that it had refused (refusal-trials.ts). */
  limitShown(host: number): void;
  /** What it sends at once, and then a second, to each of our addresses that ask. */
  limitOf(host: number): RefusalLimit;
  /** Milliseconds in which every host has told all that it has to, as far as is known: infinite, where it is not; null where the scan is not
   * to decide all. */
  decidingMs(): number | null;
  /** Repeats brought refusals, so another may bring more. */
  refusesSlowly(host: number): boolean;
  /** The share of the host's open ports that the first pass did not find: what is true of SYN-ACKs, if not of RSTs. */
  openLoss(host: number, scan: number): number;
  /** The share of its answers that only repeats brought, where it answers much of what it is asked; else 0. */
  ownLoss(host: number): number;
  /** The share that repeats lost, over all hosts or of this one; `first` was lost at first. */
  repeatLoss(first: number): number;
  ownRepeatLoss(host: number): number;
  /** Marks every watched host as limiting its RSTs, with what each answers a second. */
  limitAll(answersPerSecond: number): void;
  /** Answers of hosts whose repeats say nothing about loss; and how many of these came by repeats. */
  unreliableAnswers(): number;
  unreliableRecovered(): number;
}

export function createHostWatch(setup: EngineSetup): HostWatch {
  const { hosts, counters } = setup.state;
  const total = hosts.sent.length;
  const active = total <= WATCHED_HOSTS;
  const size = active ? total : 0;
  const ports = setup.portNumbers.length;
  const state = new Uint8Array(size);
  const suspicion = new Uint8Array(size);
  const perSecond = new Float64Array(size);
  const sentNow = new Float64Array(size);
  const sentBefore = new Float64Array(size);
  const answeredBefore = new Float64Array(size);
  const partly = new Uint8Array(size);
  const ratio = new Float64Array(size);
  const share = new Float64Array(size);
  let listed = 0;
  let fresh = false;
  let firstPass = true;
  let lastMs = 0;

  const atOnce = createAtOnce(hosts, ports, size);
  const { answers } = atOnce;
  const mute = createMute(hosts, answers);
  const answeredAtOnce = (host: number): number => answers(host) - atOnce.recovered(host);
  const slowRepeats = createSlowRepeats(size, ports, answers, answeredAtOnce, (host) => state[host] === LIMITED);

  const settleMicros = () => counters[COUNTER.smoothedRtt] + 4 * counters[COUNTER.rttVariance];

  /** Rule 2: the round-trip time itself, as the variance of a few answers is large. */
  function isFar(host: number): boolean {
    return hosts.smoothedRtt[host] >>> 3 > settleMicros();
  }

  function watch(host: number): void {
    const tells = !mute.has(host) && state[host] === NORMAL && !isFar(host) && (firstPass || isUnasked(host));
    hosts.watched[host] = tells ? 1 : 0;
  }

  /** What is asked again was silent: only a host that was held back has answers to give that mean something. */
  function isUnasked(host: number): boolean {
    return share[host] > 0 && hosts.sent[host] < ports / 2;
  }

  function enter(host: number, next: number): void {
    state[host] = next;
    suspicion[host] = 0;
    watch(host);
    if (next === LIMITED || next === SPARSE || next === NORMAL) hosts.gap[host] = 0;
  }

  /** The others' median: what a host that has no trouble of its own answers here and now. */
  function medianRatio(): number {
    const known: number[] = [];
    for (let host = 0; host < size; host++)
      if (state[host] === NORMAL && !mute.has(host) && ratio[host] >= 0) known.push(ratio[host]);
    if (known.length === 0) return -1;
    known.sort((a, b) => a - b);
    return known[known.length >> 1];
  }

  /** The share that it answers: in this window, or of all so far where it was asked too little in one. */
  function faresOf(host: number): number {
    if (ratio[host] >= 0) return ratio[host];
    return sentBefore[host] < JUDGED_PROBES ? 1 : answers(host) / sentBefore[host];
  }

  /** `expected`: answers, if it fared as the median does. */
  function judge(host: number, median: number, expected: number, answered: number, seconds: number): void {
    if (state[host] === NORMAL) {
      suspicion[host] = isFarBelow(answered, expected) ? suspicion[host] + 1 : 0;
      if (suspicion[host] < PATIENCE) return;
      perSecond[host] = answered / seconds;
      gate(host, perSecond[host] * 0.8);
      enter(host, TRIAL);
    } else if (state[host] === TRIAL) {
      if (++suspicion[host] < PATIENCE) return;
      if (ratio[host] < ANSWERS_AGAIN * Math.max(0.5, median)) enter(host, SPARSE);
      else enter(host, staysSlow(host) ? SLOW : LIMITED);
    } else if (state[host] === SLOW) {
      const rate = 1e6 / hosts.gap[host];
      suspicion[host] = ratio[host] < ANSWERS_AGAIN ? suspicion[host] + 1 : 0;
      // However slowly it is asked, it stays silent: it filters after all.
      if (suspicion[host] > PATIENCE) enter(host, SPARSE);
      else gate(host, ratio[host] >= 0.97 ? rate * 1.1 : Math.max(answered / seconds, rate * 0.7));
    }
  }

  /** Rules 4 and 5. */
  function openGate(host: number): void {
    if (share[host] === 0) return;
    if (state[host] === TRIAL) enter(host, isUnasked(host) ? NORMAL : SLOW);
    if (state[host] !== SLOW || isUnasked(host)) return;
    if (answers(host) >= ANSWERS_AGAIN * hosts.sent[host]) return;
    gate(host, Math.max(1e6 / hosts.gap[host], share[host] / REPEAT_SECONDS));
  }

  function isUnreliable(host: number): boolean {
    return state[host] !== NORMAL || partly[host] === 1 || icmpLimited(host);
  }

  function staysSlow(host: number): boolean {
    const left = ports - answers(host);
    return perSecond[host] > LIMIT_HIGHEST || left / perSecond[host] < TOO_LONG_SECONDS;
  }

  function gate(host: number, rate: number): void {
    hosts.gap[host] = Math.min(LARGEST_GAP_MICROS, Math.max(1, Math.round(1e6 / Math.max(1, rate))));
  }

  function icmpLimited(host: number): boolean {
    return hosts.filtered[host] >= ICMP_LIMITED && ports - answers(host) > 10 * hosts.filtered[host];
  }

  return {
    passBegins(pass) {
      firstPass = pass.list === null;
      share.fill(0);
      listed = pass.list?.length ?? 0;
      if (pass.list !== null) for (const index of pass.list) share[Math.floor(index / ports)]++;
      fresh = firstPass;
      for (let host = 0; host < total; host++) {
        if (size === 0) {
          hosts.watched[host] = firstPass && !mute.has(host) ? 1 : 0;
          continue;
        }
        if (!firstPass) openGate(host);
        watch(host);
        if (isUnasked(host)) fresh = true;
      }
    },
    tick(nowMs, canariesTell) {
      if (!active || nowMs - lastMs < Math.max(WINDOW_MS, (2 * settleMicros()) / 1000)) return false;
      const seconds = (nowMs - lastMs) / 1000;
      lastMs = nowMs;
      const gained = new Float64Array(size);
      const askedNow = new Float64Array(size);
      for (let host = 0; host < size; host++) {
        // Answers of this window belong to probes of the one before: they are at most one window on their way.
        const asked = sentNow[host] - sentBefore[host];
        const answered = answers(host);
        gained[host] = answered - answeredBefore[host];
        ratio[host] = asked >= JUDGED_PROBES || (hosts.gap[host] > 0 && asked >= 5) ? gained[host] / asked : -1;
        askedNow[host] = asked;
        sentBefore[host] = sentNow[host];
        sentNow[host] = hosts.sent[host];
        answeredBefore[host] = answered;
      }
      if (!firstPass && !fresh) return false;
      const told = hosts.watched.slice();
      for (let host = 0; host < size; host++) {
        // It was the way that bore too little; who filters half of all would come and go by chance.
        if (ratio[host] >= ANSWERS_AGAIN) mute.delete(host);
        if (state[host] === NORMAL) watch(host);
      }
      if (firstPass) mute.lookBeside(sentBefore);
      const median = medianRatio();
      let dropped = false;
      for (let host = 0; host < size; host++) {
        if (mute.has(host)) continue;
        if (ratio[host] >= 0 && !isFar(host) && hosts.open[host] + hosts.closed[host] > 0) {
          judge(host, median, median * askedNow[host], gained[host], seconds);
        }
        if (!canariesTell || state[host] !== NORMAL || suspicion[host] > 0 || faresOf(host) >= ANSWERS_AGAIN) continue;
        mute.add(host);
        dropped = true;
      }
      return dropped || told.some((was, host) => was === 1 && (mute.has(host) || state[host] !== NORMAL));
    },
    putOff(host) {
      if (host < size) partly[host] = 1;
    },
    decides: () => false,
    asksAgain(host, attempts) {
      atOnce.asksAgain(host, attempts);
      if (host < size) slowRepeats.asksAgain(host, hosts.closed[host]);
    },
    turnsPatient(host, silent) {
      if (host >= size) return false;
      const { verdict, rate } = slowRepeats.judge(host, silent, hosts.closed[host]);
      if (verdict === 'unknown') return false;
      perSecond[host] = slowRepeats.perSecond(host);
      enter(host, verdict === 'filters' ? SPARSE : verdict === 'limits' ? LIMITED : PATIENT);
      if (state[host] === PATIENT) hosts.gap[host] = Math.max(1, Math.round(1e6 / rate));
      return state[host] === PATIENT;
    },
    passRate(rate) {
      if (size === 0 || listed === 0) return rate;
      let least = Number.POSITIVE_INFINITY;
      for (let host = 0; host < size; host++) {
        if (share[host] === 0) continue;
        if (hosts.gap[host] === 0) return rate;
        least = Math.min(least, (1e6 / hosts.gap[host]) * (listed / share[host]));
      }
      return Math.min(rate, least);
    },
    dropMute: mute.look,
    hasMute: mute.any,
    passIsFresh: () => fresh,
    settleMs: () => settleMicros() / 1000,
    isLimited: (host) =>
      size > 0 && (state[host] === LIMITED || (state[host] === PATIENT && perSecond[host] > 0) || icmpLimited(host)),
    limitOf(host) {
      if (state[host] === LIMITED || state[host] === PATIENT) return { atOnce: null, perSecond: perSecond[host] };
      const elapsed = (counters[COUNTER.lastSendMicros] || 1) / 1e6;
      return { atOnce: null, perSecond: hosts.filtered[host] / elapsed };
    },
    decidingMs: () => null,
    limitShown() {},
    refusesSlowly: () => false,
    openLoss: atOnce.openLoss,
    ownLoss: atOnce.ownLoss,
    repeatLoss: (first) => atOnce.repeatLoss(first, (host) => !isUnreliable(host)),
    ownRepeatLoss: atOnce.ownRepeatLoss,
    limitAll(answersPerSecond) {
      let watched = 0;
      for (let host = 0; host < size; host++) if (hosts.watched[host] === 1) watched++;
      for (let host = 0; host < size; host++) {
        if (hosts.watched[host] === 0) continue;
        perSecond[host] = answersPerSecond / watched;
        enter(host, LIMITED);
      }
    },
    unreliableAnswers() {
      let sum = 0;
      for (let host = 0; host < size; host++) if (isUnreliable(host)) sum += answers(host);
      return sum;
    },
    unreliableRecovered() {
      let sum = 0;
      for (let host = 0; host < size; host++) {
        if (isUnreliable(host)) sum += atOnce.recovered(host);
      }
      return sum;
    },
  };
}
