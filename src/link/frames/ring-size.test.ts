import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ringHolding } from './ring-size.ts';
import { tapSize } from './tap.ts';

const WHOLE = { blockSize: 128 * 1024, blocks: 64 };

test('ring size: holds what is asked, in blocks of whole pages as many as before, each as long as the longest frame; half of it would not do', () => {
  fc.assert(
    fc.property(fc.nat(16 << 20), fc.nat(WHOLE.blockSize), (bytes, longest) => {
      const { blockSize, blocks } = ringHolding(bytes, WHOLE, longest);
      assert.equal(blocks, WHOLE.blocks);
      assert.equal(blockSize % 4096, 0);
      assert.ok(blockSize <= WHOLE.blockSize && blockSize >= longest);
      assert.ok(blockSize * blocks >= Math.min(bytes, 8 << 20));
      const half = blockSize / 2;
      assert.ok(half * blocks < bytes || half < longest || half < 4096);
    }),
  );
});

test('tap: a ring of 8 MiB for pings without end that nobody slows down, half a megabyte for a few, and long packets are not cut', () => {
  const bytesOf = (unread: number, packetLength: number): number => {
    const { blockSize, blocks } = tapSize({ unread, packetLength });
    return blockSize * blocks;
  };
  assert.equal(bytesOf(Number.POSITIVE_INFINITY, 40), 8 << 20);
  assert.equal(bytesOf(50_000, 40), 8 << 20);
  assert.equal(bytesOf(100, 40), 512 << 10);
  assert.ok(tapSize({ unread: 1, packetLength: 9000 }).blockSize > 9000);
});
