// The readers of the probes (src/probe) as eBPF instructions: whether a packet answers one of ours, and what it says.
// Bit for bit what `read` makes of it, and the filter of the raw engine (src/native/socket-filter.ts) before it. Whether
// a network card or the kernel has looked at a checksum no program is told: it must be right, or be the sum of the
// pseudo-header, as a sender leaves it who counts on an interface to fill it in (between a veth's ends none ever does).
//
//   packet ─┬► IPv4 ─┬► TCP or UDP to our 16 ports, an echo reply to one ─┐
//           │        └► ICMP error that quotes such a probe ──────────────┴─► r8: the verdict; the answer on the stack
//           └► ARP reply ─────────────────────────────────────────────────┘
//
// Whatever else goes to the label `pass`. Registers: r6 the context; r7 where the packet's payload begins, r9 its bytes;
// both are lost.
import {
  type Assembler,
  type Register,
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
  SK_BUFF,
  XDP_MD,
} from '../../link/bpf.ts';
import type { Probe } from '../../probe/probe.ts';
import { FIRST_CLIENT_PORT } from '../../probe/udp/udp.ts';
import { TYPE, UNREACHABLE } from '../../wire/icmp-codes.ts';
import { CLOSED, FILTERED, OPEN } from '../state/ledger.ts';
import { emitHeaderChecked, emitMessageChecked } from './checksum-bpf.ts';
import { emitRead } from './lookup-bpf.ts';
import type { XdpMemory } from './memory.ts';
import type { ReceiveKind, ReceivePlace } from './receive-place.ts';
import { STACK } from './receive-stack.ts';

const ETHERNET = 14;
const IP = STACK.head + ETHERNET;
const IP_HEADER = 20;
const ICMP_HEADER = 8;
const ICMP_PROTOCOL = 1;
const PROTOCOLS = { tcp: 6, udp: 17, icmp: ICMP_PROTOCOL } as const;
const WHOLE = 0xffffffff;
const LOW = 0xffff;

/** A packet's type (linux/if_packet.h). */
const TO_ANOTHER = 3;

/** Emits what goes on behind it with an answer. Where it is not for ARP, the program needs `emitSum` behind its end. */
export function emitAnswer(
  a: Assembler,
  { protocol }: Probe,
  sourcePortBase: number,
  memory: XdpMemory,
  place: ReceivePlace,
): void {
  const { kind } = place;
  if (kind === 'socketFilter') {
    a.comment('to another MAC address, or to a VLAN that is not there');
    a.ldx32(r1, r6, SK_BUFF.packetType).jeq(r1, TO_ANOTHER, 'pass');
  }
  if (protocol === 'arp') {
    emitArp(a, memory, kind);
    return;
  }
  emitIpv4(a, place);
  if (protocol !== 'icmp') a.jeq(r1, ICMP_PROTOCOL, 'icmp');
  a.jne(r1, PROTOCOLS[protocol], 'pass');
  if (protocol === 'tcp') emitTcp(a, sourcePortBase, kind);
  else if (protocol === 'udp') emitUdp(a, sourcePortBase, kind);
  else emitEchoReply(a, sourcePortBase, kind);
  emitError(a, protocol, sourcePortBase, kind);
  a.label('known');
}

/** Copies `length` bytes of the packet, from the offset in r2, to the stack; packets that are too short pass. */
function emitLoad(a: Assembler, kind: ReceiveKind, to: number, length: number): void {
  a.mov(r1, r6).mov(r3, r10).add(r3, to).mov(r4, length);
  a.call(kind === 'xdp' ? 'xdp_load_bytes' : 'skb_load_bytes').jne(r0, 0, 'pass');
}

/** dst = 16 or 32 bits of the stack, in this machine's order. The verifier wants its stack aligned. */
function emitHalf(a: Assembler, dst: Register, at: number): void {
  a.ldx16(dst, r10, at).be16(dst);
}

function emitWord(a: Assembler, dst: Register, at: number, scratch: Register): void {
  if (at % 4 === 0) {
    a.ldx32(dst, r10, at).be32(dst);
    return;
  }
  emitHalf(a, dst, at);
  emitHalf(a, scratch, at + 2);
  a.lsh32(dst, 16).or32(dst, scratch);
}

/** Copies a 32-bit field, or a number, to its place on the stack. */
function keepWord(a: Assembler, at: number, place: number): void {
  emitWord(a, r1, at, r2);
  a.stx32(r10, place, r1);
}

function keepHalf(a: Assembler, at: number, place: number): void {
  emitHalf(a, r1, at);
  a.stx32(r10, place, r1);
}

/** The 16 bits at `at` must be one of our 16 ports. */
function keepOurPort(a: Assembler, at: number, sourcePortBase: number): void {
  emitHalf(a, r1, at);
  a.mov(r2, r1).and(r2, 0xfff0).jne(r2, sourcePortBase, 'pass').stx32(r10, STACK.ourPort, r1);
}

/** r7: the payload's offset; r9: its bytes, which are all there; r1: the protocol. */
function emitIpv4(a: Assembler, { kind, linkHeader }: ReceivePlace): void {
  a.comment('IPv4, the first fragment');
  a.mov(r2, 0);
  emitLoad(a, kind, IP - linkHeader, linkHeader + IP_HEADER);
  if (linkHeader > 0) {
    emitHalf(a, r1, STACK.head + 12);
    a.jne(r1, 0x0800, 'pass');
  }
  a.ldx8(r7, r10, IP).mov(r1, r7).rsh(r1, 4).jne(r1, 4, 'pass').and(r7, 15).lsh(r7, 2).jlt(r7, IP_HEADER, 'pass');
  emitHalf(a, r1, IP + 6);
  a.jset(r1, 0x1fff, 'pass');
  a.comment('its total length: no less than the header, no more than came');
  emitHalf(a, r9, IP + 2);
  a.jlt(r9, r7, 'pass');
  if (kind === 'xdp') a.ldx32(r1, r6, XDP_MD.dataEnd).ldx32(r2, r6, XDP_MD.data).sub(r1, r2);
  else a.ldx32(r1, r6, SK_BUFF.length);
  a.mov(r2, r9).add(r2, linkHeader).jgt(r2, r1, 'pass');
  emitHeaderChecked(a, linkHeader);
  a.ldx8(r1, r10, IP + 8)
    .lsh(r1, 16)
    .stx32(r10, STACK.ttlWindow, r1);
  a.sub(r9, r7)
    .add(r7, linkHeader)
    .ldx8(r1, r10, IP + 9);
}

/** A part of a message cannot be checked. */
function emitWhole(a: Assembler, label = 'pass'): void {
  emitHalf(a, r1, IP + 6);
  a.jset(r1, 0x2000, label);
}

/** Who answers whom, where it is no ICMP error. */
function keepAddresses(a: Assembler): void {
  keepWord(a, IP + 12, STACK.address);
  keepWord(a, IP + 16, STACK.ourAddress);
  a.st32(r10, STACK.icmp, 0).st32(r10, STACK.icmpSource, 0).ja('known');
}

const ACK = 0x10;
const RST = 0x04;
const SYN = 0x02;

function emitTcp(a: Assembler, sourcePortBase: number, kind: ReceiveKind): void {
  a.comment('TCP to one of our 16 ports');
  a.jlt(r9, 20, 'pass').mov(r2, r7);
  emitLoad(a, kind, STACK.rest, 20);
  keepOurPort(a, STACK.rest + 2, sourcePortBase);
  emitWhole(a);
  a.ldx8(r1, r10, STACK.rest + 12)
    .rsh(r1, 4)
    .lsh(r1, 2);
  a.jlt(r1, 20, 'pass').jgt(r1, r9, 'pass');
  keepHalf(a, STACK.rest, STACK.port);
  a.ldx8(r1, r10, STACK.rest + 13)
    .mov(r2, r1)
    .and(r2, ACK)
    .jeq(r2, 0, 'pass')
    .mov(r8, CLOSED);
  a.mov(r2, r1).and(r2, RST).jne(r2, 0, 'answer').mov(r8, OPEN).and(r1, SYN).jeq(r1, 0, 'pass').label('answer');
  emitMessageChecked(a, PROTOCOLS.tcp);
  emitWord(a, r1, STACK.rest + 8, r2);
  a.sub32(r1, 1).stx32(r10, STACK.cookie, r1).st32(r10, STACK.cookieMask, WHOLE);
  emitHalf(a, r1, STACK.rest + 14);
  a.ldx32(r2, r10, STACK.ttlWindow).or(r1, r2).stx32(r10, STACK.ttlWindow, r1);
  keepAddresses(a);
}

function emitUdp(a: Assembler, sourcePortBase: number, kind: ReceiveKind): void {
  a.comment('UDP to one of our 16 ports');
  a.jlt(r9, 8, 'pass').mov(r2, r7);
  emitLoad(a, kind, STACK.rest, 8);
  keepOurPort(a, STACK.rest + 2, sourcePortBase);
  keepHalf(a, STACK.rest, STACK.port);
  a.comment('empty and from a port of clients: a probe');
  emitHalf(a, r8, STACK.rest + 4);
  a.jlt(r8, 8, 'pass').jne(r8, 8, 'not-empty').jge(r1, FIRST_CLIENT_PORT, 'pass').label('not-empty');
  emitWhole(a, 'checked');
  a.jgt(r8, r9, 'pass').mov(r9, r8);
  a.ldx16(r1, r10, STACK.rest + 6).jeq(r1, 0, 'checked');
  emitMessageChecked(a, PROTOCOLS.udp);
  a.label('checked').st32(r10, STACK.cookie, 0).st32(r10, STACK.cookieMask, 0).mov(r8, OPEN);
  keepAddresses(a);
}

function emitEchoReply(a: Assembler, sourcePortBase: number, kind: ReceiveKind): void {
  a.comment('an echo reply to one of our 16 identifiers');
  a.jlt(r9, 12, 'pass').mov(r2, r7);
  emitLoad(a, kind, STACK.rest, 12);
  a.ldx8(r1, r10, STACK.rest).jne(r1, TYPE.echoReply, 'icmp');
  keepOurPort(a, STACK.rest + 4, sourcePortBase);
  emitWhole(a);
  emitMessageChecked(a, ICMP_PROTOCOL);
  keepWord(a, STACK.rest + 8, STACK.cookie);
  a.st32(r10, STACK.cookieMask, WHOLE).st32(r10, STACK.port, 0).mov(r8, OPEN);
  keepAddresses(a);
}

/** RFC 792: type, code, checksum, unused word, then the IPv4 header of our probe and at least 8 bytes behind it. */
function emitError(a: Assembler, protocol: 'tcp' | 'udp' | 'icmp', sourcePortBase: number, kind: ReceiveKind): void {
  const quotedIp = STACK.rest + ICMP_HEADER;
  a.comment('ICMP: unreachable or time exceeded, and the probe that it quotes').label('icmp');
  a.jlt(r9, ICMP_HEADER + IP_HEADER, 'pass');
  emitWhole(a);
  a.mov(r2, r7);
  emitLoad(a, kind, STACK.rest, ICMP_HEADER + IP_HEADER);
  a.ldx8(r1, r10, STACK.rest).jeq(r1, TYPE.destinationUnreachable, 'error').jne(r1, TYPE.timeExceeded, 'pass');
  a.label('error').lsh(r1, 8);
  a.ldx8(r2, r10, STACK.rest + 1)
    .or(r1, r2)
    .stx32(r10, STACK.icmp, r1);
  keepWord(a, IP + 12, STACK.icmpSource);
  a.ldx8(r8, r10, quotedIp).mov(r1, r8).rsh(r1, 4).jne(r1, 4, 'pass');
  a.and(r8, 15).lsh(r8, 2).jlt(r8, IP_HEADER, 'pass');
  a.ldx8(r1, r10, quotedIp + 9).jne(r1, PROTOCOLS[protocol], 'pass');
  emitHalf(a, r1, quotedIp + 6);
  a.jset(r1, 0x1fff, 'pass');
  keepWord(a, quotedIp + 12, STACK.ourAddress);
  keepWord(a, quotedIp + 16, STACK.address);
  a.mov(r2, r8)
    .add(r2, ICMP_HEADER + 8)
    .jgt(r2, r9, 'pass');
  a.mov(r2, r7).add(r2, r8).add(r2, ICMP_HEADER);
  emitLoad(a, kind, STACK.quoted, 8);
  emitMessageChecked(a, ICMP_PROTOCOL);
  a.st32(r10, STACK.cookieMask, protocol === 'tcp' ? WHOLE : LOW).mov(r8, FILTERED);
  if (protocol === 'icmp') {
    a.ldx8(r1, r10, STACK.quoted).jne(r1, TYPE.echo, 'pass').st32(r10, STACK.port, 0);
    keepOurPort(a, STACK.quoted + 4, sourcePortBase);
    keepHalf(a, STACK.quoted + 6, STACK.cookie);
    return;
  }
  keepOurPort(a, STACK.quoted, sourcePortBase);
  keepHalf(a, STACK.quoted + 2, STACK.port);
  if (protocol === 'tcp') {
    keepWord(a, STACK.quoted + 4, STACK.cookie);
    return;
  }
  keepHalf(a, quotedIp + 4, STACK.cookie);
  a.comment('from the host itself: closed');
  a.ldx32(r1, r10, STACK.icmp).jne(r1, (TYPE.destinationUnreachable << 8) | UNREACHABLE.port, 'known');
  a.ldx32(r1, r10, STACK.icmpSource).ldx32(r2, r10, STACK.address).jne(r1, r2, 'known').mov(r8, CLOSED);
}

const ARP_KINDS = 0x00010800;
const ARP_LENGTHS_AND_REPLY = 0x06040002;

/** The MAC address is told where other answers have their ICMP error. */
function emitArp(a: Assembler, memory: XdpMemory, kind: ReceiveKind): void {
  a.comment('an ARP reply');
  a.mov(r2, 0);
  emitLoad(a, kind, STACK.head, ETHERNET + 28);
  emitHalf(a, r1, STACK.head + 12);
  a.jne(r1, 0x0806, 'pass');
  emitWord(a, r1, IP, r2);
  a.jne32(r1, ARP_KINDS, 'pass');
  emitWord(a, r1, IP + 4, r2);
  a.jne32(r1, ARP_LENGTHS_AND_REPLY, 'pass');
  a.comment('from a MAC address that one host can have')
    .ldx8(r1, r10, IP + 8)
    .jset(r1, 1, 'pass');
  keepHalf(a, IP + 8, STACK.icmp);
  a.mov(r7, r1);
  keepWord(a, IP + 10, STACK.icmpSource);
  a.or(r7, r1).jeq(r7, 0, 'pass');
  keepWord(a, IP + 14, STACK.address);
  keepWord(a, IP + 24, STACK.ourAddress);
  a.st32(r10, STACK.port, 0).st32(r10, STACK.ttlWindow, 0).mov(r8, OPEN);
  a.comment('which pass it answers it does not say: the one that runs');
  emitRead(a, memory, 'passSlot', r1);
  a.stx32(r10, STACK.ourPort, r1);
}
