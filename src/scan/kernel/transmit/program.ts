// The transmit program, assembled for one pass of one scan. The kernel runs it once for each frame it has ready. Several
// of them may run at once, each on a processor of its own; they share the order, place by place.
//
//   frame ─► may one still go? ─► next place of the order ─► host and port ─┬─ the host's own rate ──► put off
//            │ no                 │ none left                               ├─ excluded ─────────────► counted
//            └► drop              └► done                                   └─ else: write the probe ─► redirect
//
// Registers all the way: r9 the frame, r8 microseconds since the start. What has to outlive a shuffle or the cookie is
// on the stack.
import {
  type Assembler,
  createAssembler,
  type Program,
  r0,
  r1,
  r2,
  r3,
  r4,
  r6,
  r7,
  r8,
  r9,
  r10,
  XDP,
  XDP_MD,
} from '../../../link/bpf.ts';
import { BIN_COUNT } from '../../state/shared-state.ts';
import { GENERATOR } from '../layout.ts';
import { emitElement, emitFindLast } from '../lookup-bpf.ts';
import { emitHop, emitProbe } from './frame.ts';
import { emitListStep, emitWalk } from './place.ts';
import { emitIncrease, emitOwn, emitOwnCount, formNumbers, frameLength, STACK, type TransmitPlan } from './plan.ts';

/** As in the raw engine: a few probes to a host with a rate of its own may come together, so that the keyed order need not be even. */
const GATE_SLACK_MICROS = 2000;

/** The program for one pass. Throws BpfError. */
export function transmitProgram(plan: TransmitPlan): Program {
  const { setup, memory, listLength } = plan;
  const a = createAssembler('portolan_out');
  const numbers = formNumbers(plan);
  if (numbers.length > 1) a.stx64(r10, STACK.context, r1);
  a.comment('a whole frame, and leave to send one');
  a.ldx32(r9, r1, XDP_MD.data).ldx32(r2, r1, XDP_MD.dataEnd);
  a.mov(r1, r9).add(r1, frameLength(plan)).jgt(r1, r2, 'drop');
  emitLeave(a, plan);
  if (listLength === null) emitWalk(a, plan);
  else emitListStep(a, plan, listLength);
  // A list is sent at a rate that suits all its hosts (probe-walk.ts, rule 2).
  if (listLength === null) emitGate(a, plan);
  emitExclusion(a, plan);
  emitHop(a, plan, numbers);
  emitProbe(a, plan, numbers);
  emitBooks(a, plan);
  a.comment('out');
  emitOwnCount(a, plan, 'sent');
  a.stx64(r1, GENERATOR.lastSend * 8, r8)
    .ldx64(r2, r10, STACK.next)
    .stx64(r1, GENERATOR.next * 8, r2);
  a.ldx32(r1, r10, STACK.interface).mov(r2, 0).call('redirect').exit();
  if (listLength !== null) {
    a.comment('answered meanwhile: as good as asked').label('answered').ldx32(r6, r10, STACK.host);
    a.jge(r6, setup.table.hosts, 'drop');
    emitElement(a, r1, memory.value, memory.regions.sent, r6, 2, r2);
    emitIncrease(a, plan);
    a.ja('drop');
  }
  a.label('done');
  emitOwn(a, plan, r1);
  a.st64(r1, GENERATOR.done * 8, 1);
  a.label('drop').mov(r0, XDP.drop).exit();
  return a.assemble();
}

/**
 * Goes on where a frame is due: no later than `burst` after its time it is caught up with. In r8 microseconds since the
 * start. The kernel calls again at once, so waiting is being called in vain.
 */
function emitLeave(a: Assembler, plan: TransmitPlan): void {
  const at = (word: keyof typeof GENERATOR): number => GENERATOR[word] * 8;
  emitOwn(a, plan, r7);
  a.ldx64(r1, r7, at('done')).jne(r1, 0, 'drop');
  a.ldx64(r1, r7, at('sent')).ldx64(r2, r7, at('limit')).jge(r1, r2, 'drop');
  a.comment('is a frame due?').call('ktime_get_boot_ns').mov(r8, r0).ldx64(r1, r7, at('next')).jgt(r1, r8, 'drop');
  a.ldx64(r2, r7, at('burst')).mov(r3, r8).sub(r3, r2).jge(r1, r3, 'punctual').mov(r1, r3).label('punctual');
  a.ldx64(r2, r7, at('interval')).add(r1, r2).stx64(r10, STACK.next, r1);
  a.comment('microseconds since the start').lddw(r1, plan.startNanoseconds).sub(r8, r1).div(r8, 1000);
}

/** r6: the host, from here on. */
function emitGate(a: Assembler, plan: TransmitPlan): void {
  const { setup, memory, generators } = plan;
  const { value, regions } = memory;
  a.comment('a rate of its own?');
  a.ldx32(r6, r10, STACK.host).jge(r6, setup.table.hosts, 'drop');
  emitElement(a, r1, value, regions.gap, r6, 2, r2);
  a.ldx32(r3, r1, 0).jeq(r3, 0, 'due');
  emitElement(a, r1, value, regions.hostNext, r6, 3, r2);
  a.ldx64(r2, r1, 0).mov(r0, r2).mov(r4, r3).lsh(r4, 2).jge(r4, GATE_SLACK_MICROS, 'slack').mov(r4, GATE_SLACK_MICROS);
  a.label('slack').add(r4, r8).jle(r2, r4, 'soon').label('put-off');
  emitOwnCount(a, plan, 'deferred');
  a.ja('drop').label('soon').jge(r2, r8, 'later').mov(r2, r8).label('later').add(r2, r3);
  // Where another program asks the same host at this moment, one of the two is put off.
  if (generators === 1) a.stx64(r1, 0, r2);
  else a.mov(r4, r0).cmpxchg64(r1, 0, r2).jne(r0, r4, 'put-off');
  a.label('due');
}

function emitExclusion(a: Assembler, plan: TransmitPlan): void {
  const { setup, memory } = plan;
  if (setup.excluded.length === 0) return;
  const { value, regions } = memory;
  a.comment('excluded? (nobody among the hosts should be)');
  a.ldx32(r3, r10, STACK.address);
  emitFindLast(a, value, regions.excluded, regions.excludedSlots, r3, r4, [r1, r2]);
  emitElement(a, r1, value, regions.excluded, r4, 3, r2);
  a.ldx32(r2, r1, 0).jlt(r3, r2, 'allowed').ldx32(r2, r1, 4).jgt(r3, r2, 'allowed');
  emitOwnCount(a, plan, 'excludedHits');
  a.ja('drop').label('allowed');
}

/** Send time, the host's count, and the flow bin. */
function emitBooks(a: Assembler, plan: TransmitPlan): void {
  const { setup, memory, generators } = plan;
  const { value, regions } = memory;
  a.comment('the host: one more; r7: whether its answers tell about the way there');
  a.ldx32(r6, r10, STACK.host).jge(r6, setup.table.hosts, 'drop');
  emitElement(a, r1, value, regions.sent, r6, 2, r2);
  emitIncrease(a, plan);
  a.mov(r7, 0);
  emitElement(a, r1, value, regions.watched, r6, 0, r2);
  a.ldx8(r2, r1, 0).jeq(r2, 0, 'unwatched');
  emitElement(a, r1, value, regions.open, r6, 2, r2);
  a.ldx32(r3, r1, 0);
  emitElement(a, r1, value, regions.closed, r6, 2, r2);
  a.ldx32(r2, r1, 0).or(r3, r2).jeq(r3, 0, 'unwatched').mov(r7, 1).label('unwatched');
  a.comment('when it was sent');
  a.ldx32(r3, r10, STACK.index)
    .mov(r1, r3)
    .and(r1, regions.sendTimeSlots - 1);
  emitElement(a, r2, value, regions.sendTimes, r1, 3, r1);
  a.mov(r1, r8).lsh(r1, 1).or(r1, r7).lsh(r1, 32).or(r1, r3).stx64(r2, 0, r1);
  a.comment('the flow bin of this millisecond; without one, late as the receiving thread is, it goes uncounted');
  a.mov(r3, r8)
    .div(r3, 1000)
    .mov(r4, r3)
    .and(r4, BIN_COUNT - 1);
  emitElement(a, r1, value, regions.binMillisecond, r4, 2, r2);
  a.ldx32(r2, r1, 0).jne32(r2, r3, 'no-bin');
  emitElement(a, r1, value, regions.binFrames, r4, 2, r2);
  emitIncrease(a, plan);
  emitElement(a, r1, value, regions.binSent, r4, 2, r2);
  if (generators === 1) a.ldx32(r2, r1, 0).add(r2, r7).stx32(r1, 0, r2);
  else a.atomicAdd32(r1, 0, r7);
  a.label('no-bin');
}
