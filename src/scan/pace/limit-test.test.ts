import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLimitTest } from './limit-test.ts';

interface Behaviour {
  /** Answers a second at a rate of frames a second. */
  readonly answers: (rate: number) => number;
  /** Microseconds. */
  readonly rtt?: (rate: number) => number;
  /** The pace's rate. */
  readonly rate?: number;
  readonly leftMs?: number | null;
  readonly cap?: number | null;
  /** Milliseconds between two looks. */
  readonly tick?: (k: number) => number;
  readonly seconds?: number;
}

/** Lets a scan crawl; gives what the test says, when, and the rates that were sent at. */
function crawl({
  answers,
  rtt = () => 300,
  rate = 500,
  leftMs = 60_000,
  cap = null,
  tick = () => 3,
  seconds = 3,
}: Behaviour) {
  const limitTest = createLimitTest({ rateCap: cap });
  const rates = new Set<number>();
  const testsBegan: number[] = [];
  let answered = 10_000;
  let wasTesting = false;
  for (let ms = 5000, k = 0; ms < 5000 + seconds * 1000; k++) {
    const now = limitTest.rate() ?? rate;
    rates.add(now);
    if (limitTest.rate() !== null && !wasTesting) testsBegan.push(ms);
    wasTesting = limitTest.rate() !== null;
    const step = tick(k);
    ms += step;
    answered += (answers(Math.min(now, cap ?? now)) * step) / 1000;
    const found = limitTest.step({ ms, rate, answered: Math.floor(answered), rttMicros: rtt(now), leftMs });
    if (found !== null) return { found, rates, testsBegan, after: limitTest.rate() };
  }
  return { found: null, rates, testsBegan, after: limitTest.rate() };
}

test('answers as before at four times the rate: the host limits them', () => {
  const { found, rates, after } = crawl({ answers: () => 200 });
  assert.ok(found !== null && Math.abs(found - 200) < 10, `${found}`);
  assert.deepEqual([...rates], [500, 2000]);
  assert.equal(after, null, 'the test is over');
});

test('more answers at a higher rate: it was the way there or nothing at all', () => {
  assert.equal(crawl({ answers: (rate) => rate }).found, null);
  assert.equal(crawl({ answers: (rate) => Math.min(rate, 1200) }).found, null);
});

test('fewer answers at a higher rate: it is the way there', () => {
  assert.equal(crawl({ answers: (rate) => (rate > 1000 ? 100 : 450) }).found, null);
});

test('slower answers at a higher rate: a queue fills, it is the way there', () => {
  const rtt = (rate: number) => (rate > 1000 ? 5000 : 300);
  assert.equal(crawl({ answers: () => 400, rtt }).found, null);
  assert.notEqual(crawl({ answers: () => 400, rtt: (rate) => (rate > 1000 ? 900 : 300) }).found, null);
});

test('nobody is tested where there is no crawl', () => {
  for (const behaviour of [{ rate: 3001 }, { leftMs: 19_999 }, { leftMs: null }]) {
    const { found, testsBegan } = crawl({ answers: () => 200, ...behaviour });
    assert.equal(found, null);
    assert.deepEqual(testsBegan, []);
  }
});

test('a few answers among much silence are no plateau', () => {
  assert.deepEqual(crawl({ answers: () => 15 }).testsBegan, []);
  assert.notEqual(crawl({ answers: () => 25 }).found, null);
});

test("under the user's cap nothing can be asked faster, so nothing is found out", () => {
  // The sender keeps to the cap whatever it is told: the answers would come as before, from any host.
  const { found, testsBegan } = crawl({ rate: 1000, cap: 1000, answers: (rate) => rate, seconds: 8 });
  assert.equal(found, null);
  assert.deepEqual(testsBegan, []);
  assert.notEqual(crawl({ rate: 500, cap: 2000, answers: () => 200 }).found, null, 'a cap with room does no harm');
});

test('what was saved up for the first moment of the test does not count', () => {
  let burst = 0;
  const answers = (rate: number) => {
    if (rate > 1000) burst++;
    return burst > 0 && burst < 30 ? 2000 : 200;
  };
  const { found } = crawl({ answers });
  assert.ok(found !== null && Math.abs(found - 200) < 10, `${found}`);
});

test('late looks do not spoil the figure', () => {
  // A controller that is held up looks every quarter of a second.
  for (const tick of [() => 250, (k: number) => (k % 40 === 39 ? 390 : 3)]) {
    const { found } = crawl({ answers: () => 200, tick, seconds: 6 });
    assert.ok(found !== null && Math.abs(found - 200) < 20, `${found}`);
    assert.equal(crawl({ answers: (rate) => rate, tick, seconds: 6 }).found, null);
  }
});

test('after a test that showed nothing the pace is left alone for a while', () => {
  const { testsBegan } = crawl({ answers: (rate) => rate, seconds: 12 });
  assert.equal(testsBegan.length, 3);
  for (let k = 1; k < testsBegan.length; k++) assert.ok(testsBegan[k] - testsBegan[k - 1] >= 4000);
});
