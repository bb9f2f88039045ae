// The frame of a transmit program: the way to the host, its port, the cookie, and the probe in the form that asks the port.
//
// Where the ports of a scan are asked by several forms (form-table.ts), a frame begins as long as the longest; the number
// of its port's form is looked up, and whichever it is, the frame is cut to its length and written whole.
import { type Assembler, r0, r1, r2, r3, r4, r5, r6, r7, r9, r10, XDP_MD } from '../../../link/bpf.ts';
import { carriesCookie, withTtl } from '../../../probe/form.ts';
import { rowOf } from '../../../probe/form-table.ts';
import { PROBES } from '../../../probe/probes.ts';
import * as ethernet from '../../../wire/ethernet.ts';
import { slotOf } from '../../state/shared-state.ts';
import { emitCookie } from '../cookie-bpf.ts';
import { emitElement } from '../lookup-bpf.ts';
import { emitForm, probeFrameLength, storedEtherType } from '../probe-bpf.ts';
import { frameLength, isRun, lengthOf, STACK, type TransmitPlan } from './plan.ts';

/** SOURCE and STACK.interface, and the Ethernet header: in the frame, or in MACS where its length is still to come. */
export function emitHop(a: Assembler, plan: TransmitPlan, numbers: readonly number[]): void {
  const { setup, memory } = plan;
  const { value, regions } = memory;
  a.comment('whom the frame goes to');
  a.ldx32(r3, r10, STACK.hop).jge(r3, setup.hops.length, 'drop');
  emitElement(a, r1, value, regions.hops, r3, 5, r2);
  a.ldx32(r2, r1, 0).stx32(r10, STACK.source, r2).ldx32(r2, r1, 4).stx32(r10, STACK.interface, r2);
  if (numbers.length > 1) {
    for (let at = 0; at < ethernet.OFFSET.etherType; at += 4) a.ldx32(r2, r1, 8 + at).stx32(r10, STACK.macs + at, r2);
    return;
  }
  for (let at = 0; at < ethernet.OFFSET.etherType; at += 4) a.ldx32(r2, r1, 8 + at).stx32(r9, at, r2);
  a.st16(r9, ethernet.OFFSET.etherType, storedEtherType(PROBES[setup.probe].forms[numbers[0]]));
}

export function emitProbe(a: Assembler, plan: TransmitPlan, numbers: readonly number[]): void {
  const { setup, memory, pass } = plan;
  const { portNumbers, cookieKey, sourcePortBase } = setup;
  const { value, regions } = memory;
  const sourcePort = sourcePortBase + slotOf(pass);
  a.comment('the port');
  a.ldx32(r3, r10, STACK.portIndex).jge(r3, portNumbers.length, 'drop');
  if (isRun(portNumbers)) {
    a.add(r3, portNumbers[0]);
  } else {
    emitElement(a, r1, value, regions.ports, r3, 1, r2);
    a.ldx16(r3, r1, 0);
  }
  a.stx32(r10, STACK.port, r3);
  a.ldx32(r1, r10, STACK.source).ldx32(r2, r10, STACK.address);
  if (carriesCookie(PROBES[setup.probe].forms[numbers[0]])) {
    a.comment('the cookie').or32(r3, (sourcePort << 16) >>> 0);
    emitCookie(a, cookieKey[0], cookieKey[1], { words: [r1, r2, r3], cookie: r0, scratch: [r4, r5, r6, r7] });
  }
  if (numbers.length === 1) {
    a.comment('the probe').ldx32(r3, r10, STACK.port);
    emitPacket(a, plan, numbers[0], sourcePort);
  } else {
    a.stx32(r10, STACK.cookie, r0);
    emitChoice(a, plan, numbers, sourcePort);
  }
}

/** The packet of this form. r0: the cookie, r1 and r2: source and destination, r3: the port. */
function emitPacket(a: Assembler, plan: TransmitPlan, number: number, sourcePort: number): void {
  const form = withTtl(PROBES[plan.setup.probe].forms, plan.setup.ttl)[number];
  emitForm(a, form, {
    frame: r9,
    source: r1,
    destination: r2,
    sourcePort,
    destinationPort: r3,
    cookie: r0,
    scratch: [r4, r5, r6],
  });
  // A half-word that begins in the padding: what is odd is padded by a byte first.
  let at = probeFrameLength(form);
  if (at % 2 === 1 && at < lengthOf(plan, number)) a.st8(r9, at++, 0);
  for (; at < lengthOf(plan, number); at += 2) a.st16(r9, at, 0);
}

/** Looks up the port's form, cuts the frame to its length and writes it. */
function emitChoice(a: Assembler, plan: TransmitPlan, numbers: readonly number[], sourcePort: number): void {
  const { setup, memory, pass } = plan;
  const { value, regions } = memory;
  const table = regions.forms + rowOf(PROBES[setup.probe], pass) * setup.portNumbers.length;
  a.comment('which form asks the port?');
  a.ldx32(r3, r10, STACK.portIndex).jge(r3, setup.portNumbers.length, 'drop');
  emitElement(a, r1, value, table, r3, 0, r2);
  a.ldx8(r7, r1, 0);
  for (const number of numbers) {
    const other = `not-form-${number}`;
    a.comment(`form ${number}`).jne(r7, number, other);
    emitCut(a, lengthOf(plan, number), frameLength(plan));
    for (let at = 0; at < ethernet.OFFSET.etherType; at += 4) a.ldx32(r1, r10, STACK.macs + at).stx32(r9, at, r1);
    a.st16(r9, ethernet.OFFSET.etherType, storedEtherType(PROBES[setup.probe].forms[number]));
    a.ldx32(r0, r10, STACK.cookie)
      .ldx32(r1, r10, STACK.source)
      .ldx32(r2, r10, STACK.address)
      .ldx32(r3, r10, STACK.port);
    emitPacket(a, plan, number, sourcePort);
    a.ja('made').label(other);
  }
  a.ja('drop').label('made');
}

/** Leaves the first `length` of the frame's bytes, and r9 at them. */
function emitCut(a: Assembler, length: number, whole: number): void {
  if (length === whole) return;
  a.ldx64(r1, r10, STACK.context)
    .mov(r2, length - whole)
    .call('xdp_adjust_tail')
    .jne(r0, 0, 'drop');
  a.ldx64(r1, r10, STACK.context).ldx32(r9, r1, XDP_MD.data).ldx32(r2, r1, XDP_MD.dataEnd);
  a.mov(r1, r9).add(r1, length).jgt(r1, r2, 'drop');
}
