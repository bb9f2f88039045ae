import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createBlockReader, type PacketCursor } from './packet-blocks.ts';

const BLOCK = 4096;
/** Where a packet's frame begins behind its header: struct tpacket3_hdr, struct sockaddr_ll, and padding. */
const MAC = 82;

interface Packet {
  readonly linkHeader: 0 | 14;
  readonly payload: Uint8Array;
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly status: number;
  /** Tag control information. */
  readonly tag: number;
  readonly way: number;
}

const packet: fc.Arbitrary<Packet> = fc.record({
  linkHeader: fc.constantFrom(0 as const, 14 as const),
  payload: fc.uint8Array({ maxLength: 192 }),
  seconds: fc.integer({ min: 0, max: 0xffffffff }),
  nanoseconds: fc.nat(999_999_999),
  status: fc.constantFrom(0, 1, 8, 0x10, 0x50, 0x80, 0x88, 0x77),
  tag: fc.constantFrom(0, 42, 0x602a, 0xffff),
  way: fc.constantFrom(0, 4),
});

/** A block as the kernel fills it (linux/if_packet.h), at `start` of memory that holds two. */
function block(start: number, packets: readonly Packet[]) {
  const memory = new ArrayBuffer(2 * BLOCK);
  const view = new DataView(memory);
  const bytes = new Uint8Array(memory).fill(0xee);
  const offsets: number[] = [];
  let at = start + 48;
  packets.forEach(({ linkHeader, payload, seconds, nanoseconds, status, tag, way }, k) => {
    offsets.push(at);
    const length = MAC + linkHeader + payload.length;
    const next = (length + 7) & ~7;
    view.setUint32(at, k === packets.length - 1 ? 0 : next, true);
    view.setUint32(at + 4, seconds, true);
    view.setUint32(at + 8, nanoseconds, true);
    view.setUint32(at + 12, linkHeader + payload.length, true); // captured
    view.setUint32(at + 16, 1500, true); // on the wire
    view.setUint32(at + 20, status, true);
    view.setUint32(at + 32, tag, true); // struct tpacket_hdr_variant1, tp_vlan_tci
    view.setUint16(at + 24, MAC, true);
    view.setUint16(at + 26, MAC + linkHeader, true);
    bytes[at + 58] = way; // struct sockaddr_ll, sll_pkttype
    bytes.set(payload, at + MAC + linkHeader);
    at += next;
  });
  view.setUint32(start + 12, packets.length, true);
  view.setUint32(start + 16, 48, true);
  return { view, bytes, words: new Int32Array(memory), offsets };
}

/** What a reader shows of one block, the first or the second, and how many packets it says there were. */
function read(bytes: Uint8Array, words: Int32Array, start: number) {
  const reader = createBlockReader({ bytes, words, blockSize: BLOCK, blockCount: 2 });
  const seen: (PacketCursor & { readonly payload: Uint8Array })[] = [];
  words[(start + 8) >> 2] = 1; // status: ours
  if (start > 0) {
    words[2] = 1;
    words[3] = 0;
    assert.ok(reader.enter());
    assert.equal(reader.next(), false);
    assert.equal(reader.leave(), 0);
  }
  assert.ok(reader.enter());
  while (reader.next()) {
    const { enter, next, leave, ...each } = reader;
    seen.push({ ...each, payload: bytes.slice(each.offset, each.end) });
  }
  assert.equal(reader.next(), false, 'the end stays the end');
  const count = reader.leave();
  assert.equal(words[(start + 8) >> 2], 0, 'given back');
  return { seen, count };
}

test('every packet of a block, in order, with its time', () => {
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 12 }), fc.constantFrom(0, BLOCK), (packets, start) => {
      const { bytes, words } = block(start, packets);
      const { seen, count } = read(bytes, words, start);
      assert.equal(count, packets.length);
      assert.deepEqual(
        seen.map(({ start, offset, end, ...each }) => ({ ...each, linkHeader: offset - start })),
        packets.map(({ payload, linkHeader, seconds, nanoseconds, status, tag, way }) => ({
          ...{ payload, linkHeader, seconds, nanoseconds, way },
          missing: 1500 - linkHeader - payload.length,
          // TP_STATUS_CSUMNOTREADY, TP_STATUS_CSUM_VALID
          unchecked: (status & 0x88) === 0,
          // TP_STATUS_VLAN_VALID; of the tag its lower twelve bits
          vlan: (status & 0x10) === 0 ? 0 : tag & 0xfff,
        })),
      );
    }),
  );
});

const one: Packet = {
  linkHeader: 14,
  payload: new Uint8Array(40).fill(1),
  seconds: 5,
  nanoseconds: 250_000,
  status: 1,
  tag: 0,
  way: 0,
};

test('a packet whose parts do not fit each other is left out, the others are shown', () => {
  const changes: ((view: DataView, at: number) => void)[] = [
    (view, at) => view.setUint32(at + 12, BLOCK, true), // captured behind the block
    (view, at) => view.setUint32(at + 12, 0x80000000, true),
    (view, at) => view.setUint32(at + 12, 10, true), // ends before its own network header
    (view, at) => view.setUint16(at + 26, 0xffff, true),
    (view, at) => view.setUint16(at + 26, 20, true), // network header before the link header
    (view, at) => view.setUint16(at + 24, 0xfff0, true),
  ];
  for (const change of changes) {
    const { bytes, words, view, offsets } = block(0, [one, one, one]);
    change(view, offsets[1]);
    const { seen, count } = read(bytes, words, 0);
    assert.equal(count, 3);
    assert.equal(seen.length, 2);
  }
});

test('a chain that leaves the block ends it, as does one that stands still', () => {
  for (const next of [BLOCK, 2, 0x80000000, 0xfffffff0, 0]) {
    const { bytes, words, view, offsets } = block(0, [one, one, one]);
    view.setUint32(offsets[0], next, true);
    const { seen, count } = read(bytes, words, 0);
    assert.equal(count, 1, `next ${next}`);
    assert.equal(seen.length, 1);
  }
  for (const first of [0, 47, 50, BLOCK - 40, BLOCK, 0xffffffff]) {
    const { bytes, words, view } = block(0, [one]);
    view.setUint32(16, first, true);
    const { seen, count } = read(bytes, words, 0);
    assert.equal(count, 0, `first ${first}`);
    assert.equal(seen.length, 0);
  }
});

test('any bytes at all: ends, and shows only what lies inside the block', () => {
  const damage = fc.array(fc.tuple(fc.nat(BLOCK - 1), fc.nat(255)), { maxLength: 30 });
  const counts = fc.integer({ min: 0, max: 0xffffffff });
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 12 }), damage, counts, (packets, changes, count) => {
      const { bytes, words, view } = block(BLOCK, packets);
      for (const [at, value] of changes) bytes[BLOCK + at] = value;
      view.setUint32(BLOCK + 12, count, true);
      for (const { start, offset, end } of read(bytes, words, BLOCK).seen) {
        assert.ok(start >= BLOCK + 48 && start <= offset && offset <= end && end <= 2 * BLOCK);
      }
    }),
    { numRuns: 1000 },
  );
});
