// Who is asked again, and how often.
//
// Rules:
//  1. A silent probe is asked until the chance that this scan misses any answer is under one in a thousand, given the
//     loss that it has measured; twice at least.
//  2. Hosts that never answered anything get few repeats: two attempts, or more where they are so few that it costs
//     nothing.
//  3. Hosts that limit what they answer are not waited for: their open ports answer anyway. For them the loss is that
//     of open ports alone; where repeats still bring open ports, more than the answers is limited.
//  4. Where a host has one probe alone (echo, ARP), a few silent ones are asked more often: who sleeps wakes up late.
//  5. A closed UDP port says so by an ICMP error, and nearly every host limits those. One that only a repeat brought
//     tells of that limit and not of loss; for UDP the loss is that of responses (planner.ts).
//  6. The user's limit wins.
import type { ProbeName } from '../probe/probe-name.ts';

export const MISS_CHANCE = 1e-3;
const LEAST_ATTEMPTS = 2;
const MOST_ATTEMPTS = 24;
const LIMITED_ATTEMPTS = 3;
const SILENT_HOST_ATTEMPTS = 2;
/** So many silent probes to hosts that never answered may be asked as often as the others. */
const FREE_PROBES = 20_000;
/** So many silent hosts with one probe each may be asked so often. */
const FEW_LONE_PROBES = 1024;
const LONE_ATTEMPTS = 4;
/** A loss estimate from few answers is not trusted to be zero: as if half an answer more had been lost. */
const PRIOR_LOST = 0.5;

/** The share of probes (there and back) that was lost, from how many answers only a repeat brought. */
export function measuredLoss(answered: number, recovered: number): number {
  if (recovered <= 0) return 0;
  return Math.min(0.95, (recovered + PRIOR_LOST) / (Math.max(0, answered) + 2 * PRIOR_LOST));
}

/** How often a probe has to be asked before its silence means something; `probes` of them would have answered. */
export function attemptsNeeded(loss: number, probes: number): number {
  if (loss <= 0) return LEAST_ATTEMPTS;
  const needed = Math.ceil(Math.log(MISS_CHANCE / Math.max(1, probes)) / Math.log(loss));
  return Math.max(LEAST_ATTEMPTS, Math.min(MOST_ATTEMPTS, needed));
}

export interface HostProgress {
  readonly talks: boolean;
  readonly limited: boolean;
  /** It has one probe alone. */
  readonly lone?: boolean;
}

/** How often each silent probe of such a host is to be asked in all. */
export function attemptsFor(
  host: HostProgress,
  loss: number,
  answered: number,
  silentHostProbes: number,
  maxRetries: number | null,
): number {
  const needed = attemptsNeeded(loss, answered);
  let attempts = needed;
  if (host.limited) attempts = Math.max(LIMITED_ATTEMPTS, needed);
  else if (!host.talks && silentHostProbes > FREE_PROBES) attempts = SILENT_HOST_ATTEMPTS;
  if (host.lone && silentHostProbes <= FEW_LONE_PROBES) attempts = Math.max(LONE_ATTEMPTS, attempts);
  return maxRetries === null ? attempts : Math.min(attempts, maxRetries + 1);
}

const INITIAL_RTO_MICROS = 1_000_000;
/**
 * The shortest time-out, microseconds. A SYN is answered by a kernel, whose time was measured. A datagram is answered by
 * a service, which may have to ask others first, and the ICMP errors that were measured say nothing of that. Of echo and
 * ARP each host answers one, so who takes longer than others was not measured: a device that sleeps, 250 ms.
 */
export const LEAST_RTO_MICROS: Readonly<Record<ProbeName, number>> = {
  syn: 30_000,
  udp: 1_000_000,
  icmp: 250_000,
  arp: 250_000,
};
const LARGEST_RTO_MICROS = 3_000_000;

/** RFC 6298 section 2, with a floor of `least`; one second before the first measurement. */
export function retransmissionTimeout(smoothedRtt: number, variance: number, least: number): number {
  if (smoothedRtt <= 0) return INITIAL_RTO_MICROS;
  return Math.min(LARGEST_RTO_MICROS, Math.max(least, smoothedRtt + 4 * variance));
}
