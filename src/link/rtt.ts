// The round-trip time, as RFC 6298 section 2 smooths it:
//
//                first     then
//   smoothed     R         + (R - smoothed) / 8
//   variance     R / 2     + (|R - smoothed| - variance) / 4
//
// In two forms: a lone estimate in real numbers, of any unit; and a table of many hosts in whole numbers, 8 bytes a host,
// smoothed in eighths and variance in quarters of a microsecond, because the receive program in the kernel, which knows
// no others, makes the same of the same answers.
//
// A time-out is smoothed + 4 variance. Those of the table are rounded up to steps of a quarter, so that hosts which are
// alike are asked again together. Whoever was never measured has none of his own: he is a stranger.

const SMOOTHED_WEIGHT = 1 / 8;
const VARIANCE_WEIGHT = 1 / 4;
/** What was measured is never 0, which says that nothing was. */
const SMALLEST_RTT = 1e-3;
const LARGEST_RTO_MICROS = 3_000_000;
const STEP = 1.25;

/** Both 0 before the first measurement. */
export interface RttEstimate {
  smoothed: number;
  variance: number;
}

/** Takes one measurement. */
export function smooth(estimate: RttEstimate, rtt: number): void {
  smoothMany(estimate, rtt, Math.abs(estimate.smoothed - rtt), 1);
}

/** As if `count` had been measured one by one, all alike: `mean`, and `deviation` away from the estimate. */
export function smoothMany(estimate: RttEstimate, mean: number, deviation: number, count: number): void {
  if (estimate.smoothed === 0) {
    estimate.smoothed = Math.max(mean, SMALLEST_RTT);
    estimate.variance = mean / 2;
    return;
  }
  estimate.variance += (deviation - estimate.variance) * weightOf(VARIANCE_WEIGHT, count);
  estimate.smoothed += (mean - estimate.smoothed) * weightOf(SMOOTHED_WEIGHT, count);
}

function weightOf(weight: number, count: number): number {
  return count === 1 ? weight : 1 - (1 - weight) ** count;
}

/** How long an answer may take, as far as it was measured; 0 where it never was. */
export function longest({ smoothed, variance }: RttEstimate): number {
  return smoothed + 4 * variance;
}

export interface RttTable {
  readonly smoothedRtt: Uint32Array;
  readonly rttVariance: Uint32Array;
}

/** Takes one measurement, microseconds, at least 1. */
export function takeRtt({ smoothedRtt, rttVariance }: RttTable, host: number, rtt: number): void {
  const smoothed = smoothedRtt[host];
  if (smoothed === 0) {
    smoothedRtt[host] = rtt << 3;
    rttVariance[host] = rtt << 1;
    return;
  }
  const distance = rtt - (smoothed >>> 3);
  smoothedRtt[host] = smoothed + distance;
  const variance = rttVariance[host];
  rttVariance[host] = variance + Math.abs(distance) - (variance >>> 2);
}

/** Microseconds that an answer of this host may take, as far as it was measured; 0 where it never was. */
export function longestRtt({ smoothedRtt, rttVariance }: RttTable, host: number): number {
  return smoothedRtt[host] === 0 ? 0 : (smoothedRtt[host] >>> 3) + rttVariance[host];
}

/** Microseconds to wait for an answer of a host that was measured; `least`: what this kind of probe needs. */
export function timeoutOf(table: RttTable, host: number, least: number): number {
  return Math.min(LARGEST_RTO_MICROS, stepUp(longestRtt(table, host), least));
}

/** `least`, or the first of its steps that is not below. */
function stepUp(micros: number, least: number): number {
  if (micros <= least) return least;
  return Math.ceil(least * STEP ** Math.ceil(Math.log(micros / least) / Math.log(STEP) - 1e-9));
}
