// The building blocks of the transmit program, run by the kernel, against their TypeScript: bit for bit. Needs root.
import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { test as plainTest } from 'node:test';
import { available } from '../../../lab/available.ts';
import { type Assembler, r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10 } from '../../native/bpf/index.ts';
import { type Probe, type ProbeForm, prepare } from '../../probe/probe.ts';
import { PROBES } from '../../probe/probes.ts';
import { BARE_SYN, tcpSyn } from '../../probe/tcp-syn.ts';
import { ethernet, ipv4 } from '../../wire/index.ts';
import { cookie, freshKey } from '../order/cookie.ts';
import { createShuffle, type Shuffle, seedWords, shuffle, unshuffle } from '../order/permutation.ts';
import { emitCookie } from './cookie-bpf.ts';
import { emitShuffle } from './permutation-bpf.ts';
import { emitForm, probeFrameLength, storedEtherType } from './probe-bpf.ts';
import { loadOnFrame } from './run.test-data.ts';

const { missing } = await available();

function test(name: string, body: () => void): void {
  plainTest(name, { skip: missing ?? false }, body);
}

function randomWord(): number {
  return randomBytes(4).readUInt32LE();
}

const SHUFFLE_REGISTERS = { value: r1, tweak: r2, scratch: [r3, r4, r5, r6, r7] } as const;

function loadShuffle(s: Shuffle): ReturnType<typeof loadOnFrame> {
  return loadOnFrame((a) => {
    a.ldx32(r1, r9, 0).ldx32(r2, r9, 4);
    emitShuffle(a, s, SHUFFLE_REGISTERS, 'lost');
    a.stx64(r9, 0, r1);
  });
}

test('bpf permutation: every size of the small ones, whole orders: as in TypeScript', () => {
  for (const size of [1, 2, 3, 5, 7, 16, 24, 97, 256, 1000]) {
    const s = createShuffle(size, Uint32Array.of(randomWord(), randomWord()));
    const tweak = randomWord();
    const there = loadShuffle(s);
    for (let value = 0; value < size; value++) {
      const expected = shuffle(s, tweak, value);
      assert.equal(there.run(value, tweak)?.readBigUInt64LE(), BigInt(expected), `${value} of ${size}`);
    }
    there.close();
  }
});

test('bpf permutation: large sizes, random values, tweaks and seeds', () => {
  const sizes = [65_535, 65_536, 65_537, 2 ** 24 - 3, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 65_536 * 65_535 + 1];
  for (let k = 0; k < 12; k++) sizes.push(1 + randomInt(2 ** 32 - 1));
  for (const size of sizes) {
    const s = createShuffle(size, Uint32Array.of(randomWord(), randomWord()));
    const there = loadShuffle(s);
    for (let k = 0; k < 500; k++) {
      const value = k === 0 ? size - 1 : Math.floor((randomWord() / 2 ** 32) * size);
      const tweak = randomWord();
      const expected = shuffle(s, tweak, value);
      assert.equal(there.run(value, tweak)?.readBigUInt64LE(), BigInt(expected), `${value} of ${size}`);
      assert.equal(unshuffle(s, tweak, expected), value);
    }
    there.close();
  }
});

test('bpf cookie: the official vector, and 5,000 random words under 10 keys', () => {
  const load = (key0: number, key1: number): ReturnType<typeof loadOnFrame> =>
    loadOnFrame((a) => {
      a.ldx32(r1, r9, 0).ldx32(r2, r9, 4).ldx32(r3, r9, 8);
      emitCookie(a, key0, key1, { words: [r1, r2, r3], cookie: r4, scratch: [r5, r6, r7, r8] });
      a.stx64(r9, 0, r4).stx32(r9, 8, r1).stx32(r9, 12, r2).stx32(r9, 16, r3);
    });
  // vectors_hsip32[12] of veorq/SipHash, as in cookie.test.ts.
  const official = load(0x03020100, 0x07060504);
  assert.equal(official.run(0x03020100, 0x07060504, 0x0b0a0908)?.readBigUInt64LE(), 0x2f87f057n);
  official.close();
  for (let keys = 0; keys < 10; keys++) {
    const [key0, key1] = freshKey();
    const loaded = load(key0, key1);
    for (let k = 0; k < 500; k++) {
      const [source, destination, ports] = [randomWord(), randomWord(), randomWord()];
      const out = loaded.run(source, destination, ports);
      const expected = cookie(key0, key1, source, destination, ports >>> 16, ports & 0xffff);
      assert.equal(out?.readBigUInt64LE(), BigInt(expected));
      // The words are kept.
      assert.deepEqual(
        [8, 12, 16].map((at) => out?.readUInt32LE(at)),
        [source, destination, ports],
      );
    }
    loaded.close();
  }
});

test('bpf cookie: words may be constants of the program', () => {
  const [key0, key1] = freshKey();
  const source = 0xc6120001;
  const loaded = loadOnFrame((a) => {
    a.ldx32(r2, r9, 0);
    emitCookie(a, key0, key1, { words: [source, r2, 0xc0000050], cookie: r4, scratch: [r5, r6, r7, r8] });
    a.stx64(r9, 0, r4);
  });
  for (let k = 0; k < 200; k++) {
    const destination = randomWord();
    const expected = cookie(key0, key1, source, destination, 0xc000, 0x50);
    assert.equal(loaded.run(destination)?.readBigUInt64LE(), BigInt(expected));
  }
  loaded.close();
});

const THEIR_MAC = Uint8Array.of(2, 0x11, 0x22, 0x33, 0x44, 0x55);
const OUR_MAC = Uint8Array.of(2, 0x66, 0x77, 0x88, 0x99, 0xaa);

/** The frame that the sender of the raw engine would make. */
function expectedFrame({ patch }: Probe, form: ProbeForm, words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(probeFrameLength(form));
  const [source, destination, sourcePort, destinationPort, proof] = words;
  ethernet.emit(bytes, 0, { destination: THEIR_MAC, source: OUR_MAC, tags: [], etherType: 0 });
  prepare(form, bytes, 14, 14);
  patch(form, bytes, 14, source, destination, sourcePort, destinationPort, proof);
  return bytes;
}

function emitEthernet(a: Assembler, form: ProbeForm): void {
  [...THEIR_MAC, ...OUR_MAC].forEach((byte, at) => void a.st8(r9, at, byte));
  a.st16(r9, 12, storedEtherType(form));
}

const FORMS = Object.values(PROBES).flatMap((probe) =>
  [...new Set([probe.first, probe.repeat])].map((form) => ({ probe, form })),
);
/** The values at the ends of their ranges, and the datagram whose checksum would be zero. */
const EDGES: readonly number[][] = [
  [0, 0, 0, 0, 0],
  [0xffffffff, 0xffffffff, 0xffff, 0xffff, 0xffffffff],
  [0, 0, 0xffff - 33, 0, 0],
];

for (const { probe, form } of FORMS) {
  test(`bpf ${probe.name}, ${form.template.length} bytes: 3,000 random probes, every byte as the raw engine makes it, over whatever was there`, () => {
    const loaded = loadOnFrame((a) => {
      a.ldx32(r1, r9, 0).ldx32(r2, r9, 4).ldx32(r3, r9, 8).ldx32(r4, r9, 12).ldx32(r5, r9, 16);
      emitEthernet(a, form);
      const fields = { source: r1, destination: r2, sourcePort: r3, destinationPort: r4, cookie: r5 };
      emitForm(a, form, { frame: r9, ...fields, scratch: [r6, r7, r8] });
    });
    for (let k = 0; k < 3000; k++) {
      const random = [randomWord(), randomWord(), randomWord() & 0xffff, randomWord() & 0xffff, randomWord()];
      const words = EDGES[k] ?? random;
      const expected = expectedFrame(probe, form, words);
      const made = loaded.run(...words);
      assert.equal(made?.toString('hex', 0, expected.length), expected.toString('hex'));
      if (form.etherType === ethernet.TYPE_IPV4) assert.ok(ipv4.isIntact(made, 14));
    }
    loaded.close();
  });
}

/** Stack of the generator below. */
const BLOCK_AT = -8;
const HOST_AT = -16;
const PORT_AT = -24;

test('bpf generator: place -> order -> cookie -> frame, 4,000 places of a scan of 300 hosts x 1,000 ports', () => {
  const [hosts, ports, first, source, sourcePort] = [300, 1000, 0xc6130000, 0xc6120001, 0xc001];
  const seeds = seedWords('generator');
  const hostOrder = createShuffle(hosts, seeds.hosts);
  const portOrder = createShuffle(ports, seeds.ports);
  const [key0, key1] = freshKey();
  const loaded = loadOnFrame((a: Assembler) => {
    a.ldx32(r1, r9, 0).mov32(r2, r1).div32(r2, hosts).stx64(r10, BLOCK_AT, r2);
    a.mov32(r3, r2).mul32(r3, hosts).sub32(r1, r3);
    emitShuffle(a, hostOrder, SHUFFLE_REGISTERS, 'lost');
    a.add32(r1, first).stx64(r10, HOST_AT, r1);
    a.mov32(r2, r1).ldx64(r1, r10, BLOCK_AT);
    emitShuffle(a, portOrder, SHUFFLE_REGISTERS, 'lost');
    a.add32(r1, 1).stx64(r10, PORT_AT, r1);
    a.or32(r1, sourcePort << 16).ldx64(r2, r10, HOST_AT);
    emitCookie(a, key0, key1, { words: [source, r2, r1], cookie: r0, scratch: [r3, r4, r5, r6] });
    a.ldx64(r4, r10, PORT_AT);
    emitEthernet(a, BARE_SYN);
    const fields = { source, destination: r2, sourcePort, destinationPort: r4, cookie: r0 };
    emitForm(a, BARE_SYN, { frame: r9, ...fields, scratch: [r5, r6, r7] });
  });
  for (let k = 0; k < 4000; k++) {
    const place = k < 1000 ? k : randomInt(hosts * ports);
    const block = Math.floor(place / hosts);
    const destination = first + shuffle(hostOrder, block, place % hosts);
    const port = 1 + shuffle(portOrder, destination, block);
    const proof = cookie(key0, key1, source, destination, sourcePort, port);
    const expected = expectedFrame(tcpSyn, BARE_SYN, [source, destination, sourcePort, port, proof]);
    assert.equal(loaded.run(place)?.toString('hex', 0, expected.length), expected.toString('hex'), `place ${place}`);
  }
  loaded.close();
});
