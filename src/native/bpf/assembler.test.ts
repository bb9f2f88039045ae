import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Assembler, createAssembler } from './assembler.ts';
import { XDP, XDP_MD } from './contexts.data.ts';
import { disassemble, explain } from './disassembler.ts';
import { ALU, ATOMIC, JUMP } from './instructions.ts';
import { type Register, r0, r1, r2, r3, r6, r8, r10 } from './registers.ts';

function texts(build: (a: Assembler) => void): string[] {
  const a = createAssembler('test');
  build(a);
  return disassemble(a.assemble().bytes).map(({ text }) => text);
}

test('a program reads as it was written', () => {
  const lines = texts((a) => {
    a.mov(r6, r1).ldx32(r8, r6, XDP_MD.data).ldx32(r2, r6, XDP_MD.dataEnd);
    a.mov(r1, r8).add(r1, 34).jgt(r1, r2, 'pass');
    a.ldx8(r1, r8, 23).jne32(r1, 6, 'pass');
    a.mov32(r0, XDP.drop).exit();
    a.label('pass').mov32(r0, XDP.pass).exit();
  });
  assert.deepEqual(lines, [
    'r6 = r1',
    'r8 = *(u32 *)(r6 +0)',
    'r2 = *(u32 *)(r6 +4)',
    'r1 = r8',
    'r1 += 34',
    'if r1 > r2 goto pc+4',
    'r1 = *(u8 *)(r8 +23)',
    'if w1 != 0x6 goto pc+2',
    'w0 = 1',
    'exit',
    'w0 = 2',
    'exit',
  ]);
});

test('every arithmetic, jump, memory and atomic method makes its own instruction', () => {
  const made = new Set<string>();
  type Loose = Record<string, (...operands: unknown[]) => unknown>;
  const once = (call: (a: Loose) => void): void => {
    const a = createAssembler('test');
    call(a as unknown as Loose);
    a.label('end').exit();
    const { text } = disassemble(a.assemble().bytes)[0];
    assert.doesNotMatch(text, /^\.slot/);
    assert.ok(!made.has(text), text);
    made.add(text);
  };
  for (const name of Object.keys(ALU)) {
    for (const width of ['', '32']) {
      once((a) => a[name + width](r2, r3));
      once((a) => a[name + width](r2, 7));
    }
  }
  for (const name of Object.keys(JUMP)) {
    for (const width of ['', '32']) {
      once((a) => a[name + width](r2, r3, 'end'));
      once((a) => a[name + width](r2, 7, 'end'));
    }
  }
  for (const bits of [8, 16, 32, 64]) {
    once((a) => a[`ldx${bits}`](r2, r3, -4));
    once((a) => a[`stx${bits}`](r2, -4, r3));
    once((a) => a[`st${bits}`](r2, -4, 3));
    if (bits < 64) once((a) => a[`ldabs${bits}`](12));
    if (bits > 8) for (const order of ['be', 'le', 'bswap']) once((a) => a[order + bits](r2));
    if (bits >= 32) for (const name of Object.keys(ATOMIC)) once((a) => a[name + bits](r2, 8, r3));
  }
  once((a) => a.neg(r2));
  once((a) => a.neg32(r2));
  once((a) => a.ja('end'));
  once((a) => a.callLocal('end'));
  once((a) => a.call('ktime_get_ns'));
  assert.equal(made.size, 12 * 4 + 11 * 4 + 4 * 3 + 3 + 3 * 3 + 10 * 2 + 5);
});

test('wide loads: signed and unsigned, maps and the memory of maps', () => {
  const map = { fd: 5, name: 'ledger' };
  const lines = texts((a) => {
    a.lddw(r1, -1)
      .lddw(r1, 2n ** 64n - 1n)
      .lddw(r1, 0x1_0000_0002)
      .ldmap(r1, map)
      .ldvalue(r2, map, 16);
  });
  assert.deepEqual(lines, [
    'r1 = 0xffffffffffffffff ll',
    'r1 = 0xffffffffffffffff ll',
    'r1 = 0x100000002 ll',
    'r1 = map[fd:5]',
    'r2 = map[fd:5][0]+16',
  ]);
});

test('labels: forwards, backwards, across wide loads, and to functions', () => {
  const lines = texts((a) => {
    a.mov(r1, 10).label('loop').sub(r1, 1).lddw(r2, 1n).jne(r1, 0, 'loop');
    a.callLocal('answer').exit();
    a.label('answer').mov(r0, 42).exit();
  });
  assert.deepEqual(lines[3], 'if r1 != 0x0 goto pc-4');
  assert.deepEqual(lines[4], 'call pc+1');
});

test('fresh labels differ', () => {
  const a = createAssembler('test');
  assert.notEqual(a.freshLabel('loop'), a.freshLabel('loop'));
});

test('what an instruction cannot hold is refused, with the number', () => {
  const refuse = (build: (a: Assembler) => void, message: RegExp): void => {
    assert.throws(() => build(createAssembler('test')), { code: 'E_BPF_OPERAND', message });
  };
  refuse((a) => a.mov(r1, 2 ** 31), /2147483648.*lddw/);
  refuse((a) => a.mov(r1, -(2 ** 31) - 1), /-2147483649/);
  refuse((a) => a.mov32(r1, 2 ** 32), /4294967296/);
  refuse((a) => a.add(r1, 1.5), /1\.5/);
  refuse((a) => a.add(r1, Number.NaN), /NaN/);
  refuse((a) => a.jeq(r1, 2 ** 31, 'x'), /2147483648/);
  refuse((a) => a.lsh(r1, 64), /64/);
  refuse((a) => a.rsh32(r1, 32), /32/);
  refuse((a) => a.div(r1, 0), /division by 0/);
  refuse((a) => a.mod32(r1, 0), /division by 0/);
  refuse((a) => a.ldx8(r1, r2, 32768), /32768/);
  refuse((a) => a.stx64(r1, -32769, r2), /-32769/);
  refuse((a) => a.st8(r1, 0, 256), /256/);
  refuse((a) => a.st16(r1, 0, -32769), /-32769/);
  refuse((a) => a.st32(r1, 0, 2 ** 32), /4294967296/);
  refuse((a) => a.st64(r1, 0, 2 ** 31), /2147483648/);
  refuse((a) => a.lddw(r1, 2n ** 64n), /64 bits/);
  refuse((a) => a.ldvalue(r1, { fd: 1, name: 'm' }, -1), /-1/);
  refuse((a) => a.mov(r10, 0), /r10/);
  refuse((a) => a.fetchAdd64(r1, 0, r10), /r10/);
  refuse((a) => a.call('no_such' as 'redirect'), /no_such/);
});

test('what it can hold is taken: the ends of each range', () => {
  const lines = texts((a) => {
    a.mov(r1, -(2 ** 31))
      .mov(r1, 2 ** 31 - 1)
      .mov32(r1, 2 ** 32 - 1)
      .st8(r1, 0, 255)
      .st8(r1, 0, -128);
    a.st16(r1, 0, 65535)
      .st32(r1, 0, 2 ** 32 - 1)
      .lsh(r1, 63)
      .lsh32(r1, 31)
      .jeq32(r1, 2 ** 32 - 1, 'x');
    a.label('x').cmpxchg64(r1, 0, r10).exit();
  });
  assert.equal(lines[0], 'r1 = -2147483648');
  assert.equal(lines[2], 'w1 = -1');
  assert.equal(lines[9], 'if w1 == 0xffffffff goto pc+0');
});

test('labels that are missing, double, behind the end or too far are refused, with the line that jumps', () => {
  const jump = (build: (a: Assembler) => void, message: RegExp): void => {
    const a = createAssembler('test');
    assert.throws(
      () => {
        build(a);
        a.assemble();
      },
      { code: 'E_BPF_LABEL', message },
    );
  };
  jump((a) => a.ja('nowhere').exit(), /assembler\.test\.[tj]s:\d+ goes to "nowhere"/);
  jump((a) => a.ja('end').label('end'), /"end"/);
  jump((a) => a.label('x').exit().label('x').exit(), /"x" is there already/);
  jump((a) => {
    a.ja('far');
    for (let k = 0; k < 32768; k++) a.neg(r1);
    a.label('far').exit();
  }, /32768 slots away/);
});

test('names that the kernel would not take are refused', () => {
  for (const name of ['', 'a-b', 'sixteen_letters_']) {
    assert.throws(() => createAssembler(name), { code: 'E_BPF_NAME' });
  }
});

function clear(a: Assembler, register: Register): void {
  a.mov(register, 0);
}

test('each instruction knows the line that emitted it, its callers, labels and comment', () => {
  const a = createAssembler('test');
  a.comment('begin').mov(r1, 1);
  clear(a, r2);
  a.comment('end').label('end').lddw(r0, 1n);
  a.exit();
  const { lines } = a.assemble();
  assert.equal(lines.length, 5);
  for (const line of lines) assert.match(line.source()[0], /^assembler\.test\.[tj]s:\d+$/);
  const number = (index: number, depth = 0): number => Number(lines[index].source()[depth].split(':')[1]);
  assert.equal(number(1, 1), number(0) + 1); // the call of `clear`
  assert.ok(number(1) < number(0)); // the line in it
  assert.equal(number(2), number(0) + 2);
  assert.equal(number(3), number(2));
  assert.deepEqual([lines[0].comment, lines[1].comment, lines[2].comment], ['begin', 'begin', 'end']);
  assert.deepEqual([lines[0].commentBegins, lines[1].commentBegins, lines[3].commentBegins], [true, false, false]);
  assert.deepEqual(lines[2].labels, ['end']);
});

test('assembling twice gives the same, and more can follow', () => {
  const a = createAssembler('test');
  a.ja('end').label('end').exit();
  assert.deepEqual(a.assemble().bytes, a.assemble().bytes);
  a.exit();
  assert.equal(a.assemble().bytes.length, 24);
});

test('the explanation has comments, labels by name, maps by name and our lines', () => {
  const a = createAssembler('explained');
  a.comment('look it up').ldmap(r1, { fd: 5, name: 'ledger' }).call('map_lookup_elem').jeq(r0, 0, 'miss');
  a.label('miss').exit();
  const text = explain(a.assemble());
  assert.match(text, /^program explained: 5 slots\n\n\/\/ look it up\n/);
  assert.match(text, / {4}0: r1 = map\[ledger\] +; assembler\.test\.[tj]s:\d+/);
  assert.match(text, / {4}3: if r0 == 0x0 goto miss +;/);
  assert.match(text, /\nmiss:\n {4}4: exit/);
});
