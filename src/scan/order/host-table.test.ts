import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createHostTable, type Segment } from './host-table.test-data.ts';
import {
  addressOfHost,
  type HopRanges,
  hostOfAddress,
  hostTableBytes,
  hostTableOf,
  segmentOfHost,
} from './host-table.ts';

/** Sorted, disjoint; neighbouring ones may touch. Gaps and lengths are small, so that a model can list every host. */
const segments: fc.Arbitrary<Segment[]> = fc
  .tuple(
    fc.constantFrom(0, 1, 0x7fffffff, 0xc6120000, 0xffff0000),
    fc.array(fc.tuple(fc.nat(5), fc.integer({ min: 1, max: 9 }), fc.nat(3)), { maxLength: 30 }),
  )
  .map(([start, pieces]) => {
    let next = start;
    return pieces.map(([gap, length, hop]) => {
      const first = next + gap;
      next = first + length;
      return { first, last: next - 1, hop };
    });
  });

test('hosts are numbered as a plain list of the addresses would number them', () => {
  fc.assert(
    fc.property(segments, (list) => {
      const table = createHostTable(list);
      const model: { address: number; segment: number }[] = [];
      list.forEach(({ first, last }, segment) => {
        for (let address = first; address <= last; address++) model.push({ address, segment });
      });
      assert.equal(table.hosts, model.length);
      model.forEach(({ address, segment }, host) => {
        assert.equal(addressOfHost(table, host), address);
        assert.equal(segmentOfHost(table, host), segment);
        assert.equal(table.hop[segmentOfHost(table, host)], list[segment].hop);
        assert.equal(hostOfAddress(table, address), host);
      });
      const known = new Set(model.map(({ address }) => address));
      for (const { first, last } of list) {
        for (const address of [first - 1, last + 1]) {
          if (address >= 0 && address <= 0xffffffff && !known.has(address)) {
            assert.equal(hostOfAddress(table, address), -1, `${address} is no target`);
          }
        }
      }
    }),
  );
});

test('an empty table knows nobody', () => {
  const table = createHostTable([]);
  assert.equal(table.hosts, 0);
  for (const address of [0, 1, 0xffffffff]) assert.equal(hostOfAddress(table, address), -1);
});

test('a /8 and the last address there is', () => {
  const table = createHostTable([
    { first: 0x0a000000, last: 0x0affffff, hop: 0 },
    { first: 0xffffffff, last: 0xffffffff, hop: 1 },
  ]);
  assert.equal(table.hosts, 2 ** 24 + 1);
  assert.equal(addressOfHost(table, 2 ** 24 - 1), 0x0affffff);
  assert.equal(addressOfHost(table, 2 ** 24), 0xffffffff);
  assert.equal(hostOfAddress(table, 0xffffffff), 2 ** 24);
  assert.equal(hostOfAddress(table, 0x0b000000), -1);
  assert.equal(hostOfAddress(table, 0xfffffffe), -1);
  assert.equal(hostOfAddress(table, 0x09ffffff), -1);
});

test('parts that lie between one another, in any order: one table by address', () => {
  fc.assert(
    fc.property(segments, fc.integer({ min: 1, max: 6 }), fc.integer(), (list, count, seed) => {
      const parts: HopRanges[] = Array.from({ length: count }, (_, part) => {
        const mine = list.filter((_, k) => Math.abs((k * 7 + seed) % count) === part);
        return { hop: 10 + part, ranges: Uint32Array.from(mine.flatMap(({ first, last }) => [first, last])) };
      });
      const table = hostTableOf(parts);
      assert.deepEqual(
        [...table.address],
        list.map(({ first }) => first),
      );
      for (const { hop, ranges } of parts) {
        for (let k = 0; k < ranges.length; k += 2) {
          const segment = segmentOfHost(table, hostOfAddress(table, ranges[k]));
          assert.equal(table.hop[segment], hop);
          assert.equal(hostOfAddress(table, ranges[k + 1]), table.host[segment] + ranges[k + 1] - ranges[k]);
        }
      }
    }),
  );
});

test("a million targets that are nobody's neighbours take twelve bytes each", () => {
  const ranges = Uint32Array.from({ length: 2_000_000 }, (_, word) => 0x0a000000 + 4 * (word >> 1));
  const table = hostTableOf([{ ranges, hop: 0 }]);
  const kept = [table.address, table.host, table.hop].reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
  assert.equal(kept, 12_000_000);
  assert.equal(kept, hostTableBytes(1_000_000));
  assert.equal(table.hosts, 1_000_000);
});
