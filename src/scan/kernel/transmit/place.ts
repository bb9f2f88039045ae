// The next place of the order, or of a list: which host is asked next, and which of its ports.
import { type Assembler, r1, r2, r3, r4, r5, r6, r7, r10 } from '../../../link/bpf.ts';
import { createShuffle } from '../../order/permutation.ts';
import { WORD } from '../layout.ts';
import { emitElement } from '../lookup-bpf.ts';
import { emitShuffle } from '../permutation-bpf.ts';
import { STACK, type TransmitPlan } from './plan.ts';

const SHUFFLE = { value: r1, tweak: r2, scratch: [r3, r4, r5, r6, r7] } as const;

/** r1 = the next place that nobody has taken, below `places`; the end of the order where there is none. */
function emitClaim(a: Assembler, { memory: { value, regions }, generators }: TransmitPlan, places: number): void {
  a.ldvalue(r6, value, regions.state + WORD.cursor * 8);
  if (generators === 1) a.ldx64(r1, r6, 0).mov(r2, r1).add(r2, 1).stx64(r6, 0, r2);
  else a.mov(r1, 1).fetchAdd64(r6, 0, r1);
  a.jge(r1, places, 'done');
}

/** Leaves HOST and STACK.portIndex, checked, and STACK.address, HOP and INDEX. */
export function emitWalk(a: Assembler, plan: TransmitPlan): void {
  const { table, portNumbers, orderSeeds, shard } = plan.setup;
  const ports = portNumbers.length;
  a.comment('the next place: block and slot');
  emitClaim(a, plan, table.hosts * ports);
  a.mov32(r2, r1).div32(r2, table.hosts).stx32(r10, STACK.block, r2);
  a.mov32(r3, r2).mul32(r3, table.hosts).sub32(r1, r3);
  a.comment('its host');
  a.jge(r1, table.hosts, 'drop');
  emitShuffle(a, createShuffle(table.hosts, orderSeeds.hosts), SHUFFLE, 'drop');
  a.jge(r1, table.hosts, 'drop').stx32(r10, STACK.host, r1).mov(r6, r1);
  emitHost(a, plan);
  if (shard.count > 1) {
    a.comment('asked by this shard?');
    a.ldx32(r1, r10, STACK.block).ldx32(r2, r10, STACK.address).add(r1, r2).mod(r1, shard.count);
    a.jne(r1, shard.index - 1, 'drop');
  }
  a.comment('its port');
  a.ldx32(r1, r10, STACK.block).ldx32(r2, r10, STACK.address);
  emitShuffle(a, createShuffle(ports, orderSeeds.ports), SHUFFLE, 'drop');
  a.jge(r1, ports, 'drop').stx32(r10, STACK.portIndex, r1);
  a.ldx32(r6, r10, STACK.host).jge(r6, table.hosts, 'drop');
  a.mov(r2, r6).mul(r2, ports).add(r2, r1).stx32(r10, STACK.index, r2);
}

export function emitListStep(a: Assembler, plan: TransmitPlan, length: number): void {
  const { setup, memory, pass } = plan;
  const { table, portNumbers, orderSeeds } = setup;
  const { value, regions } = memory;
  const ports = portNumbers.length;
  a.comment('the next place of the list');
  emitClaim(a, plan, length);
  a.mov(r2, pass);
  emitShuffle(a, createShuffle(length, orderSeeds.hosts), SHUFFLE, 'drop');
  a.jge(r1, length, 'drop');
  emitElement(a, r2, value, regions.list, r1, 2, r3);
  a.ldx32(r7, r2, 0)
    .jge(r7, table.hosts * ports, 'drop')
    .stx32(r10, STACK.index, r7);
  a.comment('its host and port');
  a.mov32(r6, r7).div32(r6, ports).jge(r6, table.hosts, 'drop').stx32(r10, STACK.host, r6);
  a.mov32(r1, r6).mul32(r1, ports).mov32(r2, r7).sub32(r2, r1).jge(r2, ports, 'drop').stx32(r10, STACK.portIndex, r2);
  a.comment('answered since the list was made?');
  a.mov(r1, r7).rsh(r1, 4);
  emitElement(a, r2, value, regions.ledger, r1, 2, r1);
  a.ldx32(r1, r2, 0).and32(r7, 15).lsh32(r7, 1).rsh32(r1, r7).and32(r1, 3).jne(r1, 0, 'answered');
  emitHost(a, plan);
}

/** ADDRESS and HOP of the checked host in r6. */
function emitHost(a: Assembler, { memory: { value, regions } }: TransmitPlan): void {
  emitElement(a, r1, value, regions.table, r6, 3, r2);
  a.ldx32(r2, r1, 0).stx32(r10, STACK.address, r2).ldx32(r2, r1, 4).stx32(r10, STACK.hop, r2);
}
