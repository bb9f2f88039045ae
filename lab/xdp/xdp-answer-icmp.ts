// The XDP responder's answers to ICMP: an echo request gets its echo reply, everything else is left to the kernel.
import { type Assembler, r1, r2, r8 } from '../../src/native/bpf/index.ts';
import type { XdpResponder } from '../network/scenario.ts';
import { count, emitIpv4, fold, lose, needWholePacket, swapAddresses } from './xdp-answer-parts.ts';

/** Type 8, code 0. */
const ECHO = 0x0008;

/** Ends at `transmit`, `drop` or `pass`. */
export function answerIcmp(a: Assembler, plan: XdpResponder): void {
  needWholePacket(a, 28);
  a.ldx16(r1, r8, 34).jne(r1, ECHO, 'pass');
  lose(a, plan, 'in');
  count(a, 'echo');
  count(a, 'echoSent');
  lose(a, plan, 'out');
  swapAddresses(a);
  emitIpv4(a, null);
  a.comment('type 0; the sum is less by that of the type, its complement more (RFC 1624): what was wrong stays wrong');
  a.st16(r8, 34, 0).ldx16(r2, r8, 36).add(r2, ECHO);
  fold(a);
  a.stx16(r8, 36, r2).ja('transmit');
}
