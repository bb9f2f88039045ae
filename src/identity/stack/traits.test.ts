import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answersOf, type Imagined, LINUX } from './stacks.test-data.ts';
import { type Traits, traitsOf } from './traits.ts';

function traits(change: Partial<Imagined>): Traits {
  const { ports, ...rest } = answersOf({ ...LINUX, ...change });
  return traitsOf({ synAcks: [...ports.values()][0], ...rest });
}

test('a TTL began as the next of 32, 64, 128 and 255; as 60 where an echo reply shows so', () => {
  for (const [ttl, word] of [
    [1, '32'],
    [33, '64'],
    [64, '64'],
    [65, '128'],
    [129, '255'],
  ] as const) {
    assert.deepEqual(traits({ ttl, echo: null }).ttl, [word]);
  }
  const echo = { code: 9, dontFragment: false, ttl: 252 };
  assert.deepEqual(traits({ ttl: 57, echo }).ttl, ['60']);
  assert.deepEqual(traits({ ttl: 61, echo }).ttl, ['64']);
});

test('a window in segments, less what timestamps take', () => {
  assert.deepEqual(traits({ window: 65_160 }).window, ['65160', '45x', 'segments']);
  assert.deepEqual(traits({ window: 65_160, layout: 'MNNSNW' }).window, ['65160']);
  assert.deepEqual(traits({ window: 64_240, layout: 'MNNSNW' }).window, ['64240', '44x', 'segments']);
  assert.deepEqual(
    traits({ window: 65_160, segment: 1400 }).window,
    ['65160', '45x', 'segments'],
    'clamped on the way',
  );
  assert.deepEqual(traits({ window: 0 }).window, ['0']);
  assert.deepEqual(traits({ window: 5, segment: 12 }).window, ['5'], 'no division by nothing');
});

test('identifications: zero, steps in either byte order, constant, random', () => {
  const word = (...ids: number[]) => traits({ ids }).id;
  assert.deepEqual(word(0, 0, 0), ['zero']);
  assert.deepEqual(word(0), ['zero']);
  assert.deepEqual(word(65_535, 0, 9), ['steps']);
  assert.deepEqual(word(0x0100, 0x0200, 0x0300), ['steps']);
  assert.deepEqual(word(0xfe01, 0xff01, 0x0002), ['steps'], 'counted in the other byte order');
  assert.deepEqual(word(5, 5, 5), ['constant']);
  assert.deepEqual(word(40_000, 1, 20_000), ['random']);
  assert.deepEqual(word(5, 6), [], 'two say too little');
});

test('clocks: their rate, or none that all readings agree on', () => {
  const word = (clock: number | null) => traits({ clock }).clock;
  for (const rate of [10, 100, 250, 1000]) assert.deepEqual(word(rate), [String(rate)]);
  assert.deepEqual(word(2), ['slow']);
  assert.deepEqual(word(0), ['stands']);
  assert.deepEqual(word(null), ['random']);
  assert.deepEqual(word(500), ['500']);
  assert.deepEqual(word(40_000), ['random']);
  assert.deepEqual(traits({ layout: 'M' }).clock, []);
  assert.deepEqual(traits({ ids: [0] }).clock, [], 'one reading is no rate');
});

test('what was not seen has no word', () => {
  const none = traitsOf({ synAcks: [], reset: null, echoes: [] });
  for (const words of Object.values(none)) assert.deepEqual(words, []);
});
