// The filter of a scan's ring: answers to its probes, and nothing else.
import * as arp from '../wire/arp.ts';
import * as ethernet from '../wire/ethernet.ts';
import * as icmp from '../wire/icmp-codes.ts';
import * as ipv4 from '../wire/ipv4.ts';
import * as udp from '../wire/udp.ts';
import {
  AND,
  type Instruction,
  JUMP_EQUAL,
  JUMP_SET,
  LOAD_BYTE,
  LOAD_BYTE_INDEXED,
  LOAD_HALF,
  LOAD_HALF_INDEXED,
  LOAD_IP_HEADER_LENGTH,
  PACKET_TYPE,
  RETURN,
  TO_ANOTHER,
} from './classic-bpf.ts';

/** Bytes of a frame that are kept: all of a packet whose checksum is looked at (src/probe/answer.ts, MOST_CHECKED). */
export const SNAP_LENGTH = ethernet.HEADER_LENGTH + ipv4.MIN_HEADER_LENGTH + ipv4.MAX_OPTIONS_LENGTH + 2048;

const PROTOCOLS = { tcp: ipv4.PROTOCOL_TCP, udp: ipv4.PROTOCOL_UDP } as const;
/** TCP and UDP have it at the same place. */
const DESTINATION_PORT = udp.OFFSET.destinationPort;

const PASS: Instruction = [RETURN, 0, 0, SNAP_LENGTH];
const DROP: Instruction = [RETURN, 0, 0, 0];

/** Packets that may answer a probe, ICMP errors apart. */
export interface Answers {
  /** `any`: all of TCP, UDP and ICMP. */
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'arp' | 'any';
  /** First of the 16 ports that ask, a multiple of 16; of echo requests the identifier. ARP has none. */
  readonly portBase: number;
  /** Of TCP and UDP: how many ports, a power of two, from a multiple of it on; 16 unless told. */
  readonly portCount?: number;
}

/** Takes nothing. */
export const NOTHING: readonly Instruction[] = [DROP];

/**
 * Takes IPv4, later fragments apart, that is TCP or UDP to one of the 16 ports, a reply of ICMP to one of them, or an ICMP
 * error; or, for ARP, replies alone; and of all that nothing that the kernel would not take for itself. `linkHeader` is
 * 14 with Ethernet and 0 without.
 */
export function answersFilter(linkHeader: 0 | 14, answers: Answers): Instruction[] {
  const filter = answersOfAnybody(linkHeader, answers);
  return [[LOAD_BYTE, 0, 0, PACKET_TYPE], [JUMP_EQUAL, filter.length - 1, 0, TO_ANOTHER], ...filter];
}

/** The last instruction drops. */
function answersOfAnybody(linkHeader: 0 | 14, { protocol, portBase, portCount = 16 }: Answers): Instruction[] {
  if (protocol === 'arp') return linkHeader === 0 ? [DROP] : arpFilter();
  const ip = linkHeader;
  const body = bodyOf(protocol, ip, portBase, portCount);
  const toDrop = (from: number): number => HEAD_LENGTH + body.length - 2 - from;
  const filter: Instruction[] = [
    [LOAD_BYTE, 0, 0, ip],
    [AND, 0, 0, 0xf0],
    [JUMP_EQUAL, 0, toDrop(2), ipv4.VERSION << 4],
    [LOAD_HALF, 0, 0, ip + ipv4.OFFSET.flagsAndFragment],
    [JUMP_SET, toDrop(4), 0, ipv4.FRAGMENT_OFFSET],
    [LOAD_IP_HEADER_LENGTH, 0, 0, ip],
    [LOAD_BYTE, 0, 0, ip + ipv4.OFFSET.protocol],
    ...body,
  ];
  if (linkHeader === 0) return filter;
  return [
    [LOAD_HALF, 0, 0, ethernet.OFFSET.etherType],
    [JUMP_EQUAL, 0, filter.length - 1, ethernet.TYPE_IPV4],
    ...filter,
  ];
}

function bodyOf(
  protocol: Exclude<Answers['protocol'], 'arp'>,
  ip: number,
  portBase: number,
  portCount: number,
): Instruction[] {
  if (protocol === 'icmp') return echoBody(ip, portBase);
  return protocol === 'any' ? anyBody(ip, portBase) : portBody(ip, PROTOCOLS[protocol], portBase, portCount);
}

/** Instructions of `answersFilter` before the body, whose last is what drops. */
const HEAD_LENGTH = 7;

/** Goes on with the protocol's number in A, and the IPv4 header's length in X. */
function portBody(ip: number, protocol: number, portBase: number, portCount: number): Instruction[] {
  return [
    [JUMP_EQUAL, 0, 3, protocol],
    [LOAD_HALF_INDEXED, 0, 0, ip + DESTINATION_PORT],
    [AND, 0, 0, 0x10000 - portCount],
    [JUMP_EQUAL, 4, 5, portBase],
    [JUMP_EQUAL, 0, 4, ipv4.PROTOCOL_ICMP],
    [LOAD_BYTE_INDEXED, 0, 0, ip + icmp.OFFSET.type],
    [JUMP_EQUAL, 1, 0, icmp.TYPE.destinationUnreachable],
    [JUMP_EQUAL, 0, 1, icmp.TYPE.timeExceeded],
    PASS,
    DROP,
  ];
}

/** As `portBody`. */
function echoBody(ip: number, portBase: number): Instruction[] {
  return [
    [JUMP_EQUAL, 0, 8, ipv4.PROTOCOL_ICMP],
    [LOAD_BYTE_INDEXED, 0, 0, ip + icmp.OFFSET.type],
    [JUMP_EQUAL, 5, 0, icmp.TYPE.destinationUnreachable],
    [JUMP_EQUAL, 4, 0, icmp.TYPE.timeExceeded],
    [JUMP_EQUAL, 0, 4, icmp.TYPE.echoReply],
    [LOAD_HALF_INDEXED, 0, 0, ip + icmp.OFFSET.identifier],
    [AND, 0, 0, 0xfff0],
    [JUMP_EQUAL, 0, 1, portBase],
    PASS,
    DROP,
  ];
}

/** As `portBody`: TCP and UDP to one of the 16 ports, replies of ICMP to one of them, and ICMP errors. */
function anyBody(ip: number, portBase: number): Instruction[] {
  return [
    [JUMP_EQUAL, 3, 0, ipv4.PROTOCOL_TCP],
    [JUMP_EQUAL, 2, 0, ipv4.PROTOCOL_UDP],
    [JUMP_EQUAL, 4, 0, ipv4.PROTOCOL_ICMP],
    DROP,
    [LOAD_HALF_INDEXED, 0, 0, ip + DESTINATION_PORT],
    [AND, 0, 0, 0xfff0],
    [JUMP_EQUAL, 9, 10, portBase],
    [LOAD_BYTE_INDEXED, 0, 0, ip + icmp.OFFSET.type],
    [JUMP_EQUAL, 7, 0, icmp.TYPE.destinationUnreachable],
    [JUMP_EQUAL, 6, 0, icmp.TYPE.timeExceeded],
    [JUMP_EQUAL, 2, 0, icmp.TYPE.echoReply],
    [JUMP_EQUAL, 1, 0, icmp.TYPE.timestampReply],
    [JUMP_EQUAL, 0, 4, icmp.TYPE.maskReply],
    [LOAD_HALF_INDEXED, 0, 0, ip + icmp.OFFSET.identifier],
    [AND, 0, 0, 0xfff0],
    [JUMP_EQUAL, 0, 1, portBase],
    PASS,
    DROP,
  ];
}

function arpFilter(): Instruction[] {
  return [
    [LOAD_HALF, 0, 0, ethernet.OFFSET.etherType],
    [JUMP_EQUAL, 0, 3, ethernet.TYPE_ARP],
    [LOAD_HALF, 0, 0, ethernet.HEADER_LENGTH + arp.OFFSET.operation],
    [JUMP_EQUAL, 0, 1, arp.REPLY],
    PASS,
    DROP,
  ];
}
