import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CLOSED, OPEN, play } from './planner.test-data.ts';
import { attemptsNeeded } from './rounds.ts';

const FILTERED = 3;

test('nothing is lost: one pass, and the end', () => {
  const { passes, times } = play({ answer: () => CLOSED });
  assert.deepEqual(
    passes.map(({ list }) => list),
    [null],
  );
  assert.ok(times.every((asked) => asked === 1));
});

test('nobody, or no port, is no pass at all', () => {
  assert.equal(play({ hosts: 0, answer: () => 0 }).passes.length, 0);
  assert.equal(play({ ports: 0, answer: () => 0 }).passes.length, 0);
});

test('without loss a silent port of a host that talks is asked twice, or once more at once where few are silent', () => {
  for (const [every, count] of [
    [2, 2],
    [10, 3],
  ]) {
    const { passes, times } = play({ answer: (_, portIndex) => (portIndex % every === 1 ? 0 : CLOSED) });
    assert.equal(passes.length, count);
    times.forEach((asked, index) => {
      assert.equal(asked, (index % 50) % every === 1 ? count : 1);
    });
  }
});

test('with loss what stays silent is asked as often as the measured loss needs', () => {
  // Every fifth probe is lost the first time; three ports answer never.
  const { times, passes } = play({
    hosts: 20,
    ports: 1000,
    answer: (host, portIndex, attempt) => {
      if (portIndex > 996) return 0;
      return attempt === 1 && (host + portIndex) % 5 === 0 ? 0 : CLOSED;
    },
  });
  const answered = 20 * 997;
  const needed = attemptsNeeded(0.2, answered);
  assert.ok(needed > 4);
  for (let host = 0; host < 20; host++) {
    for (let portIndex = 997; portIndex < 1000; portIndex++) {
      assert.equal(times[host * 1000 + portIndex], needed);
    }
    assert.ok(times.subarray(host * 1000, host * 1000 + 997).every((asked) => asked <= 2));
  }
  assert.equal(passes.length, needed);
});

test("a loss that shows late brings back who was given up; the user's limit wins", () => {
  const answer = (_: number, portIndex: number, attempt: number) => (portIndex === 7 || attempt < 2 ? 0 : CLOSED);
  const needed = attemptsNeeded((4 * 49 + 0.5) / (4 * 49 + 1), 4 * 49);
  assert.equal(play({ answer }).passes.length, needed);
  for (const maxRetries of [0, 1, 3]) {
    const { passes, times } = play({ answer, maxRetries });
    assert.equal(passes.length, maxRetries + 1);
    assert.equal(Math.max(...times), maxRetries + 1);
  }
});

test('silent hosts are asked for one answer each where they are many probes, as often as the others where they are few', () => {
  const world = (ports: number, silentHosts: number) =>
    play({
      hosts: silentHosts + 2,
      ports,
      // The two that talk lose a tenth, and have one port that is silent for ever.
      answer: (host, portIndex, attempt) =>
        host >= 2 || portIndex === 0 || (attempt === 1 && portIndex % 10 === 1) ? 0 : CLOSED,
    });
  const many = world(1000, 21);
  const needed = attemptsNeeded(0.1, 2 * 999);
  assert.deepEqual(new Set(many.times.subarray(2000)), new Set([4]));
  assert.ok(needed > 4);
  assert.equal(many.times[0], needed);
  const few = world(1000, 20);
  assert.ok(few.times.subarray(2000).every((asked) => asked === needed));
});

test('an ICMP error is an answer, but does not make a host one that talks', () => {
  const { times } = play({
    hosts: 23,
    ports: 1000,
    answer: (host, portIndex, attempt) => {
      if (host < 2) return portIndex === 0 || (attempt === 1 && portIndex % 10 === 1) ? 0 : OPEN;
      return portIndex < 5 ? FILTERED : 0;
    },
  });
  assert.ok(times[0] > 2);
  for (let host = 2; host < 23; host++) {
    assert.ok(times.subarray(host * 1000, host * 1000 + 5).every((asked) => asked === 1));
    assert.ok(times.subarray(host * 1000 + 5, (host + 1) * 1000).every((asked) => asked === 3));
  }
});

test('a host that limits its answers is not asked for ever', () => {
  const { times } = play({
    hosts: 2,
    ports: 400,
    limited: (host) => host === 1,
    answer: (host, portIndex, attempt) => (host === 1 ? (portIndex < 20 ? CLOSED : 0) : attempt < 2 ? 0 : CLOSED),
  });
  assert.ok(times.subarray(420).every((asked) => asked === 3));
});

test('a pass that put probes off is no attempt: every probe has been sent as often as it takes', () => {
  // Half of host 1 is put off in the first pass; nothing of it ever answers but one port.
  const { times, passes } = play({
    hosts: 2,
    ports: 100,
    putOff: (host, portIndex) => host === 1 && portIndex % 2 === 1,
    answer: (host, portIndex) => (host === 0 || portIndex === 0 ? CLOSED : 0),
  });
  assert.equal(passes.length, 3);
  assert.ok(times.subarray(101).every((asked) => asked >= 2));
});

test('a round of several lists: every host has its attempts, also where the last list has nothing to ask', () => {
  // Two hosts fill a list. The first two have a port that never answers; what the last ones need varies.
  for (const lastAnswersAt of [1, 2, 3]) {
    const { times, passes } = play({
      hosts: 6,
      ports: 40,
      listMax: 80,
      answer: (host, portIndex, attempt) => {
        if (host < 2) return portIndex === 0 ? 0 : attempt < 2 ? 0 : CLOSED;
        return attempt < lastAnswersAt ? 0 : CLOSED;
      },
    });
    assert.ok(passes.slice(1).every(({ list }) => list !== null && list.length > 0 && list.length <= 80));
    assert.ok(times[0] > 4 && times[0] === times[40], `asked ${times[0]} and ${times[40]} times`);
    assert.ok(times.subarray(80).every((asked) => asked === lastAnswersAt));
  }
});

test('any behaviour: it ends, answered probes stay answered, and the limit holds', () => {
  const noise = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 64 });
  fc.assert(
    fc.property(noise, fc.option(fc.nat(5)), fc.integer({ min: 1, max: 6 }), (pattern, maxRetries, hosts) => {
      const { times } = play({
        hosts,
        ports: 33,
        maxRetries,
        answer: (host, portIndex, attempt) => {
          const value = pattern[(host * 7 + portIndex * 3 + attempt * 5) % pattern.length];
          return value < 4 ? value : 0;
        },
      });
      assert.ok(times.every((asked) => asked >= 1 && asked <= Math.min(24, (maxRetries ?? 23) + 1)));
    }),
    { numRuns: 60 },
  );
});
