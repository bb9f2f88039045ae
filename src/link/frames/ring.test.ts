import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ringFor } from './ring.ts';

test('ring: holds the answers to all probes of a small scan, and is never larger than that of a large one', () => {
  const whole = ringFor(Number.POSITIVE_INFINITY);
  assert.equal(whole.blockSize * whole.blocks, 8 << 20);
  fc.assert(
    fc.property(fc.nat(1 << 24), (probes) => {
      const { blockSize, blocks } = ringFor(probes);
      assert.equal(blocks, whole.blocks); // as late as its reader may be
      assert.equal(blockSize % 4096, 0);
      assert.ok(blockSize * blocks >= Math.min(probes * 2048, 8 << 20));
    }),
  );
  assert.ok(ringFor(10).blockSize < whole.blockSize / 8);
});
