// The XDP responder's answers to ARP: who is asked for by name says its MAC address, which is the interface's.
import { type Assembler, r1, r2, r7, r8 } from '../../src/native/bpf/index.ts';
import type { XdpResponder } from '../network/scenario.ts';
import { count, lose } from './xdp-answer-parts.ts';

/** Ethernet and ARP for IPv4 over Ethernet. */
export const ARP_FRAME = 42;
export const ARP_TYPE = 0x0608;

/** Ethernet (1), IPv4, lengths 6 and 4, a request (1); to `pass` where it is not so. Leaves the host asked in r7. */
export function takeArp(a: Assembler): void {
  a.comment('a request for an IPv4 address');
  a.ldx32(r1, r8, 14).jne32(r1, 0x0008_0100, 'pass').ldx32(r1, r8, 18).jne32(r1, 0x0100_0406, 'pass');
  a.ldx32(r7, r8, 38).ldx32(r1, r8, 28).jeq32(r1, r7, 'pass').be32(r7);
}

/** Ends at `transmit` or `drop`. */
export function answerArp(a: Assembler, plan: XdpResponder, mac: Uint8Array): void {
  lose(a, plan, 'in');
  count(a, 'arp');
  count(a, 'arpSent');
  lose(a, plan, 'out');
  const bytes = Buffer.from(mac);
  const [low, high] = [bytes.readInt32LE(0), bytes.readUInt16LE(4)];
  a.comment('to whom asks, from the interface');
  a.ldx32(r1, r8, 22).ldx16(r2, r8, 26);
  for (const at of [0, 32]) a.stx32(r8, at, r1).stx16(r8, at + 4, r2);
  for (const at of [6, 22]) a.st32(r8, at, low).st16(r8, at + 4, high);
  a.comment('a reply; its addresses change places');
  a.st16(r8, 20, 0x0200).ldx32(r1, r8, 28).ldx32(r2, r8, 38).stx32(r8, 28, r2).stx32(r8, 38, r1);
  a.ja('transmit');
}
