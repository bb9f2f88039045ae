import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { OUTGOING, showBlock, type TapVisitor, TO_US } from './tap.ts';

const BLOCK = 2048;
const MAC = 82;

interface Packet {
  readonly payload: Uint8Array;
  readonly cut: number;
  readonly way: number;
  readonly status: number;
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** A block as the kernel fills it (linux/if_packet.h), at `start` of memory that holds two. */
function block(start: number, packets: readonly Packet[]) {
  const memory = new ArrayBuffer(2 * BLOCK);
  const view = new DataView(memory);
  const bytes = new Uint8Array(memory).fill(0xee);
  let at = start + 48;
  packets.forEach(({ payload, cut, way, status, seconds, nanoseconds }, k) => {
    const next = (MAC + 14 + payload.length + 7) & ~7;
    view.setUint32(at, k === packets.length - 1 ? 0 : next, true);
    view.setUint32(at + 4, seconds, true);
    view.setUint32(at + 8, nanoseconds, true);
    view.setUint32(at + 12, 14 + payload.length, true);
    view.setUint32(at + 16, 14 + payload.length + cut, true);
    view.setUint32(at + 20, status, true);
    view.setUint16(at + 24, MAC, true);
    view.setUint16(at + 26, MAC + 14, true);
    bytes[at + 58] = way;
    bytes.set(payload, at + MAC + 14);
    at += next;
  });
  view.setUint32(start + 12, packets.length, true);
  view.setUint32(start + 16, 48, true);
  return { bytes, words: new Int32Array(memory) };
}

function show(bytes: Uint8Array, words: Int32Array, start: number) {
  const seen: (Packet & { readonly unchecked: boolean; readonly linkHeader: number })[] = [];
  const visitor: TapVisitor = {
    packet(memory, from, offset, end, cut, way, seconds, nanoseconds, unchecked) {
      assert.ok(from >= start && offset >= from && end >= offset && end <= start + BLOCK);
      const payload = memory.slice(offset, end);
      seen.push({ payload, cut, way, status: 0, seconds, nanoseconds, unchecked, linkHeader: offset - from });
    },
  };
  showBlock(bytes, words, start, start + BLOCK, visitor);
  return seen;
}

const packet: fc.Arbitrary<Packet> = fc.record({
  payload: fc.uint8Array({ maxLength: 100 }),
  cut: fc.nat(2000),
  way: fc.constantFrom(TO_US, OUTGOING),
  status: fc.constantFrom(1, 1 | 8, 1 | 128, 1 | 2),
  seconds: fc.nat(0xffffffff),
  nanoseconds: fc.nat(999_999_999),
});

test('tap: a block is shown as it was filled, checksum bits read as linux/if_packet.h has them', () => {
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 8 }), fc.constantFrom(0, BLOCK), (packets, start) => {
      const { bytes, words } = block(start, packets);
      assert.deepEqual(
        show(bytes, words, start),
        packets.map((each) => ({
          ...each,
          status: 0,
          unchecked: each.status === 1 || each.status === 3,
          linkHeader: 14,
        })),
      );
    }),
  );
});

test('tap: whatever stands in a block, nothing outside of it is shown', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: BLOCK, maxLength: BLOCK }), (junk) => {
      const bytes = new Uint8Array(2 * BLOCK);
      bytes.set(junk, BLOCK);
      show(bytes, new Int32Array(bytes.buffer), BLOCK);
    }),
  );
});
