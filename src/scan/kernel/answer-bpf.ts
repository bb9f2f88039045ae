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
  BpfError,
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
import { MAC_LENGTH } from '../../wire/address.ts';
import * as arp from '../../wire/arp.ts';
import * as ethernet from '../../wire/ethernet.ts';
import * as icmp from '../../wire/icmp.ts';
import { TYPE, UNREACHABLE } from '../../wire/icmp-codes.ts';
import * as ipv4 from '../../wire/ipv4.ts';
import * as tcp from '../../wire/tcp.ts';
import * as udp from '../../wire/udp.ts';
import { CLOSED, FILTERED, OPEN } from '../state/ledger.ts';
import { emitHeaderChecked, emitMessageChecked } from './checksum-bpf.ts';
import { emitRead } from './lookup-bpf.ts';
import type { XdpMemory } from './memory.ts';
import type { ReceiveKind, ReceivePlace } from './receive/place.ts';
import { STACK } from './receive/stack.ts';

/** Where on the stack an Ethernet frame's packet begins, and where what its IPv4 header carries was loaded to. */
const IP = STACK.head + ethernet.HEADER_LENGTH;
const BODY = STACK.rest;
const IP_HEADER = ipv4.MIN_HEADER_LENGTH;
const PROTOCOLS = { tcp: ipv4.PROTOCOL_TCP, udp: ipv4.PROTOCOL_UDP, icmp: ipv4.PROTOCOL_ICMP } as const;
/** Of what was quoted of a TCP segment, a datagram or an echo request, so many bytes are there. */
const QUOTED = tcp.MIN_QUOTED_LENGTH;
/** The cookie of an echo reply. */
const ECHO_COOKIE_END = icmp.OFFSET.data + 4;
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
  if (protocol === 'any') throw new BpfError('E_BPF', 'a probe of several protocols is for the raw engine alone');
  if (kind === 'socketFilter') {
    a.comment('to another MAC address, or to a VLAN that is not there');
    a.ldx32(r1, r6, SK_BUFF.packetType).jeq(r1, TO_ANOTHER, 'pass');
  }
  if (protocol === 'arp') {
    emitArp(a, memory, kind);
    return;
  }
  emitIpv4(a, place);
  if (protocol !== 'icmp') a.jeq(r1, PROTOCOLS.icmp, 'icmp');
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
    emitHalf(a, r1, STACK.head + ethernet.OFFSET.etherType);
    a.jne(r1, ethernet.TYPE_IPV4, 'pass');
  }
  a.ldx8(r7, r10, IP)
    .mov(r1, r7)
    .rsh(r1, 4)
    .jne(r1, ipv4.VERSION, 'pass')
    .and(r7, 15)
    .lsh(r7, 2)
    .jlt(r7, IP_HEADER, 'pass');
  emitHalf(a, r1, IP + ipv4.OFFSET.flagsAndFragment);
  a.jset(r1, ipv4.FRAGMENT_OFFSET, 'pass');
  a.comment('its total length: no less than the header, no more than came');
  emitHalf(a, r9, IP + ipv4.OFFSET.totalLength);
  a.jlt(r9, r7, 'pass');
  if (kind === 'xdp') a.ldx32(r1, r6, XDP_MD.dataEnd).ldx32(r2, r6, XDP_MD.data).sub(r1, r2);
  else a.ldx32(r1, r6, SK_BUFF.length);
  a.mov(r2, r9).add(r2, linkHeader).jgt(r2, r1, 'pass');
  emitHeaderChecked(a, linkHeader);
  a.ldx8(r1, r10, IP + ipv4.OFFSET.ttl)
    .lsh(r1, 16)
    .stx32(r10, STACK.ttlWindow, r1);
  a.sub(r9, r7)
    .add(r7, linkHeader)
    .ldx8(r1, r10, IP + ipv4.OFFSET.protocol);
}

/** A part of a message cannot be checked. */
function emitWhole(a: Assembler, label = 'pass'): void {
  emitHalf(a, r1, IP + ipv4.OFFSET.flagsAndFragment);
  a.jset(r1, ipv4.MORE_FRAGMENTS, label);
}

/** Who answers whom, where it is no ICMP error. */
function keepAddresses(a: Assembler): void {
  keepWord(a, IP + ipv4.OFFSET.source, STACK.address);
  keepWord(a, IP + ipv4.OFFSET.destination, STACK.ourAddress);
  a.st32(r10, STACK.icmp, 0).st32(r10, STACK.icmpSource, 0).ja('known');
}

function emitTcp(a: Assembler, sourcePortBase: number, kind: ReceiveKind): void {
  a.comment('TCP to one of our 16 ports');
  a.jlt(r9, tcp.MIN_HEADER_LENGTH, 'pass').mov(r2, r7);
  emitLoad(a, kind, BODY, tcp.MIN_HEADER_LENGTH);
  keepOurPort(a, BODY + tcp.OFFSET.destinationPort, sourcePortBase);
  emitWhole(a);
  a.ldx8(r1, r10, BODY + tcp.OFFSET.dataOffset)
    .rsh(r1, 4)
    .lsh(r1, 2);
  a.jlt(r1, tcp.MIN_HEADER_LENGTH, 'pass').jgt(r1, r9, 'pass');
  keepHalf(a, BODY + tcp.OFFSET.sourcePort, STACK.port);
  a.ldx8(r1, r10, BODY + tcp.OFFSET.flags)
    .mov(r2, r1)
    .and(r2, tcp.ACK)
    .jeq(r2, 0, 'pass')
    .mov(r8, CLOSED);
  a.mov(r2, r1).and(r2, tcp.RST).jne(r2, 0, 'answer').mov(r8, OPEN).and(r1, tcp.SYN).jeq(r1, 0, 'pass').label('answer');
  emitMessageChecked(a, PROTOCOLS.tcp);
  emitWord(a, r1, BODY + tcp.OFFSET.acknowledgement, r2);
  a.sub32(r1, 1).stx32(r10, STACK.cookie, r1).st32(r10, STACK.cookieMask, WHOLE);
  emitHalf(a, r1, BODY + tcp.OFFSET.window);
  a.ldx32(r2, r10, STACK.ttlWindow).or(r1, r2).stx32(r10, STACK.ttlWindow, r1);
  keepAddresses(a);
}

function emitUdp(a: Assembler, sourcePortBase: number, kind: ReceiveKind): void {
  a.comment('UDP to one of our 16 ports');
  a.jlt(r9, udp.HEADER_LENGTH, 'pass').mov(r2, r7);
  emitLoad(a, kind, BODY, udp.HEADER_LENGTH);
  keepOurPort(a, BODY + udp.OFFSET.destinationPort, sourcePortBase);
  keepHalf(a, BODY + udp.OFFSET.sourcePort, STACK.port);
  a.comment('empty and from a port of clients: a probe');
  emitHalf(a, r8, BODY + udp.OFFSET.length);
  a.jlt(r8, udp.HEADER_LENGTH, 'pass')
    .jne(r8, udp.HEADER_LENGTH, 'not-empty')
    .jge(r1, FIRST_CLIENT_PORT, 'pass')
    .label('not-empty');
  emitWhole(a, 'checked');
  a.jgt(r8, r9, 'pass').mov(r9, r8);
  a.ldx16(r1, r10, BODY + udp.OFFSET.checksum).jeq(r1, 0, 'checked');
  emitMessageChecked(a, PROTOCOLS.udp);
  a.label('checked').st32(r10, STACK.cookie, 0).st32(r10, STACK.cookieMask, 0).mov(r8, OPEN);
  keepAddresses(a);
}

function emitEchoReply(a: Assembler, sourcePortBase: number, kind: ReceiveKind): void {
  a.comment('an echo reply to one of our 16 identifiers');
  a.jlt(r9, ECHO_COOKIE_END, 'pass').mov(r2, r7);
  emitLoad(a, kind, BODY, ECHO_COOKIE_END);
  a.ldx8(r1, r10, BODY + icmp.OFFSET.type).jne(r1, TYPE.echoReply, 'icmp');
  keepOurPort(a, BODY + icmp.OFFSET.identifier, sourcePortBase);
  emitWhole(a);
  emitMessageChecked(a, PROTOCOLS.icmp);
  keepWord(a, BODY + icmp.OFFSET.data, STACK.cookie);
  a.st32(r10, STACK.cookieMask, WHOLE).st32(r10, STACK.port, 0).mov(r8, OPEN);
  keepAddresses(a);
}

/** RFC 792: type, code, checksum, unused word, then the IPv4 header of our probe and at least 8 bytes behind it. */
function emitError(a: Assembler, protocol: 'tcp' | 'udp' | 'icmp', sourcePortBase: number, kind: ReceiveKind): void {
  const quotedIp = BODY + icmp.OFFSET.data;
  a.comment('ICMP: unreachable or time exceeded, and the probe that it quotes').label('icmp');
  a.jlt(r9, icmp.HEADER_LENGTH + IP_HEADER, 'pass');
  emitWhole(a);
  a.mov(r2, r7);
  emitLoad(a, kind, BODY, icmp.HEADER_LENGTH + IP_HEADER);
  a.ldx8(r1, r10, BODY + icmp.OFFSET.type)
    .jeq(r1, TYPE.destinationUnreachable, 'error')
    .jne(r1, TYPE.timeExceeded, 'pass');
  a.label('error').lsh(r1, 8);
  a.ldx8(r2, r10, BODY + icmp.OFFSET.code)
    .or(r1, r2)
    .stx32(r10, STACK.icmp, r1);
  keepWord(a, IP + ipv4.OFFSET.source, STACK.icmpSource);
  a.ldx8(r8, r10, quotedIp).mov(r1, r8).rsh(r1, 4).jne(r1, ipv4.VERSION, 'pass');
  a.and(r8, 15).lsh(r8, 2).jlt(r8, IP_HEADER, 'pass');
  a.ldx8(r1, r10, quotedIp + ipv4.OFFSET.protocol).jne(r1, PROTOCOLS[protocol], 'pass');
  emitHalf(a, r1, quotedIp + ipv4.OFFSET.flagsAndFragment);
  a.jset(r1, ipv4.FRAGMENT_OFFSET, 'pass');
  keepWord(a, quotedIp + ipv4.OFFSET.source, STACK.ourAddress);
  keepWord(a, quotedIp + ipv4.OFFSET.destination, STACK.address);
  a.mov(r2, r8)
    .add(r2, icmp.HEADER_LENGTH + QUOTED)
    .jgt(r2, r9, 'pass');
  a.mov(r2, r7).add(r2, r8).add(r2, icmp.HEADER_LENGTH);
  emitLoad(a, kind, STACK.quoted, QUOTED);
  emitMessageChecked(a, PROTOCOLS.icmp);
  a.st32(r10, STACK.cookieMask, protocol === 'tcp' ? WHOLE : LOW).mov(r8, FILTERED);
  if (protocol === 'icmp') {
    a.ldx8(r1, r10, STACK.quoted + icmp.OFFSET.type)
      .jne(r1, TYPE.echo, 'pass')
      .st32(r10, STACK.port, 0);
    keepOurPort(a, STACK.quoted + icmp.OFFSET.identifier, sourcePortBase);
    keepHalf(a, STACK.quoted + icmp.OFFSET.sequence, STACK.cookie);
    return;
  }
  keepOurPort(a, STACK.quoted + tcp.OFFSET.sourcePort, sourcePortBase);
  keepHalf(a, STACK.quoted + tcp.OFFSET.destinationPort, STACK.port);
  if (protocol === 'tcp') {
    keepWord(a, STACK.quoted + tcp.OFFSET.sequence, STACK.cookie);
    return;
  }
  keepHalf(a, quotedIp + ipv4.OFFSET.identification, STACK.cookie);
  a.comment('from the host itself: closed');
  a.ldx32(r1, r10, STACK.icmp).jne(r1, (TYPE.destinationUnreachable << 8) | UNREACHABLE.port, 'known');
  a.ldx32(r1, r10, STACK.icmpSource).ldx32(r2, r10, STACK.address).jne(r1, r2, 'known').mov(r8, CLOSED);
}

/** The first two words of an ARP reply. */
const ARP_KINDS = (arp.HARDWARE_ETHERNET << 16) | arp.PROTOCOL_IPV4;
const ARP_LENGTHS_AND_REPLY = (MAC_LENGTH << 24) | (arp.IPV4_LENGTH << 16) | arp.REPLY;

/** The MAC address is told where other answers have their ICMP error. */
function emitArp(a: Assembler, memory: XdpMemory, kind: ReceiveKind): void {
  a.comment('an ARP reply');
  a.mov(r2, 0);
  emitLoad(a, kind, STACK.head, ethernet.HEADER_LENGTH + arp.LENGTH);
  emitHalf(a, r1, STACK.head + ethernet.OFFSET.etherType);
  a.jne(r1, ethernet.TYPE_ARP, 'pass');
  emitWord(a, r1, IP + arp.OFFSET.hardwareType, r2);
  a.jne32(r1, ARP_KINDS, 'pass');
  emitWord(a, r1, IP + arp.OFFSET.hardwareLength, r2);
  a.jne32(r1, ARP_LENGTHS_AND_REPLY, 'pass');
  a.comment('from a MAC address that one host can have')
    .ldx8(r1, r10, IP + arp.OFFSET.senderMac)
    .jset(r1, 1, 'pass');
  keepHalf(a, IP + arp.OFFSET.senderMac, STACK.icmp);
  a.mov(r7, r1);
  keepWord(a, IP + arp.OFFSET.senderMac + 2, STACK.icmpSource);
  a.or(r7, r1).jeq(r7, 0, 'pass');
  keepWord(a, IP + arp.OFFSET.senderAddress, STACK.address);
  keepWord(a, IP + arp.OFFSET.targetAddress, STACK.ourAddress);
  a.st32(r10, STACK.port, 0).st32(r10, STACK.ttlWindow, 0).mov(r8, OPEN);
  a.comment('which pass it answers it does not say: the one that runs');
  emitRead(a, memory, 'passSlot', r1);
  a.stx32(r10, STACK.ourPort, r1);
}
