import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createShuffle, inShard, seedWords, shuffle, unshuffle } from './permutation.ts';

const word = fc.integer({ min: 0, max: 0xffffffff });
const seed = fc.tuple(word, word).map((words) => Uint32Array.from(words));

/** Fails unless the shuffle hits each number of [0, size) once and can be undone. */
function assertBijection(size: number, words: Uint32Array, tweak: number): void {
  const s = createShuffle(size, words);
  const seen = new Uint8Array(size);
  for (let value = 0; value < size; value++) {
    const place = shuffle(s, tweak, value);
    if (!(place >= 0 && place < size)) assert.fail(`${value} of ${size} goes to ${place}`);
    if (seen[place]++ !== 0) assert.fail(`${place} of ${size} is hit twice`);
    if (unshuffle(s, tweak, place) !== value) assert.fail(`${place} of ${size} does not come back to ${value}`);
  }
}

test('every size from 1 to 300 is a bijection with an inverse', () => {
  for (let size = 1; size <= 300; size++) assertBijection(size, Uint32Array.of(size, 0xfedcba98), size * 0x01010101);
});

test('so are 65535, 65536 and random sizes, seeds and tweaks', () => {
  assertBijection(65535, Uint32Array.of(1, 2), 0xc6120001);
  assertBijection(65536, Uint32Array.of(0xffffffff, 0x80000000), 0);
  fc.assert(fc.property(fc.integer({ min: 1, max: 20000 }), seed, word, assertBijection), { numRuns: 60 });
});

test('sizes up to 2^32: stays inside and comes back', () => {
  const size = fc.oneof(
    fc.integer({ min: 1, max: 2 ** 32 }),
    fc.constantFrom(2 ** 32, 2 ** 32 - 1, 2 ** 31, 2 ** 31 + 1, 65535 ** 2, 65535 ** 2 + 1, 65536 * 65535 + 1),
  );
  fc.assert(
    fc.property(
      size,
      seed,
      word,
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      (n, words, tweak, x) => {
        const s = createShuffle(n, words);
        assert.ok(s.a <= 65536 && s.b <= 65536 && s.a * s.b >= n && s.a * s.b < n + s.a);
        for (const value of [0, Math.floor(x * n), n - 1]) {
          const place = shuffle(s, tweak, value);
          assert.ok(place >= 0 && place < n);
          assert.equal(unshuffle(s, tweak, place), value);
        }
      },
    ),
    { numRuns: 2000 },
  );
});

test('a size that cannot be is refused', () => {
  for (const size of [0, -1, 1.5, 2 ** 32 + 1, Number.NaN]) {
    assert.throws(() => createShuffle(size, Uint32Array.of(1, 2)), RangeError);
  }
});

test('other seeds and other tweaks give other orders', () => {
  const order = (words: Uint32Array, tweak: number): string => {
    const s = createShuffle(1000, words);
    return Array.from({ length: 1000 }, (_, value) => shuffle(s, tweak, value)).join();
  };
  const orders = new Set<string>();
  for (let i = 0; i < 32; i++) {
    orders.add(order(Uint32Array.of(1 << i, 7), 0));
    orders.add(order(Uint32Array.of(0, 7 ^ (1 << i)), 0));
    // Another second word: tweak and first word meet by xor, so with the same one these would be the first 32 again.
    orders.add(order(Uint32Array.of(0, 9), 1 << i));
  }
  orders.add(order(Uint32Array.of(0, 7), 0));
  assert.equal(orders.size, 97);
});

test('seed texts give four words, the same each time', () => {
  const words = (text: string) => {
    const { hosts, ports } = seedWords(text);
    return [...hosts, ...ports];
  };
  assert.deepEqual(words('portolan'), words('portolan'));
  assert.notDeepEqual(words('portolan'), words('portolan2'));
  // sha256('abc') = ba7816bf 8f01cfea 414140de 5dae2223 ... (FIPS 180-2 appendix B.1), read as little-endian words
  assert.deepEqual(words('abc'), [0xbf1678ba, 0xeacf018f, 0xde404141, 0x2322ae5d]);
});

test('16 hosts x 1000 ports: each block asks each host once, and all pairs are asked once', () => {
  const words = seedWords('spread');
  const hosts = createShuffle(16, words.hosts);
  const ports = createShuffle(1000, words.ports);
  const asked = new Uint8Array(16 * 1000);
  for (let block = 0; block < 1000; block++) {
    let inBlock = 0;
    for (let slot = 0; slot < 16; slot++) {
      const host = shuffle(hosts, block, slot);
      inBlock |= 1 << host;
      asked[host * 1000 + shuffle(ports, 0xc6120000 + host, block)]++;
    }
    assert.equal(inBlock, 0xffff, `block ${block}`);
  }
  assert.ok(asked.every((times) => times === 1));
});

/** Of 16 slots in a row, the most that fall into one /24 of a /20; and of 64 steps, how often two neighbours meet. */
function burst(order: (slot: number) => number): { most: number; neighbours: number } {
  let most = 0;
  let neighbours = 0;
  for (let start = 0; start + 16 <= 4096; start++) {
    const perSubnet = new Uint8Array(16);
    for (let slot = start; slot < start + 16; slot++) perSubnet[order(slot) >>> 8]++;
    most = Math.max(most, ...perSubnet);
  }
  for (let slot = 1; slot < 4096; slot++) if (Math.abs(order(slot) - order(slot - 1)) <= 16) neighbours++;
  return { most, neighbours };
}

test('4096 hosts: no /24 comes in a burst', () => {
  const identity = burst((slot) => slot);
  assert.equal(identity.most, 16); // what the bounds below must tell from a spread order
  assert.equal(identity.neighbours, 4095);
  for (let round = 0; round < 20; round++) {
    const s = createShuffle(4096, seedWords(`burst ${round}`).hosts);
    const { most, neighbours } = burst((slot) => shuffle(s, round, slot));
    // At random: 1 of 16 expected, 8 or more of 16 in some window about once in 4000 orders; neighbours 32 +- 6.
    assert.ok(most <= 8, `${most} of 16 slots in one /24`);
    assert.ok(neighbours <= 80, `${neighbours} steps to a near neighbour`);
  }
});

test('shards share out the probes: each belongs to exactly one, and to each about as many', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), word, fc.integer({ min: 0, max: 65535 }), (total, address, block) => {
      let owners = 0;
      for (let index = 1; index <= total; index++) if (inShard(block, address, index, total)) owners++;
      assert.equal(owners, 1);
    }),
  );
  const perShard = [0, 0, 0];
  for (let block = 0; block < 100; block++) {
    for (let host = 0; host < 10; host++) {
      for (let index = 1; index <= 3; index++) if (inShard(block, 0xfffffff0 + host, index, 3)) perShard[index - 1]++;
    }
  }
  assert.deepEqual([...perShard].sort(), [333, 333, 334]);
});
