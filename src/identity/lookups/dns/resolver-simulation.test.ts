// The resolver against name servers that exist only in memory (simulated-server.test-data.ts): no name is lost by our own haste.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createResolver } from './resolver.ts';
import { createWorld, type ServerLimits, type World } from './simulated-server.test-data.ts';

const SIGNAL = new AbortController().signal;
const addresses = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, k) => `198.18.${k >> 8}.${k & 255}`);

/** xorshift32. */
function seeded(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

interface Outcome {
  readonly missing: number;
  readonly unanswered: number;
  readonly tookMs: number;
  readonly seen: World['seen'];
}

async function nameAll(
  limits: ServerLimits,
  { count = 8192, seed = 7, most = 4096, patienceMs = 3000 } = {},
): Promise<Outcome> {
  const world = createWorld(limits, seeded(seed));
  const resolver = createResolver(['192.0.2.1'], { most, clock: world.clock, openWire: world.openWire });
  let left = count;
  let missing = 0;
  for (const ip of addresses(count)) {
    void resolver.names(ip, SIGNAL, patienceMs).then((names) => {
      left--;
      if (names.length === 0) missing++;
      else assert.deepEqual(names, [`host-${ip}.example`]);
    });
  }
  const tookMs = await world.run(() => left === 0);
  assert.equal(left, 0);
  const unanswered = resolver.unanswered();
  resolver.close();
  return { missing, unanswered, tookMs, seen: world.seen };
}

const say = ({ missing, tookMs, seen }: Outcome): string =>
  `${Math.round(tookMs)} ms, peak ${seen.peak}, asked ${seen.asked}, overrun ${seen.overrun}, missing ${missing}`;

test('a server that bears all has thousands on their way at once, and is asked each name once', async (t) => {
  const outcome = await nameAll({ latencyMs: 20, bears: 1e9 }, { count: 32_768 });
  t.diagnostic(say(outcome));
  assert.equal(outcome.missing, 0);
  assert.equal(outcome.seen.asked, 32_768);
  assert(outcome.seen.peak >= 4000, say(outcome));
  const before = await nameAll({ latencyMs: 20, bears: 1e9 }, { count: 32_768, most: 256 });
  t.diagnostic(`256 at once: ${say(before)}`);
  assert(outcome.tookMs * 4 < before.tookMs);
});

for (const refuses of [false, true])
  test(`whatever a server bears, no name is lost: more it ${refuses ? 'refuses' : 'drops'}`, async () => {
    const limits = fc.record({
      // Who refuses more than so few is asked so many at once nevertheless.
      bears: fc.oneof(fc.integer({ min: refuses ? 24 : 8, max: 200 }), fc.integer({ min: 200, max: 5000 })),
      latencyMs: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 40, max: 500 })),
      loss: fc.constantFrom(0, 0, 0.001, 0.01, 0.1),
    });
    const property = fc.asyncProperty(limits, fc.integer({ min: 1 }), async (server, seed) => {
      // What takes a quarter of the time that a name is waited for. Where much is lost on the way the room is the least.
      const room = server.loss > 0.05 ? 16 : server.bears;
      const count = Math.min(4096, Math.round((30_000 * room) / (server.latencyMs + 100)));
      const outcome = await nameAll({ ...server, refuses }, { count, seed, patienceMs: 10_000 });
      assert.equal(outcome.missing, 0, say(outcome));
      assert.equal(outcome.unanswered, 0);
    });
    await fc.assert(property, { numRuns: 25 });
  });

for (const bears of [8, 64, 150, 700])
  test(`a server that bears ${bears} at once is kept busy, and not overrun for long`, async (t) => {
    for (const refuses of bears < 64 ? [false] : [false, true]) {
      const count = bears < 64 ? 2048 : 8192;
      const outcome = await nameAll({ latencyMs: 200, bears, refuses }, { count });
      t.diagnostic(say(outcome));
      assert.equal(outcome.missing, 0);
      const leastMs = (count / bears) * 200;
      assert(outcome.tookMs < 2.5 * leastMs + 15_000, say(outcome));
      assert(outcome.seen.asked < 2.2 * count, say(outcome));
    }
  });

test('silence of some names is not taken for too much haste, and each is given up in the end', async (t) => {
  const isLame = (ip: string): boolean => Number(ip.split('.')[3]) % 10 < 3;
  const outcome = await nameAll({ latencyMs: 20, bears: 1e9, isLame });
  t.diagnostic(say(outcome));
  const lame = addresses(8192).filter(isLame).length;
  assert.deepEqual([outcome.missing, outcome.unanswered], [lame, lame]);
  assert(outcome.tookMs < 10_000);
});

test('a server that is out for seconds, or bears less than before, costs nobody’s name', async (t) => {
  const out = await nameAll(
    { latencyMs: 20, bears: 1e9, isOut: (now) => now > 60 && now < 5000 },
    { patienceMs: 10_000 },
  );
  t.diagnostic(say(out));
  assert.equal(out.missing, 0);
  const less = await nameAll({ latencyMs: 200, bears: 1e9, later: { fromMs: 1500, bears: 64 } }, { count: 16_384 });
  t.diagnostic(say(less));
  assert.equal(less.missing, 0);
  assert(less.seen.overrun > 1000);
});

test('answers that queue are waited for, and not asked for again and again', async (t) => {
  const outcome = await nameAll({ latencyMs: 5, bears: 1e9, workMs: 2 });
  t.diagnostic(say(outcome));
  assert.equal(outcome.missing, 0);
  assert(outcome.seen.asked < 1.2 * 8192, say(outcome));
});

test('who never says anything is asked no more after two seconds, and who falls silent after as long as is waited', async () => {
  const never = await nameAll({ latencyMs: 20, bears: 1e9, isOut: () => true });
  assert.deepEqual([never.missing, never.unanswered], [8192, 0]);
  assert(never.tookMs < 2500);
  const fell = await nameAll(
    { latencyMs: 20, bears: 1e9, isOut: (now) => now > 100 },
    { count: 32_768, patienceMs: 2000 },
  );
  assert(fell.missing > 0 && fell.unanswered === fell.missing && fell.tookMs < 60_000, say(fell));
});
