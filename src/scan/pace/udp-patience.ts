// Of UDP no host is watched for the pace. Its refusals are ICMP errors, and a host sends those as slowly as it likes:
// Linux six at once, then one a second to each who asks (icmp(7), icmp_ratelimit). How many come says nothing of the way
// there; as a pace it would be a crawl. Instead the silent ports of hosts that refuse are asked again that slowly, where
// they are few.
import type { EngineSetup } from '../engine-setup.ts';
import { COUNTER } from '../state/shared-state.ts';
import { createAtOnce } from './at-once.ts';
import { type HostWatch, WATCHED_HOSTS } from './host-watch.ts';

/** So many refusals, beside far more silence, show that the host limits them (RFC 1812 section 4.3.2.8). */
const LIMITED_REFUSALS = 5;
/** Silent ports to each refusal, where repeats brought refusals but of few. */
const SILENT_TO_REFUSED = 2;
/** A repeat asks a host that refuses once a second, if it is over in so many seconds. */
const PATIENCE_SECONDS = 100;
/** The first errors come in a burst: in less time than this nobody sees how many a second are sent. */
const RATE_SEEN_SECONDS = 10;

export function createUdpPatience(setup: EngineSetup): HostWatch {
  const { hosts, counters } = setup.state;
  const total = hosts.sent.length;
  const size = total <= WATCHED_HOSTS ? total : 0;
  const ports = setup.portNumbers.length;
  const atOnce = createAtOnce(hosts, ports, size);
  /** Probes of each host in the list that is asked; of all. */
  const share = new Float64Array(size);
  let listed = 0;
  /** Frames a second of the repeat that runs. */
  let slowest = Number.POSITIVE_INFINITY;
  let firstPass = true;

  function refusesSlowly(host: number): boolean {
    if (firstPass) return false;
    return atOnce.recovered(host) > atOnce.openRecovered(host);
  }

  function isLimited(host: number): boolean {
    const refused = hosts.closed[host] + hosts.filtered[host];
    if (refused < LIMITED_REFUSALS || !refusesSlowly(host)) return false;
    return ports - atOnce.answers(host) > SILENT_TO_REFUSED * refused;
  }

  /** Frames a second of a repeat in which each host that refuses is asked once a second at the most. */
  function patientRate(): number {
    let longest = 0;
    for (let host = 0; host < size; host++) {
      if (hosts.closed[host] > 0 && share[host] <= PATIENCE_SECONDS) longest = Math.max(longest, share[host]);
    }
    return longest === 0 ? Number.POSITIVE_INFINITY : listed / longest;
  }

  function sumOfLimited(of: (host: number) => number): number {
    let sum = 0;
    for (let host = 0; host < size; host++) if (isLimited(host)) sum += of(host);
    return sum;
  }

  return {
    passBegins({ list }) {
      firstPass = list === null;
      hosts.watched.fill(0);
      share.fill(0);
      listed = list?.length ?? 0;
      if (size > 0) for (const index of list ?? []) share[Math.floor(index / ports)]++;
      slowest = firstPass ? Number.POSITIVE_INFINITY : patientRate();
    },
    tick: () => false,
    putOff() {},
    asksAgain: atOnce.asksAgain,
    turnsPatient: () => false,
    passRate: (rate) => Math.min(rate, slowest),
    passIsFresh: () => firstPass,
    isLimited,
    dropMute: () => false,
    hasMute: () => false,
    settleMs: () => (counters[COUNTER.smoothedRtt] + 4 * counters[COUNTER.rttVariance]) / 1000,
    limitedPerSecond(host) {
      const elapsed = counters[COUNTER.lastSendMicros] / 1e6;
      if (elapsed < RATE_SEEN_SECONDS) return null;
      return Math.max(1, Math.round((hosts.closed[host] + hosts.filtered[host]) / elapsed));
    },
    refusesSlowly,
    openLoss: atOnce.openLoss,
    ownLoss: atOnce.ownLoss,
    repeatLoss: (first) => first,
    ownRepeatLoss: atOnce.ownLoss,
    limitAll() {},
    unreliableAnswers: () => sumOfLimited(atOnce.answers),
    unreliableRecovered: () => sumOfLimited(atOnce.recovered),
  };
}
