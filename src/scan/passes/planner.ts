// Decides what is asked next, and when, by the rules of rounds.ts. A pass asks all hosts whose time has come together.

import { timeoutOf } from '../../link/rtt.ts';
import { asksPorts } from '../../probe/meaning.ts';
import { PROBES } from '../../probe/probes.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { createShardTest, probesPerHost } from '../order/order.ts';
import type { HostWatch } from '../pace/host-watch.ts';
import type { ScanSpec } from '../spec.ts';
import { COUNTER, type Pass } from '../state/shared-state.ts';
import { collectSilent, createListMemory, LIST_MAX } from './pass-list.ts';
import { attemptsFor, dueAt, measuredLoss, withQuickAttempt } from './rounds.ts';

/** Passes over everything in a scan without a ledger: who stayed silent is not known, so all are asked alike. */
const STATELESS_PASSES = 2;
/** A host that is to decide all its ports is asked so often at the most. */
const DECIDING_MOST = 250;
/** Who is asked again and again need not be waited for as who is given up: microseconds at least, as far as its round trips go. */
const DECIDING_RTO = 50_000;
/** Then the last answers, of strangers too, have as long as rule 8 of rounds.ts gives them. */
const STATELESS_WAIT_MS = 3000;
/** No scan goes on for ever, whatever the hosts do. */
const MOST_PASSES = 4000;
/** Whose time comes so soon may as well be waited for: a pass more costs as much. */
const TOGETHER_MS = 2;

/** A pass to send, or a time (milliseconds since the start) before which nothing is due. */
export type Plan = Pass | { readonly until: number };

/** When a host is due, and whether it is then asked or given up. */
interface HostPlan {
  readonly at: number;
  readonly ask: boolean;
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
  return hosts * (1 + 4 + 4 + 1 + 1);
}

/** `listMax`: entries of the longest list of probes to ask again. */
export function createPlanner(
  spec: ScanSpec,
  setup: EngineSetup,
  watch: HostWatch,
  listMax: number = LIST_MAX,
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
  const mine = createShardTest(setup);
  const lists = createListMemory(listMax);
  const quietProbes = probesPerHost(setup);
  const probe = PROBES[setup.probe];
  const lone = !asksPorts(probe);
  const shortest = probe.shortestRtoMs * 1000;
  /** Where refusals are limited, responses when the first repeat began: what came later only a repeat brought. Null before. */
  let respondedFirst: number | null = null;
  let number = 1;
  /** The pass that was sent last, whose hosts have not been counted as asked. */
  let sent: Pass | null = null;
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
    if (sent === null) return;
    const { list } = sent;
    if (list === null) {
      for (let host = 0; host < attempts.length; host++) {
        if (hosts.sent[host] >= quietProbes(host) || silent(host) === 0) count(host, now);
        else putOff(host);
      }
    } else {
      let last = -1;
      for (let place = 0; place < list.length; place++) {
        const host = Math.floor(list[place] / ports);
        if (host !== last) count(host, now);
        last = host;
      }
    }
    sent = null;
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
    if (firstAsked[host] === 0) firstAsked[host] = Math.max(1, now);
  }

  /** Of whoever was asked while the way bore nothing, that attempt does not count. */
  function forgive(): void {
    if (excused === Number.POSITIVE_INFINITY) return;
    for (let host = 0; host < attempts.length; host++) {
      if (attempts[host] > 0 && lastAsked[host] >= excused) attempts[host]--;
    }
    excused = Number.POSITIVE_INFINITY;
  }

  function plan(list: Uint32Array | null): Pass {
    sent = { number: number++, list };
    return sent;
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
      return measuredLoss(counters[reliable], counters[reliable] - (respondedFirst ?? counters[reliable]));
    }
    let recovered = 0;
    for (let k = 0; k < 16; k++) if (k !== 1) recovered += counters[COUNTER.answeredByPass + k];
    return measuredLoss(
      counters[COUNTER.answered] - watch.unreliableAnswers(),
      recovered - watch.unreliableRecovered(),
    );
  }

  function nextStateless(now: number): Plan | null {
    if (number <= Math.min(STATELESS_PASSES, (spec.maxRetries ?? STATELESS_PASSES) + 1)) return plan(null);
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
      const lost = limited ? watch.openLoss(host) : Math.max(currentLoss, watch.ownLoss(host));
      const again = limited ? lost : Math.max(currentAgain, watch.ownRepeatLoss(host));
      const progress = { talks: talks(host), limited, lone };
      const most = spec.maxRetries === null ? null : Math.max(0, spec.maxRetries - partly[host]);
      const least = attemptsFor(progress, lost, answered, quiet, most, again);
      const planned = withQuickAttempt(least, silent(host), quietProbes(host), most);
      const decides = watch.decides(host);
      const needed = decides ? Math.min(attempts[host] + 1, (most ?? DECIDING_MOST) + 1) : planned;
      const ask = attempts[host] < Math.max(needed, slowly[host]);
      if (attempts[host] === 0) return { at: 0, ask };
      const timeout =
        hosts.smoothedRtt[host] === 0 ? null : timeoutOf(hosts, host, decides ? DECIDING_RTO : shortest) / 1000;
      const times = {
        attempts: attempts[host],
        needed,
        firstAsked: firstAsked[host],
        lastAsked: lastAsked[host],
        timeout,
      };
      return { at: dueAt(times, probe), ask };
    };
  }

  function nextStateful(now: number): Plan | null {
    settle(now);
    forgive();
    if (number > MOST_PASSES) return null;
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
    const isDue = (host: number): boolean => {
      if (hosts.gap[host] > 0 !== gated) return false;
      const times = timesOf(host);
      if (times?.ask !== true || times.at > now + TOGETHER_MS) return false;
      watch.asksAgain(host, attempts[host]);
      return true;
    };
    respondedFirst ??= counters[reliable];
    return plan(collectFrom(isDue));
  }

  /** A list that could not hold all begins where the one before ended. */
  function collectFrom(isDue: (host: number) => boolean): Uint32Array {
    for (;;) {
      const { list, nextHost } = collectSilent(ledger, table.hosts, ports, resumeAt, isDue, mine, lists);
      const from = resumeAt;
      resumeAt = nextHost >= table.hosts ? 0 : nextHost;
      if (list.length > 0 || from === 0) return list;
    }
  }

  return {
    first() {
      return table.hosts === 0 || ports === 0 ? null : plan(null);
    },
    next: (nowMs) => (stateful ? nextStateful(nowMs) : nextStateless(nowMs)),
    excuse(sinceMs) {
      excused = Math.min(excused, sinceMs);
    },
  };
}
