// Who is asked again, and how often.
//
// Rules:
//  1. A silent probe is asked until the chance that this scan misses any answer is under one in a thousand, given the
//     losses that it has measured, of the first attempt and of repeats; twice at least. They are two: while the first
//     attempts go out the pace is still looked for (pace.ts), and what overflowed then says nothing of repeats.
//  2. Hosts that never answered anything get fewer repeats: until the chance that one of them lost the one answer it may
//     have is that small; or as many as the others where they are so few that it costs nothing.
//  3. Hosts that limit what they answer are not waited for: their open ports answer anyway. For them the loss is that
//     of open ports alone; where repeats still bring open ports, more than the answers is limited.
//  4. Where a host has one probe alone (echo, ARP), a few silent ones are asked more often: who sleeps wakes up late. Many are
//     asked so often only where answers were lost: who is silent may be one of those.
//  5. Where refusals are limited (a closed UDP port says so by an ICMP error), one that only a repeat brought tells of that
//     limit and not of loss; then the loss is that of responses (planner.ts).
//  6. A datagram to a port of which no language is known is answered by few services, and its silence says nothing where
//     the host is silent about most. How often it is asked follows from the loss that canaries show: once, where that makes it
//     one in a hundred that a service there was missed: what is silent there stays undecided anyhow, and to ask it all again takes
//     as long as the scan. How many there may be, the scan shows: as many as have answered on such
//     ports of the host, or of hosts on the average, as if half a port more of all had. None has in most scans; then one port
//     of two scans is believed to be there (Jeffreys' prior for a share of which nothing is known), the fewer of a host the
//     more hosts were asked in vain.
//     A port of which a language is known is asked four times, as long as few responses tell of loss: that none of a handful was
//     lost does not say that none is.
//  7. The user's limit wins.
//
// And when:
//  8. Time belongs to the host: each is asked again when its own time-out is over (link/rtt.ts). Whom services answer (UDP) may
//     have to be waited for longer before he is given up (`shortestRtoMs`); who is asked again is heard meanwhile.
//  9. A stranger, who was never heard, has the second of RFC 6298 for the first attempt and twice that for all others
//     together: three seconds, however often he is asked. ARP does not leave the link: there a quarter of it will do.
//  10. Attempts are spread in time, so that none but a long outage takes them all: the last one is made a second after the
//     first at the earliest, and nobody is given up before. Where few of a host's probes are silent, most of them were
//     lost, and one attempt more is made at once: so they need not wait for that second.
import type { Probe } from '../../probe/probe.ts';

export const MISS_CHANCE = 1e-3;
/** Rule 6. */
const UNSPOKEN_MISS_CHANCE = 1e-2;
const LEAST_ATTEMPTS = 2;
const MOST_ATTEMPTS = 24;
const ROUNDING = 1e-9;
const LIMITED_ATTEMPTS = 3;
/** So many silent probes to hosts that never answered may be asked as often as the others. */
const FREE_PROBES = 20_000;
/** So many silent hosts with one probe each may be asked so often. */
const FEW_LONE_PROBES = 1024;
const LONE_ATTEMPTS = 4;
const SPOKEN_ATTEMPTS = 4;
/** Where none of so many was lost, two attempts miss less than one in a thousand of all of them together. */
const TELLING_RESPONSES = 500;
/** What has not been seen of many is not believed to be nowhere: as if half a one more had been. */
const PRIOR_RESPONDERS = 0.5;
/** A loss estimate from few answers is not trusted to be zero: as if half an answer more had been lost. */
const PRIOR_LOST = 0.5;
/** Nor is one from few repeats: as if so many more had been lost as often as at first. */
const PRIOR_REPEATS = 8;
/** One of two that a host lost does not say that it loses half: as if it had answered so many more, and lost of them as all do. */
const PRIOR_OF_HOST = 8;

/** The share of probes (there and back) that was lost, from how many answers only a repeat brought. */
export function measuredLoss(answered: number, recovered: number): number {
  if (recovered <= 0) return 0;
  return Math.min(0.95, (recovered + PRIOR_LOST) / (Math.max(0, answered) + 2 * PRIOR_LOST));
}

/**
 * The share that repeats lose, of which `first` was lost at first: `brought` answers came by the first repeat, and `late` only
 * by another. As long as these are few it is as if it were `first`.
 */
export function repeatLoss(first: number, brought: number, late: number): number {
  return Math.min(0.95, (Math.max(0, late) + PRIOR_REPEATS * first) / (Math.max(0, brought + late) + PRIOR_REPEATS));
}

/** The share that one host lost, where all lost `scan`, from how many of its answers only a repeat brought. */
export function hostLoss(scan: number, answered: number, recovered: number): number {
  if (recovered <= 0) return 0;
  return Math.min(0.95, (recovered + PRIOR_OF_HOST * scan) / (Math.max(recovered, answered) + PRIOR_OF_HOST));
}

/**
 * How often a probe has to be asked before its silence means something; `probes` of them would have answered. `loss`: of
 * the first attempt, `again`: of each other.
 */
export function attemptsNeeded(loss: number, probes: number, again: number = loss): number {
  if (loss <= 0) return LEAST_ATTEMPTS;
  const more = Math.log(MISS_CHANCE / (Math.max(1, probes) * loss)) / Math.log(again);
  const needed = 1 + Math.ceil(more - ROUNDING);
  return Math.max(LEAST_ATTEMPTS, Math.min(MOST_ATTEMPTS, needed));
}

/** Ports of a host without a language that may answer, by rule 6: `own` of it did, and `all` of so many hosts that answer at all. */
export function unspokenResponders(own: number, all: number, hosts: number): number {
  return Math.max(own, (all + PRIOR_RESPONDERS) / Math.max(1, hosts));
}

/** How often such a port is asked. `loss`: of one attempt; `responders`: of the host's. */
export function attemptsUnspoken(loss: number, responders: number): number {
  const missed = responders * loss;
  if (missed <= UNSPOKEN_MISS_CHANCE) return 1;
  return Math.min(MOST_ATTEMPTS, 1 + Math.ceil(Math.log(UNSPOKEN_MISS_CHANCE / missed) / Math.log(loss) - ROUNDING));
}

/** How often a port of which a language is known is, where `responses` told of loss; rule 6. */
export function attemptsSpoken(needed: number, responses: number, maxRetries: number | null): number {
  const attempts = responses < TELLING_RESPONSES ? Math.max(SPOKEN_ATTEMPTS, needed) : needed;
  return maxRetries === null ? attempts : Math.min(attempts, maxRetries + 1);
}

export interface HostProgress {
  readonly talks: boolean;
  readonly limited: boolean;
  /** It has one probe alone. */
  readonly lone?: boolean;
}

/** So small a share of a host's probes is silent because it was lost rather than filtered. */
const FEW_SILENT = 0.4;

/** Rule 10. */
export function withQuickAttempt(needed: number, silent: number, probes: number, maxRetries: number | null): number {
  if (needed > LEAST_ATTEMPTS || silent > FEW_SILENT * probes) return needed;
  return maxRetries === null ? needed + 1 : Math.min(needed + 1, maxRetries + 1);
}

/** What is known of a host when its next attempt is planned. Milliseconds since the scan's start. */
export interface HostTimes {
  /** It has been asked so often, from 1 on; and is to be asked so often in all. */
  readonly attempts: number;
  readonly needed: number;
  readonly firstAsked: number;
  readonly lastAsked: number;
  /** Its own time-out, milliseconds; null for a stranger. */
  readonly timeout: number | null;
}

/** When the host is asked again, or, where `attempts` is `needed`, given up. */
export function dueAt(
  { attempts, needed, firstAsked, lastAsked, timeout }: HostTimes,
  { strangerMs, spreadMs }: Pick<Probe, 'strangerMs' | 'spreadMs'>,
): number {
  const wait = timeout ?? strangersWait(attempts, needed, strangerMs);
  const due = lastAsked + wait;
  return attempts + 1 < needed ? due : Math.max(due, firstAsked + spreadMs);
}

function strangersWait(attempts: number, needed: number, first: number): number {
  return attempts === 1 && needed > 1 ? first : (2 * first) / Math.max(1, needed - 1);
}

/** How often each silent probe of such a host is to be asked in all. */
export function attemptsFor(
  host: HostProgress,
  loss: number,
  answered: number,
  silentHostProbes: number,
  maxRetries: number | null,
  again: number = loss,
): number {
  const needed = attemptsNeeded(loss, answered, again);
  let attempts = needed;
  if (host.limited) attempts = Math.max(LIMITED_ATTEMPTS, needed);
  else if (!host.talks && silentHostProbes > FREE_PROBES) {
    attempts = Math.min(needed, host.lone ? LONE_ATTEMPTS : attemptsNeeded(loss, 1, again));
  }
  if (host.lone && silentHostProbes <= FEW_LONE_PROBES) attempts = Math.max(LONE_ATTEMPTS, attempts);
  return maxRetries === null ? attempts : Math.min(attempts, maxRetries + 1);
}
