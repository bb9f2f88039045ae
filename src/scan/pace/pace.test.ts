import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createPace, HIGHEST_RATE, LOWEST_RATE, NO_SIGNAL_RATE, START_RATE, takeWindow } from './pace.ts';
import { type Network, type Run, runPace } from './pace-network.test-data.ts';

const SEEDS = [1, 2, 3, 4, 5];

function eachSeed(network: Network, judge: (run: Run, where: string) => void): void {
  for (const seed of SEEDS) judge(runPace({ ...network, seed }), `seed ${seed}, ${JSON.stringify(network)}`);
}

function atLeast(value: number, least: number, where: string): void {
  assert.ok(value >= least, `${value} is under ${least}: ${where}`);
}

function atMost(value: number, most: number, where: string): void {
  assert.ok(value <= most, `${value} is over ${most}: ${where}`);
}

/** 43,000 a second: 20 Mbit/s of SYNs that are 60 bytes on the wire. */
const BOTTLENECKS = [
  { capacity: 43_000, queue: 50, rtt: 0.3, seconds: 4 },
  { capacity: 43_000, queue: 50, rtt: 20, seconds: 4 },
  { capacity: 300_000, queue: 500, rtt: 1, seconds: 3 },
  { capacity: 10_000, queue: 50, rtt: 0.3, seconds: 6 },
  { capacity: 5000, queue: 20, rtt: 5, seconds: 8 },
  { capacity: 1000, queue: 20, rtt: 50, seconds: 20 },
];

for (const network of BOTTLENECKS) {
  test(`a bottleneck of ${network.capacity} a second, ${network.rtt} ms: it is used, little is lost`, () => {
    eachSeed(network, ({ deliveredLater, lostLater }, where) => {
      atLeast(deliveredLater, 0.93 * network.capacity, where);
      atMost(lostLater, 0.03, where);
    });
  });
}

/** 1, 5 and 20 % lost each way. */
const LOSSES = [0.02, 0.0975, 0.36];

for (const loss of LOSSES) {
  test(`${loss * 100} % lost at any rate: no reason to slow down`, () => {
    eachSeed({ loss, sender: 100_000, seconds: 3 }, ({ deliveredLater }, where) => {
      atLeast(deliveredLater, 0.85 * 100_000 * (1 - loss), where);
    });
  });

  test(`${loss * 100} % lost at any rate, and a bottleneck: told apart`, () => {
    for (const capacity of [43_000, 8000]) {
      let used = 0;
      let excess = 0;
      eachSeed({ loss, capacity, queue: 50, seconds: 6 }, ({ deliveredLater, lostLater }, where) => {
        const share = deliveredLater / (capacity * (1 - loss));
        atLeast(share, 0.7, where);
        used += share / SEEDS.length;
        excess += (lostLater - loss) / SEEDS.length;
      });
      atLeast(used, 0.85, `on average, ${capacity}`);
      atMost(excess, 0.05, `on average, ${capacity}`);
    }
  });
}

test('a capacity that falls is found again, and so is one that rises', () => {
  const falls: Network = {
    capacity: 40_000,
    queue: 50,
    seconds: 6,
    change: (now, seconds) => {
      now.capacity = seconds < 3 ? 40_000 : 10_000;
    },
  };
  eachSeed(falls, ({ delivered, lostLater, pace }, where) => {
    atLeast(delivered, 0.93 * 25_000, where);
    atMost(lostLater, 0.012, where);
    atMost(pace.rate, 13_000, where);
  });
  const rises: Network = {
    ...falls,
    seconds: 10,
    change: (now, seconds) => {
      now.capacity = seconds < 3 ? 10_000 : 60_000;
    },
  };
  eachSeed(rises, ({ rates, lostLater }, where) => {
    atLeast(rates.at(-1) as number, 50_000, where);
    atMost(lostLater, 0.03, where);
  });
});

test('loss that begins on the way does not hold the scan up', () => {
  const change: Network['change'] = (now, seconds) => {
    now.loss = seconds < 2 ? 0 : 0.1;
  };
  eachSeed({ sender: 100_000, seconds: 6, change }, ({ deliveredLater }, where) => {
    atLeast(deliveredLater, 0.95 * (0.2 + 0.8 * 0.9) * 100_000, where);
  });
});

test('after an outage the pace comes back, with its eyes open', () => {
  for (const outage of [0.3, 1, 2.5]) {
    const change: Network['change'] = (now, seconds) => {
      now.loss = seconds > 1.5 && seconds < 1.5 + outage ? 1 : 0;
    };
    eachSeed({ capacity: 43_000, queue: 50, seconds: 9, change }, ({ rates, pace }, where) => {
      atMost(pace.usualLoss, 0.05, `usual loss after ${outage} s, ${where}`);
      for (const rate of rates.slice(-20)) {
        atLeast(rate, 0.8 * 43_000, `${outage} s, ${where}`);
        atMost(rate, 1.3 * 43_000, `${outage} s, ${where}`);
      }
    });
  }
});

test('a sender that can do no more: the rate does not run away from it', () => {
  eachSeed({ sender: 60_000, seconds: 2 }, ({ deliveredLater, rates }, where) => {
    atLeast(deliveredLater, 59_000, where);
    atMost(Math.max(...rates), 160_000, where);
  });
});

test('a sender that a busy machine wakes for a fifth of the time: the rate neither stays low nor follows it down', () => {
  for (const sender of [40_000, 400_000]) {
    eachSeed({ sender, awake: 0.2, seconds: 4 }, ({ deliveredLater, rates }, where) => {
      atLeast(deliveredLater, 0.9 * 0.2 * Math.min(sender, 100_000), where);
      atLeast(Math.min(...rates.slice(-20)), Math.min(sender, 100_000), where);
    });
  }
});

test('nobody who would tell: the rate grows, and stays where it does no harm', () => {
  // Nobody talks; so few talk that a window holds less than 20 of their probes; hardly anything is ever answered.
  for (const network of [{ talking: 0 }, { talking: 0.01 }, { loss: 0.95 }]) {
    eachSeed({ ...network, seconds: 3 }, ({ rates }, where) => {
      atMost(Math.max(...rates), NO_SIGNAL_RATE, where);
      atLeast(rates.at(-1) as number, NO_SIGNAL_RATE, where);
    });
  }
});

test('what our own kernel drops slows us down, and what it takes is used', () => {
  eachSeed({ kernel: 50_000, sender: 300_000, seconds: 4 }, ({ deliveredLater, kernelDropsLater }, where) => {
    atLeast(deliveredLater, 0.9 * 50_000, where);
    atMost(kernelDropsLater, 0.15, where);
  });
  const pace = { ...createPace(null), rate: 100_000 };
  // Nobody talks, so nothing else could tell.
  const window = { sent: 0, answered: 0, frames: 1000, milliseconds: 10, kernelDrops: 1 };
  takeWindow(pace, window, null);
  atMost(pace.rate, 80_000, 'one drop');
});

test('a cap is never exceeded, and used up where nothing is lost', () => {
  for (const cap of [50, 1000, 10_000]) {
    atMost(createPace(cap).rate, cap, 'before the first window');
    eachSeed({ cap, capacity: 43_000, queue: 50, seconds: 2 }, ({ rates, deliveredLater }, where) => {
      atMost(Math.max(...rates), cap, where);
      atLeast(deliveredLater, 0.99 * cap, where);
    });
  }
});

test('a gentle start, and a doubling of it from the first window on', () => {
  const pace = createPace(null);
  assert.equal(pace.rate, START_RATE);
  const sent = START_RATE / 50;
  takeWindow(pace, { sent, answered: sent, frames: sent, milliseconds: 20, kernelDrops: 0 }, null);
  assert.equal(pace.rate, 2 * START_RATE);
});

test('any windows at all: the rate is a number within its limits', () => {
  const window = fc
    .record({
      frames: fc.integer({ min: 0, max: 5000 }),
      sent: fc.double({ min: 0, max: 1, noNaN: true }),
      answered: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
      milliseconds: fc.integer({ min: 1, max: 300 }),
      kernelDrops: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(1000) }),
    })
    .map(({ frames, sent, answered, ...rest }) => {
      const probes = Math.floor(frames * sent);
      return { ...rest, frames, sent: probes, answered: Math.floor(probes * answered) };
    });
  const cap = fc.option(fc.integer({ min: 1, max: 1_000_000 }));
  fc.assert(
    fc.property(fc.array(window, { maxLength: 200 }), cap, (windows, limit) => {
      const pace = createPace(limit);
      for (const each of windows) {
        takeWindow(pace, each, limit);
        assert.ok(pace.rate >= Math.min(LOWEST_RATE, limit ?? LOWEST_RATE) && pace.rate <= (limit ?? HIGHEST_RATE));
        assert.ok(pace.usualLoss >= 0 && pace.usualLoss <= 1);
      }
    }),
    { numRuns: 300 },
  );
});
