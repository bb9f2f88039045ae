// Of UDP no host is watched for the pace. Its refusals are ICMP errors, and a host sends those as slowly as it likes: Linux
// six at once, then one a second to each who asks (icmp(7), icmp_ratelimit). How many come says nothing of the way there; as a
// pace it would be a crawl.
//
// Rules:
//  1. A scan is quick: what a host's budget of refusals does not tell in the time that answers need stays undecided.
//  2. One that is to decide all (`decideAll`) asks the silent ports of hosts that refuse again and again, each time at the
//     pace at which refusals come, as long as they come.
//  3. That pace begins at one a second for each host. Where nearly all that was asked of such hosts was told, it goes up by
//     half; where less, down to what was told.
import type { EngineSetup } from '../engine-setup.ts';
import { COUNTER } from '../state/shared-state.ts';
import { createAtOnce } from './at-once.ts';
import { type HostWatch, WATCHED_HOSTS } from './host-watch.ts';

/** So many refusals, beside far more silence, show that the host limits them (RFC 1812 section 4.3.2.8). */
const LIMITED_REFUSALS = 5;
/** Silent ports to each refusal, where repeats brought refusals but of few. */
const SILENT_TO_REFUSED = 2;
/** The first errors come in a burst: in less time than this nobody sees how many a second are sent. */
const RATE_SEEN_SECONDS = 10;
/** Rule 3: a host's probes in a step, and how long a step lasts at least. */
const STEP_PROBES = 6;
const STEP_MS = 1000;
const NEARLY_ALL = 0.9;
const UP = 1.5;
const FIRST_PER_SECOND = 1;
const LEAST_PER_SECOND = 0.2;

export function createUdpPatience(setup: EngineSetup, decideAll = false): HostWatch {
  const { hosts, counters } = setup.state;
  const total = hosts.sent.length;
  const size = total <= WATCHED_HOSTS ? total : 0;
  const ports = setup.portNumbers.length;
  const atOnce = createAtOnce(hosts, ports, size);
  /** Probes of each host in the list that is asked, and of the host that has most; of all. */
  const share = new Float64Array(size);
  let longest = 0;
  let listed = 0;
  /** What each had refused when the pass began. */
  const refusedBefore = new Uint32Array(size);
  let firstPass = true;
  /** Of the step that runs: when it began, and how much had been asked and told of hosts that refuse. */
  let stepMs = -1;
  let stepAsked = 0;
  let stepTold = 0;
  /** Refusals a second that each host is taken to send. */
  let perSecond = FIRST_PER_SECOND;

  const refused = (host: number): number => hosts.closed[host] + hosts.filtered[host];

  function refusesSlowly(host: number): boolean {
    if (firstPass) return false;
    return atOnce.recovered(host) > atOnce.openRecovered(host);
  }

  function isLimited(host: number): boolean {
    if (refused(host) < LIMITED_REFUSALS || !refusesSlowly(host)) return false;
    return ports - atOnce.answers(host) > SILENT_TO_REFUSED * refused(host);
  }

  function sumOver(of: (host: number) => number, which: (host: number) => boolean): number {
    let sum = 0;
    for (let host = 0; host < size; host++) if (which(host)) sum += of(host);
    return sum;
  }

  const isPatient = (): boolean => decideAll && !firstPass && longest > 0;
  const refuses = (host: number): boolean => share[host] > 0 && hosts.closed[host] > 0;

  /** Rule 3. */
  function step(nowMs: number): void {
    const asked = sumOver((host) => hosts.sent[host], refuses) - stepAsked;
    const told = sumOver(atOnce.answers, refuses) - stepTold;
    if (stepMs >= 0 && (nowMs - stepMs < STEP_MS || asked < STEP_PROBES)) return;
    if (stepMs >= 0) {
      const part = told / asked;
      if (part >= NEARLY_ALL) perSecond *= UP;
      else perSecond = Math.max(LEAST_PER_SECOND, perSecond * part);
    }
    stepMs = nowMs;
    stepAsked += asked;
    stepTold += told;
  }

  return {
    passBegins({ list }) {
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
      stepMs = -1;
      stepAsked = 0;
      stepTold = 0;
    },
    tick(nowMs) {
      if (isPatient()) step(nowMs);
      return false;
    },
    putOff() {},
    asksAgain: atOnce.asksAgain,
    turnsPatient: () => false,
    // So that the host with most silent ports is asked as often as it refuses.
    passRate: (rate) => (isPatient() ? Math.min(rate, (perSecond * listed) / longest) : rate),
    passIsFresh: () => firstPass,
    isLimited,
    decides: (host) => decideAll && host < size && refused(host) > (firstPass ? 0 : refusedBefore[host]),
    dropMute: () => false,
    hasMute: () => false,
    settleMs: () => (counters[COUNTER.smoothedRtt] + 4 * counters[COUNTER.rttVariance]) / 1000,
    limitedPerSecond(host) {
      const elapsed = counters[COUNTER.lastSendMicros] / 1e6;
      if (elapsed < RATE_SEEN_SECONDS) return null;
      return Math.max(1, Math.round(refused(host) / elapsed));
    },
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
