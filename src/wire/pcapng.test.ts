import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as pcapng from './pcapng.ts';
import { pcapngBlock } from './values.test-data.ts';

function emitted(block: pcapng.Block): Uint8Array {
  const bytes = new Uint8Array(1024).fill(0xee);
  return bytes.slice(0, pcapng.emit(bytes, 0, block));
}

function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'));
}

const SECTION: pcapng.Block = { type: 'section', application: 'abcde' };
const INTERFACE: pcapng.Block = { type: 'interface', linkType: pcapng.LINK_ETHERNET, name: 'eth0' };
const PACKET: pcapng.Block = {
  type: 'packet',
  interfaceId: 2,
  micros: 1_700_000_000_000_001,
  direction: pcapng.OUTBOUND,
  data: Uint8Array.of(1, 2, 3, 4, 5),
  originalLength: 60,
};

test('a section header', () => {
  const expected = hex(`
    0a0d0d0a 2c000000 4d3c2b1a 0100 0000 ffffffffffffffff
    0400 0500 6162636465 000000 0000 0000 2c000000`);
  assert.deepEqual(emitted(SECTION), expected);
});

test('an interface with nanoseconds', () => {
  const expected = hex(`
    01000000 28000000 0100 0000 00000000
    0200 0400 65746830 0900 0100 09 000000 0000 0000 28000000`);
  assert.deepEqual(emitted(INTERFACE), expected);
});

test('what follows a padded name stands on a multiple of four', () => {
  const expected = hex(`
    01000000 28000000 6500 0000 00000000
    0200 0200 6c6f 0000 0900 0100 09 000000 0000 0000 28000000`);
  assert.deepEqual(emitted({ type: 'interface', linkType: pcapng.LINK_RAW_IP, name: 'lo' }), expected);
});

test('a packet with its direction', () => {
  // 1,700,000,000,000,001,000 ns = 0x17979cfe_362a03e8
  const expected = hex(`
    06000000 34000000 02000000 fe9c9717 e8032a36 05000000 3c000000
    0102030405 000000 0200 0400 02000000 0000 0000 34000000`);
  assert.deepEqual(emitted(PACKET), expected);
  assert.equal(pcapng.packetBlockLength(5), 0x34);
});

test('parts of a microsecond are kept', () => {
  const micros = 1_700_000_000_000_001 + 0.25;
  const parsed = pcapng.parse(emitted({ ...PACKET, micros }), 0, 0x34);
  assert.equal(parsed?.type === 'packet' && parsed.micros, micros);
});

test('emitPacket takes the middle of a frame', () => {
  const bytes = new Uint8Array(64);
  const data = Uint8Array.of(9, 9, 1, 2, 3, 4, 5, 9, 9);
  const length = pcapng.emitPacket(bytes, 3, 2, 1_700_000_000_000_001, pcapng.OUTBOUND, data, 2, 5, 60);
  assert.deepEqual(bytes.subarray(3, 3 + length), emitted(PACKET));
});

test('a file is walked block by block, other types are stepped over', () => {
  const other = hex('05000000 10000000 00000000 10000000');
  const blocks = [emitted(SECTION), emitted(INTERFACE), other, emitted(PACKET), emitted(PACKET)];
  const file = Uint8Array.from(Buffer.concat(blocks));
  const walked = [...pcapng.walk(file, 0, file.length)];
  assert.deepEqual(walked, [SECTION, INTERFACE, { type: 'other', typeNumber: 5 }, PACKET, PACKET]);
});

test('the walk ends where the writer was killed', () => {
  const file = Uint8Array.from(Buffer.concat([emitted(SECTION), emitted(PACKET)]));
  for (let length = 0; length < file.length; length++) {
    const count = [...pcapng.walk(file, 0, length)].length;
    assert.equal(count, length < 44 ? 0 : 1, `${length}`);
  }
});

test('lengths that contradict each other are refused', () => {
  const bytes = emitted(PACKET);
  const length = bytes.length;
  const changed = (at: number, value: number): Uint8Array => {
    const copy = Uint8Array.from(bytes);
    copy[at] = value;
    return copy;
  };
  assert.equal(pcapng.check(bytes, 0, length), length);
  assert.equal(pcapng.check(changed(4, 0x30), 0, length), 0, 'first length');
  assert.equal(pcapng.check(changed(length - 4, 0x30), 0, length), 0, 'second length');
  assert.equal(pcapng.check(changed(7, 0x80), 0, length), 0, 'two gigabytes');
  assert.equal(pcapng.check(changed(20, 21), 0, length), 0, 'captured more than the block holds');
  const bigEndian = emitted(SECTION);
  bigEndian.subarray(8, 12).reverse();
  assert.equal(pcapng.check(bigEndian, 0, bigEndian.length), 0, 'big endian');
});

test('a block too short for its type is refused', () => {
  const shortest = hex('01000000 0c000000 0c000000');
  assert.equal(pcapng.check(shortest, 0, 12), 0);
  shortest[0] = 6;
  assert.equal(pcapng.check(shortest, 0, 12), 0);
  shortest[0] = 5;
  assert.equal(pcapng.check(shortest, 0, 12), 12);
});

test('a packet without options has no direction', () => {
  const bytes = hex('06000000 20000000 00000000 00000000 00000000 00000000 00000000 20000000');
  const parsed = pcapng.parse(bytes, 0, bytes.length);
  assert.equal(parsed?.type === 'packet' && parsed.direction, 0);
});

test('text that no option holds is an error', () => {
  const block: pcapng.Block = { type: 'section', application: 'x'.repeat(65_536) };
  assert.throws(() => pcapng.emit(new Uint8Array(100_000), 0, block), /E_PCAPNG_TEXT: 65536 bytes/);
  assert.throws(() => pcapng.emit(new Uint8Array(51), 0, PACKET), /E_NO_ROOM: 52 bytes/);
});

test('parse(emit(x)) = x', () => {
  fc.assert(
    fc.property(pcapngBlock, fc.nat(9), (block, offset) => {
      const bytes = new Uint8Array(offset + 1024).fill(0xee);
      const length = pcapng.emit(bytes, offset, block);
      assert.equal(pcapng.check(bytes, offset, length), length);
      assert.deepEqual(pcapng.parse(bytes, offset, length), block);
    }),
    { numRuns: 500 },
  );
});
