// When a host is due, and whether it is then asked or given up: what was measured of it and of the scan, by the rules of rounds.ts.

import { timeoutOf } from '../../link/rtt.ts';
import { asksPorts } from '../../probe/meaning.ts';
import { PROBES } from '../../probe/probes.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { probesPerHost } from '../order/order.ts';
import type { CanaryLoss } from '../pace/canary-tally.ts';
import type { HostWatch } from '../pace/host-watch.ts';
import type { ScanSpec } from '../spec.ts';
import type { Attempts } from './attempts.ts';
import type { SpokenCounts } from './languages.ts';
import {
  attemptsFor,
  attemptsSpoken,
  attemptsUnspoken,
  dueAt,
  unspokenResponders,
  withQuickAttempt,
} from './rounds.ts';
import type { ScanLoss } from './scan-loss.ts';

/** A host that is to decide all its ports is asked so often at the most. */
const DECIDING_MOST = 250;
/** Who is asked again and again need not be waited for as who is given up: microseconds at least, as far as its round trips go. */
const DECIDING_RTO = 50_000;
/** Who is asked once more is heard all the same if the answer to what was asked before takes longer. */
const AGAIN_RTO = 250_000;
/** Who is silent about more than that says nothing by it. */
const MUCH_SILENT = 0.5;

export interface HostPlan {
  /** Milliseconds since the start. */
  readonly at: number;
  readonly ask: boolean;
  /** All its ports; else those of which a language is known. */
  readonly all: boolean;
}

export type PlanOf = (host: number) => HostPlan | null;

export interface HostPlans {
  /** Probes of the host that have no answer, and may have one. */
  silent(host: number): number;
  /** The plans as things are now, null for who has no silent probe. */
  now(): PlanOf;
  /** It may be asked once more, slowly. */
  mayTurnPatient(host: number): boolean;
}

export interface HostPlanParts {
  readonly spec: Pick<ScanSpec, 'maxRetries'>;
  readonly setup: EngineSetup;
  readonly watch: HostWatch;
  readonly attempts: Attempts;
  readonly spoken: SpokenCounts;
  readonly scanLoss: ScanLoss;
  /** What of a host's canaries is lost (canaries.ts); null where it has too few to tell. */
  readonly canaryLoss: (host: number) => CanaryLoss | null;
}

export function createHostPlans(parts: HostPlanParts): HostPlans {
  const { spec, setup, watch, attempts, spoken, scanLoss, canaryLoss } = parts;
  const { hosts } = setup.state;
  const { made, whole, partly, slowly, firstAsked, lastAsked } = attempts;
  const probesOf = probesPerHost(setup);
  const probe = PROBES[setup.probe];
  const lone = !asksPorts(probe);
  const shortest = probe.shortestRtoMs * 1000;

  function talks(host: number): boolean {
    return hosts.open[host] + hosts.closed[host] > 0;
  }

  function silent(host: number): number {
    if (probe.firstAnswerEnds === true && talks(host)) return 0;
    return probesOf(host) - hosts.open[host] - hosts.closed[host] - hosts.filtered[host];
  }

  function silentHostProbes(): number {
    let sum = 0;
    for (let host = 0; host < attempts.hosts; host++) if (!talks(host)) sum += probesOf(host);
    return sum;
  }

  /** Of the hosts that answer at all: how many they are, and ports without a language that answered. */
  function answeringUnspoken(): { readonly open: number; readonly hosts: number } {
    let open = -spoken.allSpokenOpen();
    let talking = 0;
    for (let host = 0; host < attempts.hosts; host++) {
      open += hosts.open[host];
      if (talks(host)) talking++;
    }
    return { open, hosts: talking };
  }

  /** It answers, but not much. */
  function saysLittle(host: number): boolean {
    if (!probe.refusalsAreLimited || !spoken.any || !talks(host)) return false;
    return silent(host) > MUCH_SILENT * probesOf(host);
  }

  /** The user's limit. */
  function most(host: number): number | null {
    return spec.maxRetries === null ? null : Math.max(0, spec.maxRetries - partly[host]);
  }

  function now(): PlanOf {
    const loss = scanLoss.now();
    const repeated = watch.repeatLoss(loss);
    const quiet = silentHostProbes();
    const answered = scanLoss.answered();
    let scan: { readonly open: number; readonly hosts: number } | null = null;

    /** How often each silent probe of the host is to be asked. */
    function needed(host: number, canaries: CanaryLoss | null): number {
      if (watch.decides(host)) return Math.min(made[host] + 1, (most(host) ?? DECIDING_MOST) + 1);
      const limited = watch.isLimited(host) || watch.refusesSlowly(host);
      const seen = canaries?.usual ?? 0;
      const atFirst = scanLoss.isOfResponses() ? Math.max(seen, loss) : seen;
      const lost = Math.max(atFirst, limited ? watch.openLoss(host, loss) : Math.max(loss, watch.ownLoss(host)));
      const again = limited ? lost : Math.max(seen, repeated, watch.ownRepeatLoss(host));
      // Where nobody waits for refusals anyway, repeats are for who answers.
      const progress = { talks: talks(host), limited: limited && !probe.refusalsAreLimited, lone };
      const least = attemptsFor(progress, lost, answered, quiet, most(host), again);
      return withQuickAttempt(least, silent(host), probesOf(host), most(host));
    }

    /** How often all its silent ports are. */
    function wholly(host: number, needed: number, canaries: CanaryLoss | null): number {
      if (watch.decides(host) || canaries === null || !saysLittle(host)) return needed;
      scan ??= answeringUnspoken();
      const responders = unspokenResponders(spoken.unspokenOpen(host), scan.open, scan.hosts);
      return Math.min(needed, attemptsUnspoken(canaries.loss, responders));
    }

    /** Milliseconds; null for a stranger. `again`: until it is asked again, and not given up. */
    function timeout(host: number, again: boolean): number | null {
      if (hosts.smoothedRtt[host] === 0) return null;
      const least = watch.decides(host) ? DECIDING_RTO : again ? Math.min(shortest, AGAIN_RTO) : shortest;
      return timeoutOf(hosts, host, least) / 1000;
    }

    return (host) => {
      if (silent(host) <= 0) return null;
      const canaries = probe.refusalsAreLimited ? canaryLoss(host) : null;
      const least = needed(host, canaries);
      const often = spoken.any && talks(host) ? attemptsSpoken(least, answered, most(host)) : least;
      const allOften = wholly(host, least, canaries);
      const all = !spoken.any || whole[host] < allOften;
      const ask = all
        ? whole[host] < Math.max(allOften, slowly[host])
        : made[host] < often && spoken.spokenSilent(host) > 0;
      if (made[host] === 0) return { at: 0, ask, all };
      const times = {
        attempts: all ? whole[host] : made[host],
        // Where all is to be decided the attempt is not the last one, which would wait for the spread (rounds.ts, rule 10).
        needed: ask && watch.decides(host) ? Number.POSITIVE_INFINITY : all ? allOften : often,
        firstAsked: firstAsked[host],
        lastAsked: lastAsked[host],
        timeout: timeout(host, ask),
      };
      return { at: dueAt(times, probe), ask, all };
    };
  }

  return {
    silent,
    now,
    mayTurnPatient(host) {
      if (made[host] < 2 || slowly[host] > made[host]) return false;
      return spec.maxRetries === null || made[host] + partly[host] <= spec.maxRetries;
    },
  };
}
