import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { disassemble } from './disassembler.ts';
import { decode, encode } from './instructions.ts';
import { readText } from './text.test-data.ts';

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** Bytes -> text -> bytes. */
function roundTrip(bytes: Uint8Array): string {
  return disassemble(bytes)
    .map(({ text }) => hex(readText(text)))
    .join('');
}

test('literal bytes, with the text that bpftool shows for them', () => {
  const cases: [bytes: string, text: string][] = [
    ['bf16000000000000', 'r6 = r1'],
    ['b70000000200ffff', 'r0 = -65534'],
    ['bc51000000000000', 'w1 = w5'],
    ['0401000001000000', 'w1 += 1'],
    ['c702000008000000', 'r2 s>>= 8'],
    ['8700000000000000', 'r0 = -r0'],
    ['dc01000010000000', 'r1 = be16 r1'],
    ['d403000040000000', 'r3 = le64 r3'],
    ['d704000020000000', 'r4 = bswap32 r4'],
    ['6162040000000000', 'r2 = *(u32 *)(r6 +4)'],
    ['7b1af8ff00000000', '*(u64 *)(r10 -8) = r1'],
    ['62080000d2040000', '*(u32 *)(r8 +0) = 1234'],
    ['2d210c0000000000', 'if r1 > r2 goto pc+12'],
    ['1500fdff00000000', 'if r0 == 0x0 goto pc-3'],
    ['a6010100ffffffff', 'if w1 < 0xffffffff goto pc+1'],
    ['0500020000000000', 'goto pc+2'],
    ['8500000001000000', 'call map_lookup_elem#1'],
    ['8510000005000000', 'call pc+5'],
    ['9500000000000000', 'exit'],
    ['db21000000000000', 'lock *(u64 *)(r1 +0) += r2'],
    ['c321040041000000', 'r2 = atomic_fetch_or((u32 *)(r1 +4), r2)'],
    ['db210000f1000000', 'r0 = atomic64_cmpxchg((u64 *)(r1 +0), r0, r2)'],
    ['db210000e1000000', 'r2 = atomic64_xchg((u64 *)(r1 +0), r2)'],
    ['280000000c000000', 'r0 = *(u16 *)skb[12]'],
    ['1801000078563412 00000000f0debc9a', 'r1 = 0x9abcdef012345678 ll'],
    ['1811000005000000 0000000000000000', 'r1 = map[fd:5]'],
    ['1821000005000000 0000000008000000', 'r1 = map[fd:5][0]+8'],
    // No instructions: an unknown class of atomics, a register 11, a lone half of a wide load, a field that is not used.
    ['db21000099000000', '.slot db21000099000000'],
    ['bf1b000000000000', '.slot bf1b000000000000'],
    ['1801000078563412', '.slot 1801000078563412'],
    ['9500000001000000', '.slot 9500000001000000'],
  ];
  for (const [bytes, text] of cases) {
    assert.deepEqual(disassemble(Buffer.from(bytes.replaceAll(' ', ''), 'hex')), [{ index: 0, text }]);
  }
});

test('slots are counted as the verifier counts them: a wide load is two', () => {
  const bytes = Buffer.from('18010000000000000000000000000000b700000000000000', 'hex');
  assert.deepEqual(
    disassemble(bytes).map(({ index }) => index),
    [0, 2],
  );
});

const opcode = fc.integer({ min: 0, max: 255 });
const register = fc.integer({ min: 0, max: 11 });
const immediate = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.constantFrom(0, 1, 5, 16, 32, 64, 0x41, 0xa0, 0xe1, 0xf1),
);
const offset = fc.oneof(fc.constant(0), fc.integer({ min: -32768, max: 32767 }));
const slot = fc.record(
  { opcode, dst: register, src: fc.oneof(fc.constant(0), register), offset, immediate },
  { noNullPrototype: true },
);

test('any slots whatever: the text read back is the same bytes', () => {
  fc.assert(
    fc.property(fc.array(slot, { maxLength: 8 }), (slots) => {
      const bytes = encode(slots);
      assert.deepEqual(decode(bytes), slots);
      assert.equal(roundTrip(bytes), hex(bytes));
    }),
    { numRuns: 20_000 },
  );
});

test('every opcode with fields of its own reads back, and most are known', () => {
  let known = 0;
  for (let code = 0; code < 256; code++) {
    for (const fields of [
      { src: 0, offset: 0, immediate: 16 },
      { src: 3, offset: -8, immediate: 0 },
      { src: 3, offset: 0, immediate: 0 },
      { src: 0, offset: 7, immediate: 9 },
      { src: 0, offset: 0, immediate: 0 },
    ]) {
      const bytes = encode([{ opcode: code, dst: 2, ...fields }]);
      assert.equal(roundTrip(bytes), hex(bytes));
      if (!disassemble(bytes)[0].text.startsWith('.slot')) known++;
    }
  }
  assert.ok(known > 200, `${known} of 1280 are instructions`);
});

test('bytes behind the last whole slot are not read, and nothing is not an error', () => {
  assert.deepEqual(disassemble(new Uint8Array(0)), []);
  assert.deepEqual(disassemble(new Uint8Array(7)), []);
});
