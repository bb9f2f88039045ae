// Of UDP no host is watched for the pace. Its refusals are ICMP errors, and a host sends those as slowly as it likes: Linux
// six at once, then one a second to each who asks (icmp(7), icmp_ratelimit). How many come says nothing of the way there; as a
// pace it would be a crawl.
//
// Rules:
//  1. A scan is quick: what a host's budget of refusals does not tell in the time that answers need stays undecided.
//  2. One that is to decide all (`decideAll`) asks the silent ports of hosts that refuse again and again, each time at the
//     pace at which refusals come, as long as they come: a few that brought none, or many in a moment, may have met a budget
//     that was used up.
//  3. That pace is found in steps. It begins so high that what budgets have saved up is used before they run over. Where nearly all
//     that was asked of such hosts was told, it goes up by half; where less, down to a little above what was told, and to one a
//     second at the least for each address of ours that asks. A step in which nothing was told goes on, into the next pass too:
//     whether a budget is used up or nobody is left to refuse, it says nothing of how much is borne.
//     What is asked above a budget costs none of it; what a budget would have borne and was not asked is lost.
//  4. Of ports that are silent for good a step tells as little as of a small budget. So it never goes below twice the pace at which these hosts
//     have refused so far (refusal-limit.ts): of their last closed ports among silent ones half of what is asked may be in vain.
import type { EngineSetup } from '../engine-setup.ts';
import { COUNTER } from '../state/shared-state.ts';
import { createAtOnce } from './at-once.ts';
import { type HostWatch, WATCHED_HOSTS } from './host-watch.ts';
import { createRefusalLimits, limitsRefusals } from './refusal-limit.ts';

/** Rule 3: a host's probes in a step, and how long a step lasts at least. */
const STEP_PROBES = 6;
const STEP_MS = 250;
/** So many round trips: of what was asked last the answers are on their way. */
const STEP_RTTS = 10;
const NEARLY_ALL = 0.9;
const UP = 1.5;
const SPARE = 1.2;
/** Rule 2: so many of a host's ports in a row, from each address of ours, bring no refusal before it is let be, and for so long. */
const VAIN_PROBES = 12;
const VAIN_MS = 1500;
/** Rule 4. */
const ABOVE_REFUSED = 2;
const FIRST_PER_SECOND = 40;
const LEAST_PER_SECOND = 1;

/** Each of our addresses has a budget of its own (reach/sources.ts). */
function mostSources(hops: EngineSetup['hops']): number {
  return hops.reduce((most, { sources }) => Math.max(most, sources.length), 1);
}

export function createUdpPatience(setup: EngineSetup, decideAll = false): HostWatch {
  const { hosts, counters } = setup.state;
  const total = hosts.sent.length;
  const size = total <= WATCHED_HOSTS ? total : 0;
  const ports = setup.portNumbers.length;
  const atOnce = createAtOnce(hosts, ports, size);
  const refused = (host: number): number => hosts.closed[host] + hosts.filtered[host];
  const silent = (host: number): number => ports - atOnce.answers(host);
  /** Probes of each host in the list that is asked, and of the host that has most; of all. */
  const share = new Float64Array(size);
  let longest = 0;
  let listed = 0;
  /** What each had refused when the pass began. */
  const refusedBefore = new Uint32Array(size);
  /** How many of its ports were asked, in passes of which none brought a refusal, since the last one did. */
  const vain = new Float64Array(size);
  const limits = createRefusalLimits(Uint32Array.from({ length: size }, (_, host) => refused(host)));
  /** Hosts that were tried, and limit their refusals. */
  const shown = new Set<number>();
  let nowMs = 0;
  let firstPass = true;
  /** Of the step that runs: when it began; and less than which of what hosts were asked and told is not of it. */
  let stepMs = -1;
  let stepAsked = 0;
  let stepTold = 0;
  const sources = mostSources(setup.hops);
  /** Refusals a second that each host is taken to send, to all of our addresses together. */
  let perSecond = FIRST_PER_SECOND * sources;

  const refusesMore = (host: number): boolean => refused(host) > refusedBefore[host];

  function refusesSlowly(host: number): boolean {
    if (firstPass) return false;
    return atOnce.recovered(host) > atOnce.openRecovered(host);
  }

  function isLimited(host: number): boolean {
    if (shown.has(host)) return silent(host) > 0;
    if (firstPass) return false;
    const responsesByRepeats = atOnce.openRecovered(host);
    const refusedByRepeats = atOnce.recovered(host) - responsesByRepeats;
    return limitsRefusals({ refused: refused(host), refusedByRepeats, responsesByRepeats, silent: silent(host) });
  }

  function sumOver(of: (host: number) => number, which: (host: number) => boolean): number {
    let sum = 0;
    for (let host = 0; host < size; host++) if (which(host)) sum += of(host);
    return sum;
  }

  const settleMs = (): number => (counters[COUNTER.smoothedRtt] + 4 * counters[COUNTER.rttVariance]) / 1000;
  const isPatient = (): boolean => decideAll && !firstPass && longest > 0;
  const refuses = (host: number): boolean => share[host] > 0 && hosts.closed[host] > 0;

  const askedNow = (): number => sumOver((host) => hosts.sent[host], refuses) - stepAsked;
  const toldNow = (): number => sumOver(atOnce.answers, refuses) - stepTold;

  /** Rules 3 and 4; these hosts' pace so far is an average over them. */
  function least(): number {
    const together = sumOver((host) => limits.limitOf(host).perSecond ?? 0, refuses);
    return Math.max(
      LEAST_PER_SECOND * sources,
      (ABOVE_REFUSED * together) /
        Math.max(
          1,
          sumOver(() => 1, refuses),
        ),
    );
  }

  /** Rule 3. */
  function step(): void {
    if (stepMs >= 0) {
      const asked = askedNow();
      const told = toldNow();
      if (nowMs - stepMs < Math.max(STEP_MS, STEP_RTTS * settleMs()) || asked < STEP_PROBES || told === 0) return;
      const part = told / asked;
      if (part >= NEARLY_ALL) perSecond *= UP;
      else perSecond = Math.max(least(), perSecond * part * SPARE);
    }
    stepMs = nowMs;
    stepAsked += askedNow();
    stepTold += toldNow();
  }

  /** At the pace at which it refuses; unknown as long as that is. */
  function decidingMs(): number {
    let most = -1;
    for (let host = 0; host < size; host++) {
      if (hosts.closed[host] === 0) continue;
      most = Math.max(most, 0);
      if (silent(host) === 0 || (!firstPass && share[host] === 0)) continue;
      const { perSecond: rate } = limits.limitOf(host);
      most = Math.max(most, rate === null ? Number.POSITIVE_INFINITY : (silent(host) / rate) * 1000);
    }
    return most < 0 ? Number.POSITIVE_INFINITY : most;
  }

  return {
    passBegins({ list }) {
      const asked = askedNow();
      const told = toldNow();
      for (let host = 0; host < size; host++) vain[host] = refusesMore(host) ? 0 : vain[host] + share[host];
      firstPass = list === null;
      hosts.watched.fill(0);
      share.fill(0);
      listed = list?.length ?? 0;
      if (size > 0) for (const index of list ?? []) share[Math.floor(index / ports)]++;
      longest = 0;
      for (let host = 0; host < size; host++) {
        refusedBefore[host] = refused(host);
        if (refuses(host)) longest = Math.max(longest, share[host]);
      }
      // Of other hosts perhaps, the step goes on.
      stepAsked += askedNow() - asked;
      stepTold += toldNow() - told;
    },
    tick(now) {
      nowMs = now;
      for (let host = 0; host < size; host++) limits.saw(host, hosts.sent[host], refused(host), nowMs);
      if (isPatient()) step();
      return false;
    },
    putOff() {},
    asksAgain: atOnce.asksAgain,
    turnsPatient: () => false,
    // So that the host with most silent ports is asked as often as it refuses.
    passRate: (rate) => (isPatient() ? Math.min(rate, (perSecond * listed) / longest) : rate),
    passIsFresh: () => firstPass,
    isLimited,
    decides(host) {
      if (!decideAll || host >= size || refused(host) === 0) return false;
      if (firstPass || refusesMore(host) || nowMs - limits.lastMs(host) < VAIN_MS) return true;
      return vain[host] + share[host] < VAIN_PROBES * sources;
    },
    dropMute: () => false,
    hasMute: () => false,
    settleMs,
    limitOf(host) {
      const limit = limits.limitOf(host);
      return { ...limit, perSecond: limit.perSecond === null ? null : limit.perSecond / sources };
    },
    limitShown: (host) => void shown.add(host),
    decidingMs: () => (decideAll ? decidingMs() : null),
    refusesSlowly,
    openLoss: atOnce.openLoss,
    ownLoss: atOnce.ownLoss,
    repeatLoss: (first) => first,
    ownRepeatLoss: atOnce.ownLoss,
    limitAll() {},
    unreliableAnswers: () => sumOver(atOnce.answers, isLimited),
    unreliableRecovered: () => sumOver(atOnce.recovered, isLimited),
  };
}
