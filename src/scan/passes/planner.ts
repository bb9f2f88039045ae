// Decides what is asked next, and when, by the rules of rounds.ts. A pass asks all hosts whose time has come together.
//
//  1. An attempt has as many passes as there are turns: a port of which several languages are known is asked in each, and
//     was asked once.
//  2. Of a host whose silence says nothing (rounds.ts, rule 6) later attempts ask only the ports of which a language is known.
//  3. Where all is to be decided each attempt has one turn, and the next one another: what is asked in vain takes time.
//  4. Where such ports are few among many they are asked first, apart from the walk through the whole order, which asks them
//     once more. So their time-outs are over when it is; what it brought of them tells of loss; and it has whom to ask as
//     canaries from the beginning.

import { timeoutOf } from '../../link/rtt.ts';
import { asksPorts } from '../../probe/meaning.ts';
import { PROBES } from '../../probe/probes.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { createShardTest, probesPerHost } from '../order/order.ts';
import type { CanaryLoss } from '../pace/canary-tally.ts';
import type { HostWatch } from '../pace/host-watch.ts';
import type { ScanSpec } from '../spec.ts';
import { COUNTER, type Pass } from '../state/shared-state.ts';
import { createSpokenCounts, languagesOf } from './languages.ts';
import { collectSilent, createListMemory, LIST_MAX } from './pass-list.ts';
import { attemptsFor, attemptsUnspoken, dueAt, measuredLoss, withQuickAttempt } from './rounds.ts';

/** Passes over everything in a scan without a ledger: who stayed silent is not known, so all are asked alike. */
const STATELESS_PASSES = 2;
/** A host that is to decide all its ports is asked so often at the most. */
const DECIDING_MOST = 250;
/** Who is asked again and again need not be waited for as who is given up: microseconds at least, as far as its round trips go. */
const DECIDING_RTO = 50_000;
/** Then the last answers, of strangers too, have as long as rule 9 of rounds.ts gives them. */
const STATELESS_WAIT_MS = 3000;
/** No scan goes on for ever, whatever the hosts do. */
const MOST_PASSES = 4000;
/** Whose time comes so soon may as well be waited for: a pass more costs as much. */
const TOGETHER_MS = 2;

/** Rule 4: so many probes at the most. */
const EARLY_MOST = 20_000;
/** Then their answers are waited for: what comes later was lost, or is slow. */
const EARLY_LEAST_MS = 20;
const EARLY_MOST_MS = 250;

/** Who is silent about more than that says nothing by it. */
const MUCH_SILENT = 0.5;
/** What an attempt asks of a host. */
const NOTHING = 0;
const SPOKEN = 1;
const ALL = 2;

/** A pass to send, or a time (milliseconds since the start) before which nothing is due. */
export type Plan = Pass | { readonly until: number };

/** When a host is due, and whether it is then asked or given up. */
interface HostPlan {
  readonly at: number;
  readonly ask: boolean;
  /** All its ports; else those of which a language is known. */
  readonly all: boolean;
}

export interface Planner {
  first(): Pass | null;
  /** Called when a pass is sent, and again when the time it named has come; null where nothing is left to ask. */
  next(nowMs: number): Plan | null;
  /** The way bore nothing since `sinceMs`: whoever was asked then was not asked. */
  excuse(sinceMs: number): void;
}

/** Bytes that a planner keeps of so many hosts. */
export function plannerBytes(hosts: number): number {
  return hosts * (1 + 4 + 4 + 1 + 1 + 1 + 1);
}

/** `listMax`: entries of the longest list of probes to ask again. `canaryLoss`: what of a host's
 * canaries is lost (canaries.ts); null where it has too few to tell. */
export function createPlanner(
  spec: ScanSpec,
  setup: EngineSetup,
  watch: HostWatch,
  listMax: number = LIST_MAX,
  canaryLoss: (host: number) => CanaryLoss | null = () => null,
): Planner {
  const { state, table, portNumbers } = setup;
  const { hosts, counters, ledger } = state;
  const ports = portNumbers.length;
  const stateful = ledger.length > 0;
  const attempts = new Uint8Array(stateful ? table.hosts : 0);
  /** Milliseconds since the start; `firstAsked` is 0 before all of the host's probes have gone once. */
  const firstAsked = new Uint32Array(attempts.length);
  const lastAsked = new Uint32Array(attempts.length);
  /** 1 where the first pass put probes of the host off: the others have been asked once more than `attempts` says. */
  const partly = new Uint8Array(attempts.length);
  /** So many attempts at least, the last of them slowly (host-watch.ts, rule 6); 0 without one. */
  const slowly = new Uint8Array(attempts.length);
  /** Attempts that asked all the host's ports. */
  const whole = new Uint8Array(attempts.length);
  /** What the attempt that is being made asks of it. */
  const asked = new Uint8Array(attempts.length);
  const languages = languagesOf(setup);
  const { spoken, byTurn } = languages;
  const turns = stateful && !spec.decideAll ? byTurn.length : 1;
  const mine = createShardTest(setup);
  const { spokenSilent, unspokenOpen, allSpokenOpen } = createSpokenCounts(setup, languages, mine);
  const lists = createListMemory(listMax);
  const quietProbes = probesPerHost(setup);
  const probe = PROBES[setup.probe];
  const lone = !asksPorts(probe);
  const shortest = probe.shortestRtoMs * 1000;
  /** Where refusals are limited, responses when the first repeat began: what came later only a repeat brought. Null before. */
  let respondedFirst: number | null = null;
  let number = 1;
  /** The attempt that was sent last, whose hosts have not been counted as asked. */
  let sent: 'early' | 'walk' | 'list' | null = null;
  /** The turn that comes next in it, and with which host. */
  let turn = 1;
  let turnHost = 0;
  /** When the ports that are asked first had been, 0 where none are; and how many of them had answered in the time that takes. */
  let earlyAt = 0;
  let earlyOpen = -1;
  let excused = Number.POSITIVE_INFINITY;
  let resumeAt = 0;

  function talks(host: number): boolean {
    return hosts.open[host] + hosts.closed[host] > 0;
  }

  function silent(host: number): number {
    if (probe.firstAnswerEnds === true && talks(host)) return 0;
    return quietProbes(host) - hosts.open[host] - hosts.closed[host] - hosts.filtered[host];
  }

  /** A host all of whose probes were sent has had one attempt more. */
  function settle(now: number): void {
    if (sent === 'early') earlyAt = Math.max(1, now);
    for (let host = 0; host < attempts.length && sent !== null; host++) {
      if (sent === 'walk' && hosts.sent[host] < quietProbes(host) && silent(host) > 0) putOff(host);
      else if (sent === 'walk' && earlyAt > 0) askedWhole(host, now);
      else if (asked[host] !== NOTHING) count(host, now);
    }
    sent = null;
  }

  function askedWhole(host: number, now: number): void {
    lastAsked[host] = now;
    whole[host]++;
  }

  function mayTurnPatient(host: number): boolean {
    if (attempts[host] < 2 || slowly[host] > attempts[host]) return false;
    return spec.maxRetries === null || attempts[host] + partly[host] <= spec.maxRetries;
  }

  function putOff(host: number): void {
    partly[host] = 1;
    watch.putOff(host);
  }

  function count(host: number, now: number): void {
    lastAsked[host] = now;
    if (attempts[host] < 255) attempts[host]++;
    if (asked[host] === ALL && whole[host] < 255) whole[host]++;
    if (firstAsked[host] === 0) firstAsked[host] = Math.max(1, now);
  }

  /** Of whoever was asked while the way bore nothing, that attempt does not count. */
  function forgive(): void {
    if (excused === Number.POSITIVE_INFINITY) return;
    for (let host = 0; host < attempts.length; host++) {
      if (attempts[host] === 0 || lastAsked[host] < excused) continue;
      attempts[host]--;
      if (whole[host] > 0) whole[host]--;
    }
    excused = Number.POSITIVE_INFINITY;
  }

  /** The number of a pass says which turn it is (form-table.ts). */
  function pass(list: Uint32Array | null, its = 0): Pass {
    while ((number - 1) % turns !== its) number++;
    return { number: number++, list };
  }

  /** The first turn of an attempt. */
  function attempt(kind: 'early' | 'walk' | 'list', list: Uint32Array | null): Pass {
    sent = kind;
    turn = 1;
    turnHost = 0;
    if (list === null) asked.fill(ALL);
    return pass(list);
  }

  /** Rule 1. */
  function nextTurn(): Pass | null {
    for (; sent !== null && turn < turns; turn++, turnHost = 0) {
      if (byTurn[turn].length === 0) continue;
      const ofHost = (host: number) => asked[host] !== NOTHING && byTurn[turn];
      const { list, nextHost } = collectSilent(ledger, table.hosts, ports, turnHost, ofHost, mine, lists);
      turnHost = nextHost;
      if (list.length > 0) return pass(list, turn);
    }
    return null;
  }

  function silentHostProbes(): number {
    let sum = 0;
    for (let host = 0; host < attempts.length; host++) if (!talks(host)) sum += quietProbes(host);
    return sum;
  }

  /** Answers that tell of loss (rounds.ts, rule 5). */
  const reliable = probe.refusalsAreLimited ? COUNTER.open : COUNTER.answered;

  function loss(): number {
    if (probe.refusalsAreLimited) {
      const open = earlyOpen < 0 ? 0 : allSpokenOpen();
      return Math.max(
        measuredLoss(open, open - Math.max(0, earlyOpen)),
        measuredLoss(counters[reliable], counters[reliable] - (respondedFirst ?? counters[reliable])),
      );
    }
    let recovered = 0;
    for (let k = 0; k < 16; k++) if (k !== 1) recovered += counters[COUNTER.answeredByPass + k];
    return measuredLoss(
      counters[COUNTER.answered] - watch.unreliableAnswers(),
      recovered - watch.unreliableRecovered(),
    );
  }

  /** Rule 4. */
  function isEarly(): boolean {
    if (!stateful || spec.decideAll === true || spec.maxRetries !== null || !probe.refusalsAreLimited) return false;
    return spoken.length > 0 && spoken.length < ports / 2 && table.hosts * spoken.length <= EARLY_MOST;
  }

  function early(): Pass {
    const { list } = collectSilent(ledger, table.hosts, ports, 0, () => spoken, mine, lists);
    if (list.length === 0) return attempt('walk', null);
    const first = attempt('early', list);
    asked.fill(SPOKEN);
    return first;
  }

  function nextStateless(now: number): Plan | null {
    if (number <= Math.min(STATELESS_PASSES, (spec.maxRetries ?? STATELESS_PASSES) + 1)) return attempt('walk', null);
    if (sent === null) return null;
    sent = null;
    return { until: now + STATELESS_WAIT_MS };
  }

  function createTimes() {
    const currentLoss = loss();
    const currentAgain = watch.repeatLoss(currentLoss);
    const quiet = silentHostProbes();
    const answered = counters[reliable];
    return (host: number): HostPlan | null => {
      if (silent(host) <= 0) return null;
      const limited = watch.isLimited(host) || watch.refusesSlowly(host);
      const canaries = probe.refusalsAreLimited ? canaryLoss(host) : null;
      const seen = canaries?.usual ?? 0;
      const atFirst = earlyOpen >= 0 ? Math.max(seen, currentLoss) : seen;
      const lost = Math.max(atFirst, limited ? watch.openLoss(host) : Math.max(currentLoss, watch.ownLoss(host)));
      const again = limited ? lost : Math.max(seen, currentAgain, watch.ownRepeatLoss(host));
      // Where nobody waits for refusals anyway, repeats are for who answers.
      const progress = { talks: talks(host), limited: limited && !probe.refusalsAreLimited, lone };
      const most = spec.maxRetries === null ? null : Math.max(0, spec.maxRetries - partly[host]);
      const least = attemptsFor(progress, lost, answered, quiet, most, again);
      const planned = withQuickAttempt(least, silent(host), quietProbes(host), most);
      const decides = watch.decides(host);
      const needed = decides ? Math.min(attempts[host] + 1, (most ?? DECIDING_MOST) + 1) : planned;
      const wholly =
        decides || canaries === null || !saysLittle(host)
          ? needed
          : Math.min(needed, attemptsUnspoken(canaries.loss, unspokenOpen(host)));
      const all = spoken.length === 0 || whole[host] < wholly;
      const ask = all
        ? whole[host] < Math.max(wholly, slowly[host])
        : attempts[host] < needed && spokenSilent(host) > 0;
      if (attempts[host] === 0) return { at: 0, ask, all };
      const timeout =
        hosts.smoothedRtt[host] === 0 ? null : timeoutOf(hosts, host, decides ? DECIDING_RTO : shortest) / 1000;
      const times = {
        attempts: all ? whole[host] : attempts[host],
        needed: all ? wholly : needed,
        firstAsked: firstAsked[host],
        lastAsked: ask && !all && attempts[host] === 1 && earlyAt > 0 ? earlyAt : lastAsked[host],
        timeout,
      };
      return { at: dueAt(times, probe), ask, all };
    };
  }

  /** Rule 2: it answers, but not much. */
  function saysLittle(host: number): boolean {
    if (!probe.refusalsAreLimited || spoken.length === 0 || !talks(host)) return false;
    return silent(host) > MUCH_SILENT * quietProbes(host);
  }

  function nextStateful(now: number): Plan | null {
    const more = nextTurn();
    if (more !== null) return more;
    const wasEarly = sent === 'early';
    settle(now);
    if (wasEarly) return { until: now + Math.max(EARLY_LEAST_MS, Math.min(EARLY_MOST_MS, watch.settleMs())) };
    if (earlyAt > 0 && earlyOpen < 0) {
      earlyOpen = allSpokenOpen();
      return attempt('walk', null);
    }
    forgive();
    if (number > MOST_PASSES * turns) return null;
    const timesOf = createTimes();
    let until = Number.POSITIVE_INFINITY;
    let anyDue = false;
    let gated = false;
    for (let host = 0; host < table.hosts; host++) {
      let times = timesOf(host);
      if (times === null) continue;
      if (times.at <= now && mayTurnPatient(host) && watch.turnsPatient(host, silent(host))) {
        slowly[host] = attempts[host] + 1;
        times = timesOf(host) as HostPlan;
      }
      if (times.at > now + (times.ask ? TOGETHER_MS : 0)) {
        until = Math.min(until, times.at);
      } else if (times.ask) {
        // Hosts with rates of their own are asked apart (probe-walk.ts, rule 2), and after the others.
        gated = anyDue ? gated && hosts.gap[host] > 0 : hosts.gap[host] > 0;
        anyDue = true;
      }
    }
    if (!anyDue) return until === Number.POSITIVE_INFINITY ? null : { until };
    const isDue = (host: number): boolean | Uint16Array => {
      if (hosts.gap[host] > 0 !== gated) return false;
      const times = timesOf(host);
      if (times?.ask !== true || times.at > now + TOGETHER_MS) return false;
      watch.asksAgain(host, attempts[host]);
      asked[host] = times.all ? ALL : SPOKEN;
      return times.all || spoken;
    };
    respondedFirst ??= counters[reliable];
    return attempt('list', collectFrom(isDue));
  }

  /** A list that could not hold all begins where the one before ended. */
  function collectFrom(isDue: (host: number) => boolean | Uint16Array): Uint32Array {
    for (;;) {
      asked.fill(NOTHING);
      const { list, nextHost } = collectSilent(ledger, table.hosts, ports, resumeAt, isDue, mine, lists);
      const from = resumeAt;
      resumeAt = nextHost >= table.hosts ? 0 : nextHost;
      if (nextHost < table.hosts) asked[nextHost] = NOTHING; // it would have been due, and had no room
      if (list.length > 0 || from === 0) return list;
    }
  }

  return {
    first() {
      if (table.hosts === 0 || ports === 0) return null;
      return isEarly() ? early() : attempt('walk', null);
    },
    next: (nowMs) => (stateful ? nextStateful(nowMs) : nextStateless(nowMs)),
    excuse(sinceMs) {
      excused = Math.min(excused, sinceMs);
    },
  };
}
