// Decides what is asked next, and when, by the rules of rounds.ts. A pass asks all hosts whose time has come together.
//
//  1. An attempt has as many passes as there are turns: a port of which several languages are known is asked in each, and
//     was asked once.
//  2. Of a host whose silence says nothing (rounds.ts, rule 6) later attempts ask only the ports of which a language is known.
//  3. Where all is to be decided each attempt has one turn, and the next one another: what is asked in vain takes time.
//  4. Where such ports are few among many they are asked first, apart from the walk through the whole order, which asks them
//     once more: that is their second attempt. What it and later ones bring of them tells of loss, and it has whom to ask as
//     canaries from the beginning.

import { PROBES } from '../../probe/probes.ts';
import type { EngineSetup } from '../engine-setup.ts';
import type { Resumed } from '../journal/restore.ts';
import { createShardTest, probesPerHost } from '../order/order.ts';
import type { CanaryLoss } from '../pace/canary-tally.ts';
import type { HostWatch } from '../pace/host-watch.ts';
import type { ScanSpec } from '../spec.ts';
import type { Pass } from '../state/shared-state.ts';
import { ALL, type Attempts, createAttempts, NOTHING, SPOKEN } from './attempts.ts';
import { createHostPlans, type HostPlan } from './host-plan.ts';
import { createSpokenCounts, languagesOf } from './languages.ts';
import { collectSilent, createListMemory, LIST_MAX } from './pass-list.ts';
import { createScanLoss } from './scan-loss.ts';

/** Passes over everything in a scan without a ledger: who stayed silent is not known, so all are asked alike. */
const STATELESS_PASSES = 2;
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

/** A pass to send, or a time (milliseconds since the start) before which nothing is due. */
export type Plan = Pass | { readonly until: number };

export interface Planner {
  first(): Plan | null;
  /** Called when a pass is sent, and again when the time it named has come; null where nothing is left to ask. */
  next(nowMs: number): Plan | null;
  /** The way bore nothing since `sinceMs`: whoever was asked then was not asked. */
  excuse(sinceMs: number): void;
  /** What a journal keeps of it: attempts by host; the pass that was begun last, and whether the whole order has gone. */
  readonly attempts: Pick<Attempts, 'made' | 'whole'>;
  standing(): { readonly pass: number; readonly repeats: boolean };
}

/** `listMax`: entries of the longest list of probes to ask again. `canaryLoss`: what of a host's
 * canaries is lost (canaries.ts); null where it has too few to tell. */
export function createPlanner(
  spec: ScanSpec,
  setup: EngineSetup,
  watch: HostWatch,
  listMax: number = LIST_MAX,
  canaryLoss: (host: number) => CanaryLoss | null = () => null,
  resumed: Resumed | null = null,
): Planner {
  const { state, table, portNumbers } = setup;
  const { hosts, ledger } = state;
  const ports = portNumbers.length;
  const stateful = ledger.length > 0;
  const attempts = createAttempts(stateful ? table.hosts : 0);
  const { asks } = attempts;
  const languages = languagesOf(setup);
  const { spoken, byTurn } = languages;
  const turns = stateful && !spec.decideAll ? byTurn.length : 1;
  const mine = createShardTest(setup);
  const counts = createSpokenCounts(setup, languages, mine);
  const scanLoss = createScanLoss(setup, watch, counts);
  const plans = createHostPlans({ spec, setup, watch, attempts, spoken: counts, scanLoss, canaryLoss });
  const lists = createListMemory(listMax);
  const probesOf = probesPerHost(setup);
  const probe = PROBES[setup.probe];
  let number = 1;
  /** The attempt that was sent last, whose hosts have not been counted as asked. */
  let sent: 'early' | 'walk' | 'list' | null = null;
  /** The turn that comes next in it, and with which host. */
  let turn = 1;
  let turnHost = 0;
  /** The walk through the whole order has begun. */
  let walks = false;
  let resumeAt = 0;
  let repeats = resumed?.repeats ?? false;
  if (resumed !== null) goOn(resumed);

  /** As it was left; who was asked last is not known, so all wait from now on. */
  function goOn({ made, whole, pass: last }: Resumed): void {
    attempts.made.set(made);
    attempts.whole.set(whole);
    attempts.firstAsked.fill(1);
    attempts.lastAsked.fill(1);
    if (!stateful) number = Math.max(1, last);
  }

  /** A host all of whose probes were sent has had one attempt more. */
  function settle(now: number): void {
    if (sent === 'early') scanLoss.earlyIsOver(number - 1);
    if (sent === 'walk') repeats = true;
    for (let host = 0; host < attempts.hosts && sent !== null; host++) {
      if (sent === 'walk' && hosts.sent[host] < probesOf(host) && plans.silent(host) > 0) putOff(host);
      else if (asks[host] !== NOTHING) attempts.count(host, now);
    }
    sent = null;
  }

  function putOff(host: number): void {
    attempts.partly[host] = 1;
    watch.putOff(host);
  }

  /** The number of a pass says which turn it is (form-table.ts). */
  function pass(list: Uint32Array | null, its = 0): Pass {
    while ((number - 1) % turns !== its) number++;
    scanLoss.passBegins(number, sent === 'list');
    return { number: number++, list };
  }

  /** The first turn of an attempt. */
  function attempt(kind: 'early' | 'walk' | 'list', list: Uint32Array | null): Pass {
    sent = kind;
    turn = 1;
    turnHost = 0;
    if (kind === 'walk') walks = true;
    if (list === null) asks.fill(ALL);
    return pass(list);
  }

  /** Rule 1. */
  function nextTurn(): Pass | null {
    for (; sent !== null && turn < turns; turn++, turnHost = 0) {
      if (byTurn[turn].length === 0) continue;
      const ofHost = (host: number) => asks[host] !== NOTHING && byTurn[turn];
      const { list, nextHost } = collectSilent(ledger, table.hosts, ports, turnHost, ofHost, mine, lists);
      turnHost = nextHost;
      if (list.length > 0) return pass(list, turn);
    }
    return null;
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
    asks.fill(SPOKEN);
    return first;
  }

  function nextStateless(now: number): Plan | null {
    if (number <= Math.min(STATELESS_PASSES, (spec.maxRetries ?? STATELESS_PASSES) + 1)) return attempt('walk', null);
    if (sent === null) return null;
    sent = null;
    return { until: now + STATELESS_WAIT_MS };
  }

  function nextStateful(now: number): Plan | null {
    const more = nextTurn();
    if (more !== null) return more;
    const wasEarly = sent === 'early';
    settle(now);
    if (wasEarly) return { until: now + Math.max(EARLY_LEAST_MS, Math.min(EARLY_MOST_MS, watch.settleMs())) };
    if (!walks && !repeats) return attempt('walk', null);
    attempts.forgive();
    if (number > MOST_PASSES * turns) return null;
    const planOf = plans.now();
    let until = Number.POSITIVE_INFINITY;
    let anyDue = false;
    let gated = false;
    for (let host = 0; host < table.hosts; host++) {
      let plan = planOf(host);
      if (plan === null) continue;
      if (plan.at <= now && plans.mayTurnPatient(host) && watch.turnsPatient(host, plans.silent(host))) {
        attempts.slowly[host] = attempts.made[host] + 1;
        plan = planOf(host) as HostPlan;
      }
      if (plan.at > now + (plan.ask ? TOGETHER_MS : 0)) {
        until = Math.min(until, plan.at);
      } else if (plan.ask) {
        // Hosts with rates of their own are asked apart (probe-walk.ts, rule 2), and after the others.
        gated = anyDue ? gated && hosts.gap[host] > 0 : hosts.gap[host] > 0;
        anyDue = true;
      }
    }
    if (!anyDue) return until === Number.POSITIVE_INFINITY ? null : { until };
    const isDue = (host: number): boolean | Uint16Array => {
      if (hosts.gap[host] > 0 !== gated) return false;
      const plan = planOf(host);
      if (plan?.ask !== true || plan.at > now + TOGETHER_MS) return false;
      watch.asksAgain(host, attempts.whole[host]);
      asks[host] = plan.all ? ALL : SPOKEN;
      return plan.all || spoken;
    };
    return attempt('list', collectFrom(isDue));
  }

  /** A list that could not hold all begins where the one before ended. */
  function collectFrom(isDue: (host: number) => boolean | Uint16Array): Uint32Array {
    for (;;) {
      asks.fill(NOTHING);
      const { list, nextHost } = collectSilent(ledger, table.hosts, ports, resumeAt, isDue, mine, lists);
      const from = resumeAt;
      resumeAt = nextHost >= table.hosts ? 0 : nextHost;
      if (nextHost < table.hosts) asks[nextHost] = NOTHING; // it would have been due, and had no room
      if (list.length > 0 || from === 0) return list;
    }
  }

  return {
    first() {
      if (table.hosts === 0 || ports === 0) return null;
      if (resumed === null) return isEarly() ? early() : attempt('walk', null);
      if (resumed.repeats && stateful) return nextStateful(0);
      if (resumed.position === 0 && isEarly()) return early();
      return { ...attempt('walk', null), from: resumed.position };
    },
    next: (nowMs) => (stateful ? nextStateful(nowMs) : nextStateless(nowMs)),
    excuse: attempts.excuse,
    attempts,
    standing: () => ({ pass: number - 1, repeats }),
  };
}
