// Who is asked again, and how often.
//
// Rules:
//  1. A silent probe is asked until the chance that this scan misses any answer is under one in a thousand, given the
//     loss that it has measured; twice at least.
//  2. Hosts that never answered anything get few repeats: two attempts, or more where they are so few that it costs
//     nothing.
//  3. Hosts that limit what they answer are not waited for: their open ports answer anyway. For them the loss is that
//     of open ports alone; where repeats still bring open ports, more than the answers is limited.
//  4. The user's limit wins.

export const MISS_CHANCE = 1e-3;
const LEAST_ATTEMPTS = 2;
const MOST_ATTEMPTS = 24;
const LIMITED_ATTEMPTS = 3;
const SILENT_HOST_ATTEMPTS = 2;
/** So many silent probes to hosts that never answered may be asked as often as the others. */
const FREE_PROBES = 20_000;
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
  return maxRetries === null ? attempts : Math.min(attempts, maxRetries + 1);
}

const INITIAL_RTO_MICROS = 1_000_000;
const SMALLEST_RTO_MICROS = 30_000;
const LARGEST_RTO_MICROS = 3_000_000;

/** RFC 6298 section 2, with a floor for a local network; one second before the first measurement. */
export function retransmissionTimeout(smoothedRtt: number, variance: number): number {
  if (smoothedRtt <= 0) return INITIAL_RTO_MICROS;
  return Math.min(LARGEST_RTO_MICROS, Math.max(SMALLEST_RTO_MICROS, smoothedRtt + 4 * variance));
}
