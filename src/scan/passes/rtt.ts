// The round-trip time of each host, as RFC 6298 section 2 smooths it, in whole numbers: the receive program in the kernel
// makes the same of the same answers.
//
//   smoothed  eighths of a microsecond     first: R         then: + (R - smoothed) / 8
//   variance  quarters of a microsecond    first: R / 2     then: + (|R - smoothed| - variance) / 4
//
// A time-out is smoothed + 4 variance, rounded up to steps of a quarter, so that hosts which are alike are asked again
// together. Whoever was never measured has none of his own: he is a stranger (rounds.ts).

const LARGEST_RTO_MICROS = 3_000_000;
const STEP = 1.25;

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
