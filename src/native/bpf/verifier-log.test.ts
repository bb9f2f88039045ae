import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAssembler } from './assembler.ts';
import { r0, r1 } from './registers.ts';
import { describeObjection, readObjection } from './verifier-log.ts';

// As Linux 6.18 says it.
const ACCESS = `0: R1=ctx() R10=fp0
0: (61) r8 = *(u32 *)(r1 +0)          ; R1=ctx() R8=pkt(r=0)
1: (71) r0 = *(u8 *)(r8 +0)
invalid access to packet, off=0 size=1, R8(id=0,off=0,r=0)
R8 offset is outside of the packet
processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
`;

test('the objection is the last line, its slot the last instruction walked', () => {
  const { slot, text, tail } = readObjection(ACCESS);
  assert.equal(slot, 1);
  assert.equal(text, 'R8 offset is outside of the packet');
  assert.equal(tail.length, 5);
});

test('an instruction that the objection names wins', () => {
  assert.equal(readObjection('unreachable insn 12\nprocessed 0 insns\n').slot, 12);
  assert.equal(readObjection('3: (05) goto pc-2\nback-edge from insn 7 to 3\n').slot, 7);
});

test('a log without an objection, or of nothing, still gives a line', () => {
  assert.equal(readObjection('0: (b7) r0 = 0\n').text, 'the verifier stopped here');
  assert.deepEqual(readObjection('').slot, null);
});

test('the message names our line and comment', () => {
  const a = createAssembler('broken');
  a.comment('headers').mov(r0, 0).ldx8(r0, r1, 0).exit();
  const message = describeObjection(a.assemble(), { slot: 1, text: 'R1 no', tail: ['1: x', 'R1 no'] });
  assert.match(
    message,
    /^the kernel refuses the program "broken" at verifier-log\.test\.[tj]s:\d+ \(headers\), slot 1 of 3: R1 no\n {2}1: x\n {2}R1 no$/,
  );
  const nowhere = describeObjection(a.assemble(), { slot: 99, text: 'no', tail: [] });
  assert.match(nowhere, /^the kernel refuses the program "broken": no/);
});
