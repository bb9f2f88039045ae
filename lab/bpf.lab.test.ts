// eBPF against the real kernel: what the assembler makes is what the kernel reads, and what it does is what we meant.
// Needs root; see available.ts. Programs run on frames given to them; links only in namespaces of the test's own.
import assert from 'node:assert/strict';
import {
  type Assembler,
  BpfError,
  createArray,
  createAssembler,
  disassemble,
  loadProgram,
  r0,
  r1,
  r2,
  r3,
  r4,
  r5,
  r6,
  r7,
  r8,
  r9,
  r10,
  testRun,
  verifierLog,
  XDP,
  XDP_MD,
} from '../src/native/bpf/index.ts';
import { FRAME, onFrame, test } from './bpf.test-data.ts';

/** What a program leaves as 64 bits at the begin of the frame, given two such numbers there. */
function compute(x: bigint, y: bigint, build: (a: Assembler) => void): bigint {
  const loaded = onFrame((a) => {
    a.ldx64(r1, r8, 0).ldx64(r2, r8, 8);
    build(a);
    a.stx64(r8, 0, r1).mov(r0, XDP.pass);
  });
  const frame = Buffer.alloc(64);
  frame.writeBigUInt64LE(x, 0);
  frame.writeBigUInt64LE(y, 8);
  const { output, result } = testRun(loaded, frame);
  loaded.close();
  assert.equal(result, XDP.pass);
  return output.readBigUInt64LE(0);
}

const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);
const u32 = (value: bigint): bigint => BigInt.asUintN(32, value);
const NUMBERS = [0n, 1n, 7n, 0x7fffffffn, 0x80000000n, 0xffffffffn, 0x123456789abcdef0n, u64(-1n), u64(-5n), 1n << 63n];

/** RFC 9669 section 4.1: division by zero gives 0, modulo by zero leaves the number, shifts take the low bits only. */
const ARITHMETIC: Readonly<Record<string, (x: bigint, y: bigint, bits: bigint) => bigint>> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => (y === 0n ? 0n : x / y),
  mod: (x, y) => (y === 0n ? x : x % y),
  or: (x, y) => x | y,
  and: (x, y) => x & y,
  xor: (x, y) => x ^ y,
  mov: (_, y) => y,
  lsh: (x, y, bits) => x << (y & (bits - 1n)),
  rsh: (x, y, bits) => x >> (y & (bits - 1n)),
  arsh: (x, y, bits) => BigInt.asIntN(Number(bits), x) >> (y & (bits - 1n)),
};

type Binary = (dst: typeof r1, operand: typeof r2) => Assembler;

for (const [name, meaning] of Object.entries(ARITHMETIC)) {
  test(`bpf: ${name} and ${name}32 compute what RFC 9669 says`, () => {
    for (const x of NUMBERS) {
      for (const y of NUMBERS) {
        const wide = compute(x, y, (a) => (a as unknown as Record<string, Binary>)[name](r1, r2));
        assert.equal(wide, u64(meaning(x, y, 64n)), `${x} ${name} ${y}`);
        const narrow = compute(x, y, (a) => (a as unknown as Record<string, Binary>)[`${name}32`](r1, r2));
        assert.equal(narrow, u32(meaning(u32(x), u32(y), 32n)), `${x} ${name}32 ${y}`);
      }
    }
  });
}

const CONDITIONS: Readonly<Record<string, (x: bigint, y: bigint, bits: number) => boolean>> = {
  jeq: (x, y) => x === y,
  jne: (x, y) => x !== y,
  jgt: (x, y) => x > y,
  jge: (x, y) => x >= y,
  jlt: (x, y) => x < y,
  jle: (x, y) => x <= y,
  jset: (x, y) => (x & y) !== 0n,
  jsgt: (x, y, bits) => BigInt.asIntN(bits, x) > BigInt.asIntN(bits, y),
  jsge: (x, y, bits) => BigInt.asIntN(bits, x) >= BigInt.asIntN(bits, y),
  jslt: (x, y, bits) => BigInt.asIntN(bits, x) < BigInt.asIntN(bits, y),
  jsle: (x, y, bits) => BigInt.asIntN(bits, x) <= BigInt.asIntN(bits, y),
};

type Conditional = (left: typeof r1, right: typeof r2, label: string) => Assembler;

test('bpf: jumps are taken when they should be, at 64 and at 32 bits', () => {
  for (const x of NUMBERS) {
    for (const y of NUMBERS) {
      const taken = compute(x, y, (a) => {
        const methods = a as unknown as Record<string, Conditional>;
        a.mov(r3, 0);
        Object.keys(CONDITIONS).forEach((name, bit) => {
          methods[name](r1, r2, `${name}.yes`).ja(`${name}.done`);
          a.label(`${name}.yes`)
            .or(r3, 1 << (2 * bit))
            .label(`${name}.done`);
          methods[`${name}32`](r1, r2, `${name}32.yes`).ja(`${name}32.done`);
          a.label(`${name}32.yes`)
            .or(r3, 2 << (2 * bit))
            .label(`${name}32.done`);
        });
        a.mov(r1, r3);
      });
      let expected = 0n;
      Object.values(CONDITIONS).forEach((holds, bit) => {
        if (holds(x, y, 64)) expected |= 1n << BigInt(2 * bit);
        if (holds(u32(x), u32(y), 32)) expected |= 2n << BigInt(2 * bit);
      });
      assert.equal(taken, expected, `${x} ${y}`);
    }
  }
});

test('bpf: byte swaps, negation, wide loads, stores of every size', () => {
  const x = 0x1122334455667788n;
  assert.equal(
    compute(x, 0n, (a) => a.be16(r1)),
    0x8877n,
  );
  assert.equal(
    compute(x, 0n, (a) => a.be32(r1)),
    0x88776655n,
  );
  assert.equal(
    compute(x, 0n, (a) => a.be64(r1)),
    0x8877665544332211n,
  );
  assert.equal(
    compute(x, 0n, (a) => a.le16(r1)),
    0x7788n,
  );
  assert.equal(
    compute(x, 0n, (a) => a.bswap32(r1)),
    0x88776655n,
  );
  assert.equal(
    compute(x, 0n, (a) => a.neg(r1)),
    u64(-x),
  );
  assert.equal(
    compute(x, 0n, (a) => a.neg32(r1)),
    u32(-x),
  );
  assert.equal(
    compute(0n, 0n, (a) => a.lddw(r1, x)),
    x,
  );
  const stores = onFrame((a) => {
    a.st8(r8, 0, 0xab).st16(r8, 2, 0x1234).st32(r8, 4, 0xdeadbeef).st64(r8, 8, -2);
    a.lddw(r1, x).stx8(r8, 16, r1).stx16(r8, 18, r1).stx32(r8, 20, r1).stx64(r8, 24, r1);
    a.ldx8(r2, r8, 2).stx64(r8, 32, r2).mov(r0, XDP.drop);
  });
  const { output, result } = testRun(stores, FRAME);
  stores.close();
  assert.equal(result, XDP.drop);
  assert.equal(
    output.toString('hex', 0, 40),
    'ab003412efbeaddefeffffffffffffff8800887788776655' + '8877665544332211' + '3400000000000000',
  );
});

test('bpf: the kernel disassembles a program as we do', () => {
  const array = createArray('values', 8, 1);
  const a = createAssembler('text');
  a.mov(r6, r1).ldx32(r8, r6, 0).ldx32(r2, r6, 4).mov(r1, r8).add(r1, 64).jgt(r1, r2, 'out');
  a.ldx8(r1, r8, 0).ldx16(r3, r8, 2).ldx64(r4, r8, 8).be16(r3).le32(r3).bswap64(r4).neg(r1).neg32(r3);
  a.sub(r1, 5).mul(r1, -3).div(r1, 7).or(r1, r3).and(r1, 0xff).lsh(r1, 3).rsh(r1, 1).mod(r1, 1000).xor(r1, -1);
  a.arsh(r1, 2).add32(r1, -1).xor32(r1, r3).arsh32(r1, 4).mov32(r5, r1).lddw(r9, 0x1122334455667788n);
  a.st8(r8, 0, -1).st16(r8, 2, 5).st32(r8, 4, -7).st64(r8, 8, -9).stx8(r8, 0, r1).stx32(r10, -8, r1);
  a.st64(r10, -16, 0).atomicAdd64(r10, -16, r4).atomicXor32(r10, -16, r4).fetchAdd64(r10, -16, r4);
  a.fetchOr32(r10, -16, r4).xchg64(r10, -16, r4).mov(r0, 1).cmpxchg32(r10, -16, r4);
  a.call('get_prandom_u32')
    .mov(r7, r0)
    .jset(r7, 2, 'out')
    .jslt(r7, r9, 'out')
    .jle32(r7, 5, 'out')
    .jsgt32(r7, -1, 'out');
  a.callLocal('sub').call('ktime_get_ns');
  a.label('out').mov(r0, 2).exit();
  a.label('sub').mov(r0, 3).exit();
  const program = a.assemble();
  // `12: (61) r2 = *(u32 *)(r6 +4)      ; R2=pkt_end() R6=ctx()`: of each slot walked, the text.
  const kernel = new Map<number, string>();
  for (const line of verifierLog(program, 'xdp').split('\n')) {
    const match = /^(\d+): \([0-9a-f]{2}\) (.*?)\s*(;.*)?$/.exec(line);
    if (match !== null) kernel.set(Number(match[1]), match[2].replace('call bpf_', 'call '));
  }
  array.close();
  const ours = disassemble(program.bytes);
  assert.ok(kernel.size >= ours.length - 1, `${kernel.size} of ${ours.length}`);
  for (const { index, text } of ours) {
    const theirs = kernel.get(index);
    if (theirs === undefined) continue;
    // The kernel writes wide numbers without the `ll`, and `call pc+N` as it is.
    assert.equal(text.replace(' ll', ''), theirs, `slot ${index}`);
  }
});

test('bpf: what the verifier refuses names our line and our comment', () => {
  const a = createAssembler('broken');
  a.comment('reads without looking').ldx32(r8, r1, XDP_MD.data);
  const here = Number(/:(\d+):\d+\)?$/.exec(new Error().stack!.split('\n')[1])![1]);
  a.ldx8(r0, r8, 0);
  a.exit();
  const reason = (): void => void loadProgram(a.assemble(), 'xdp');
  assert.throws(reason, (error: unknown) => {
    assert.ok(error instanceof BpfError);
    assert.equal(error.code, 'E_BPF_VERIFIER');
    assert.equal(error.errno, 'EACCES');
    const [, line] = /at bpf\.lab\.test\.[tj]s:(\d+) \(reads without looking\), slot 1 of 3: /.exec(error.message)!;
    assert.equal(Number(line), here + 1);
    assert.match(error.message.split('\n')[0], /R8 offset is outside of the packet$/);
    assert.match(error.message, /\n {2}1: \(71\) r0 = \*\(u8 \*\)\(r8 \+0\)/);
    return true;
  });
});

test('bpf: other objections: unreachable code, endless loops, an uninitialised register', () => {
  const refuse = (build: (a: Assembler) => void, slot: number, text: RegExp): void => {
    const a = createAssembler('broken');
    build(a);
    assert.throws(
      () => loadProgram(a.assemble(), 'xdp'),
      (error: unknown) => {
        assert.ok(error instanceof BpfError && error.code === 'E_BPF_VERIFIER');
        const [first] = error.message.split('\n');
        assert.match(first, text);
        assert.match(first, new RegExp(`, slot ${slot} of `));
        return true;
      },
    );
  };
  refuse((a) => a.mov(r0, 0).exit().mov(r0, 1).exit(), 2, /unreachable insn 2/);
  refuse((a) => a.mov(r0, 0).label('x').ja('x').exit(), 2, /unreachable insn 2/);
  refuse((a) => a.label('x').mov(r0, 0).jeq(r0, 0, 'x').exit(), 1, /infinite loop detected/);
  refuse((a) => a.mov(r0, r3).exit(), 0, /R3 !read_ok/);
});

test('bpf: bounded loops and functions run', () => {
  const a = createAssembler('loop');
  a.mov(r1, 0).mov(r2, 100).label('loop').add(r1, r2).sub(r2, 1).jne(r2, 0, 'loop');
  a.callLocal('plus_17').exit();
  a.label('plus_17').add(r1, 17).mov(r0, r1).exit();
  const loaded = loadProgram(a.assemble(), 'xdp');
  assert.equal(testRun(loaded, FRAME).result, 5067);
  loaded.close();
});
