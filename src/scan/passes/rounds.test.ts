import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PROBES } from '../../probe/probes.ts';
import {
  attemptsFor,
  attemptsNeeded,
  attemptsSpoken,
  attemptsUnspoken,
  dueAt,
  hostLoss,
  MISS_CHANCE,
  measuredLoss,
  repeatLoss,
  unspokenResponders,
} from './rounds.ts';

const loss = fc.double({ min: 0.001, max: 0.95, noNaN: true });
const probes = fc.integer({ min: 1, max: 2 ** 32 });

test('attempts: what is missed is under one in a thousand scans, and one attempt fewer would not do', () => {
  fc.assert(
    fc.property(loss, probes, (share, count) => {
      const attempts = attemptsNeeded(share, count);
      const missed = (times: number) => count * share ** times;
      if (attempts < 24) assert.ok(missed(attempts) <= MISS_CHANCE * 1.000001, `${missed(attempts)} missed`);
      if (attempts > 2) assert.ok(missed(attempts - 1) > MISS_CHANCE * 0.999999, `${attempts} attempts are too many`);
      assert.ok(attempts >= 2 && attempts <= 24);
    }),
  );
});

test('attempts by hand', () => {
  assert.equal(attemptsNeeded(0, 1e6), 2);
  assert.equal(attemptsNeeded(-0.1, 1e6), 2);
  // 0.0975 (5 % lost each way) ^ 9 * 1,048,560 = 8.4e-4; ^ 8 would leave 8.6e-3
  assert.equal(attemptsNeeded(0.0975, 1_048_560), 9);
  assert.equal(attemptsNeeded(0.01, 1), 2);
  assert.equal(attemptsNeeded(0.95, 1e6), 24);
  assert.equal(attemptsNeeded(0.5, 0), attemptsNeeded(0.5, 1));
});

test('what overflowed while the pace was looked for says nothing of repeats', () => {
  // Half was lost at first, of 4000 probes; of what the first repeat was to bring one in a hundred.
  const again = repeatLoss(0.5, 1980, 20);
  assert.ok(again > 0.01 && again < 0.013, `${again}`);
  assert.equal(attemptsNeeded(0.5, 4000), 22);
  assert.equal(attemptsNeeded(0.5, 4000, again), 5);
  assert.equal(attemptsNeeded(0.1, 1e6, 0.1), attemptsNeeded(0.1, 1e6), 'where both are the same it is as ever');
  assert.equal(repeatLoss(0.3, 0, 0), 0.3, 'as long as nothing is known');
  assert.ok(repeatLoss(0.3, 3, 0) > 0.2, 'few tell little');
  assert.equal(repeatLoss(0.3, -1, -1), 0.3);
  assert.ok(repeatLoss(1, 0, 1000) <= 0.95);
});

test('a host that lost one of two answers does not lose half', () => {
  assert.equal(hostLoss(0.07, 2, 0), 0, 'nothing of it says so');
  assert.ok(hostLoss(0.07, 2, 1) < 0.2);
  assert.ok(attemptsNeeded(hostLoss(0.07, 2, 1), 34) <= 6);
  assert.ok(hostLoss(0.07, 200, 100) > 0.45, 'many do');
  assert.ok(hostLoss(1, 0, 1000) <= 0.95);
});

test('more loss or more probes never mean fewer attempts', () => {
  fc.assert(
    fc.property(loss, loss, probes, probes, (a, b, c, d) => {
      assert.ok(attemptsNeeded(Math.min(a, b), c) <= attemptsNeeded(Math.max(a, b), c));
      assert.ok(attemptsNeeded(a, Math.min(c, d)) <= attemptsNeeded(a, Math.max(c, d)));
    }),
  );
});

test('the measured loss: none without repeats that brought something, else near the share, never 1', () => {
  assert.equal(measuredLoss(1000, 0), 0);
  assert.equal(measuredLoss(0, 0), 0);
  // What is taken off for unreliable hosts may have been counted a moment later than the rest.
  assert.equal(measuredLoss(-1, -3), 0);
  assert.equal(measuredLoss(100_000, 5000), 5000.5 / 100_001);
  fc.assert(
    fc.property(fc.integer({ min: -2, max: 1e6 }), fc.integer({ min: 1, max: 1e6 }), (answered, recovered) => {
      const share = measuredLoss(answered, recovered);
      assert.ok(share > 0 && share <= 0.95, `${share}`);
    }),
  );
});

test('who is asked how often', () => {
  const ordinary = { talks: true, limited: false };
  const silent = { talks: false, limited: false };
  const limited = { talks: true, limited: true };
  const needed = attemptsNeeded(0.1, 1e6);
  assert.ok(needed > 4);
  assert.equal(attemptsFor(ordinary, 0.1, 1e6, 1e9, null), needed);
  assert.equal(attemptsFor(silent, 0, 1e6, 20_001, null), 2);
  assert.equal(attemptsFor(silent, 0.1, 1e6, 20_001, null), 3, 'one answer in a thousand such hosts may be missed');
  assert.equal(attemptsFor(silent, 0.5, 1e6, 20_001, null), 10);
  assert.equal(attemptsFor(silent, 0.1, 1e6, 20_000, null), needed, 'so few cost nothing');
  assert.equal(attemptsFor(limited, 0.1, 1e6, 0, null), 9);
  assert.equal(attemptsFor(limited, 0, 1e6, 0, null), 3);
  for (const host of [ordinary, silent, limited]) {
    assert.equal(attemptsFor(host, 0.5, 1e6, 1e9, 0), 1, 'the limit wins');
    assert.equal(attemptsFor(host, 0.5, 1e6, 1e9, 1), 2);
    assert.ok(attemptsFor(host, 0.5, 1e6, 1e9, 99) <= 24);
  }
});

test('hosts with one probe each: a few are asked four times, many twice', () => {
  const lone = { talks: false, limited: false, lone: true };
  assert.equal(attemptsFor(lone, 0, 100, 1024, null), 4);
  assert.equal(attemptsFor(lone, 0, 100, 1025, null), 2);
  assert.equal(attemptsFor(lone, 0.4, 100, 1024, null), attemptsNeeded(0.4, 100));
  assert.equal(attemptsFor(lone, 0, 100, 5, 0), 1, 'the limit wins');
});

test('when: the own time-out for who was heard, a second and then two for a stranger', () => {
  const known = { firstAsked: 100, lastAsked: 100, timeout: 30, needed: 4 };
  assert.equal(dueAt({ ...known, attempts: 1 }, PROBES.syn), 130);
  assert.equal(dueAt({ ...known, attempts: 2, lastAsked: 130 }, PROBES.syn), 160);
  assert.equal(
    dueAt({ ...known, attempts: 3, lastAsked: 160 }, PROBES.syn),
    1100,
    'the last attempt is a second later',
  );
  assert.equal(dueAt({ ...known, attempts: 4, lastAsked: 1100 }, PROBES.syn), 1130);
  const stranger = { firstAsked: 0, timeout: null };
  assert.equal(dueAt({ ...stranger, lastAsked: 0, attempts: 1, needed: 2 }, PROBES.syn), 1000);
  assert.equal(dueAt({ ...stranger, lastAsked: 1000, attempts: 2, needed: 2 }, PROBES.syn), 3000);
  assert.equal(dueAt({ ...stranger, lastAsked: 0, attempts: 1, needed: 1 }, PROBES.syn), 2000);
});

test('when: however often a stranger is asked, it takes three seconds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 24 }), (needed) => {
      let at = 0;
      for (let attempts = 1; attempts <= needed; attempts++) {
        at = dueAt({ attempts, needed, firstAsked: 0, lastAsked: at, timeout: null }, PROBES.syn);
      }
      assert.ok(at >= 2999.9 && at <= 3100, `${at}`);
    }),
  );
});

test('of many hosts with one probe each the silent are asked more often only where answers were lost', () => {
  const lone = { talks: false, limited: false, lone: true };
  assert.equal(attemptsFor(lone, 0, 40, 65_000, null), 2);
  assert.equal(attemptsFor(lone, 0.3, 40, 65_000, null), 4);
  assert.equal(attemptsFor({ ...lone, lone: false }, 0.3, 40, 65_000, null), 6);
  assert.equal(attemptsFor({ ...lone, lone: false }, 0, 40, 65_000, null), 2);
});

test('how many ports without a language may answer: as the host showed, or the scan, and half a one more of all', () => {
  assert.equal(unspokenResponders(0, 0, 1), 0.5);
  assert.equal(unspokenResponders(3, 3, 254), 3);
  assert.equal(unspokenResponders(0, 20, 41), 0.5);
  assert.equal(unspokenResponders(0, 0, 0), 0.5);
  assert.ok(unspokenResponders(0, 0, 254) < 0.002);
});

test('they are asked until one in a hundred is missed: the oftener the more may answer, and the more is lost', () => {
  assert.equal(attemptsUnspoken(0.015, 0.5), 1);
  assert.equal(attemptsUnspoken(0.05, 0.01), 1);
  assert.equal(attemptsUnspoken(0.05, 0.5), 2);
  for (const loss of [0.001, 0.01, 0.05, 0.2, 0.5]) {
    for (const responders of [0.002, 0.5, 1, 20]) {
      const often = attemptsUnspoken(loss, responders);
      assert.ok(often === 24 || responders * loss ** often <= 1.000001e-2, `${loss}, ${responders}`);
      assert.ok(often === 1 || responders * loss ** (often - 1) > 1e-2, `${loss}, ${responders}: no oftener than that`);
    }
  }
});

test('a port of which a language is known is asked four times where few responses tell of loss; the user’s limit wins', () => {
  assert.equal(attemptsSpoken(2, 0, null), 4);
  assert.equal(attemptsSpoken(2, 499, null), 4);
  assert.equal(attemptsSpoken(2, 500, null), 2);
  assert.equal(attemptsSpoken(5, 10, null), 5);
  assert.equal(attemptsSpoken(2, 10, 1), 2);
});
