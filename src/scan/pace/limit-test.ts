// A test for hosts that limit how many RSTs they send. Where the pace has come down to a crawl, it is either the way
// there that bears no more, or the host that says "closed" only so many times a second, whatever it is asked. The test
// asks faster for a moment: where the answers come as before, no more and no fewer, and as quickly, it is the host.

import type { ScanReins } from '../reins.ts';

/** A crawl: under this rate, for this long, with this much left to do at it. */
const CRAWL_RATE = 3000;
const CRAWL_MS = 1000;
const TOO_LONG_MS = 20_000;
/** The first answers of the test may still have been saved up by the limiter. */
const SETTLE_MS = 100;
const TEST_MS = 300;
const PAUSE_MS = 4000;
const FASTER = 4;
const SAME = 0.35;
/** Fewer answers a second than this are no plateau, only a few ports that answer among many that do not. */
const LEAST_PER_SECOND = 20;
const SLOWER_RTT = 2;
const SLACK_MICROS = 1000;

export interface LimitTest {
  /** Frames a second while the test runs, else null. */
  rate(): number | null;
  /** What was seen so far does not count: nothing was sent meanwhile. */
  forget(): void;
  /** `answered` and `rttMicros` are totals; returns the answers a second of a limited host once the test shows it. */
  step(now: { ms: number; rate: number; answered: number; rttMicros: number; leftMs: number | null }): number | null;
}

/** `reins.rateCap`: the user's own limit, frames a second; where it leaves no room to ask faster, nothing can be tested. */
export function createLimitTest(reins: Pick<ScanReins, 'rateCap'> = { rateCap: null }): LimitTest {
  let crawlSince = -1;
  let crawlAnswered = 0;
  let testSince = -1;
  let settledAt = -1;
  let settledAnswered = 0;
  let testRate = 0;
  let before = 0;
  let rttBefore = 0;
  let notBefore = 0;
  return {
    rate: () => (testSince < 0 ? null : testRate),
    forget() {
      crawlSince = -1;
      testSince = -1;
      settledAt = -1;
    },
    step({ ms, rate, answered, rttMicros, leftMs }) {
      if (testSince >= 0) {
        if (settledAt < 0) {
          if (ms - testSince < SETTLE_MS) return null;
          settledAt = ms;
          settledAnswered = answered;
        }
        if (ms - settledAt < TEST_MS) return null;
        const during = ((answered - settledAnswered) / (ms - settledAt)) * 1000;
        testSince = -1;
        settledAt = -1;
        notBefore = ms + PAUSE_MS;
        const same = Math.abs(during - before) <= SAME * before;
        const asQuick = rttMicros <= SLOWER_RTT * rttBefore + SLACK_MICROS;
        return same && asQuick ? during : null;
      }
      if (rate > CRAWL_RATE || leftMs === null || leftMs < TOO_LONG_MS || ms < notBefore) {
        crawlSince = -1;
        return null;
      }
      if (crawlSince < 0) {
        crawlSince = ms;
        crawlAnswered = answered;
      } else if (ms - crawlSince >= CRAWL_MS) {
        before = ((answered - crawlAnswered) / (ms - crawlSince)) * 1000;
        rttBefore = rttMicros;
        crawlSince = -1;
        if (before < LEAST_PER_SECOND) return null;
        testRate = Math.max(rate, before) * FASTER;
        const { rateCap } = reins;
        if (rateCap === null || testRate <= rateCap) testSince = ms;
      }
      return null;
    },
  };
}
