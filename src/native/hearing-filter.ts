// The filter of a listener (classic BPF, bpf(4)): what hosts say to all of their link, and nothing that this machine sends.
import * as cdp from '../wire/cdp.ts';
import * as ethernet from '../wire/ethernet.ts';
import { TYPE } from '../wire/icmpv6.ts';
import * as ipv4 from '../wire/ipv4.ts';
import * as ipv6 from '../wire/ipv6.ts';
import * as udp from '../wire/udp.ts';
import {
  type Instruction,
  JUMP_EQUAL,
  JUMP_SET,
  LOAD_BYTE,
  LOAD_HALF,
  LOAD_HALF_INDEXED,
  LOAD_IP_HEADER_LENGTH,
  LOAD_WORD,
  PACKET_TYPE,
  RETURN,
} from './classic-bpf.ts';
import { assemble, type Line } from './filter-lines.ts';

/** Bytes of a frame that are kept: whole frames, but for jumbo ones. */
export const HEARD_MOST = 2048;

/** DHCP, NetBIOS, SSDP, WS-Discovery, mDNS, LLMNR, MikroTik, Ubiquiti. */
export const HEARD_PORTS: readonly number[] = [67, 68, 137, 138, 1900, 3702, 5353, 5355, 5678, 10_001];

/** Echo replies and listener reports are how hosts answer who asks all of them. */
export const HEARD_ICMPV6: readonly number[] = [
  ...[TYPE.echoReply, TYPE.listenerReport, TYPE.listenerReport2, TYPE.routerSolicitation, TYPE.routerAdvertisement],
  ...[TYPE.neighbourSolicitation, TYPE.neighbourAdvertisement],
];

/** linux/if_packet.h: what this machine sends itself. */
const OUTGOING = 4;
const IP = ethernet.HEADER_LENGTH;
/** Where a hop-by-hop header says what follows it; it is as long as eight bytes where it holds a router alert alone. */
const EXTENSION = IP + ipv6.HEADER_LENGTH;

const jump = (operand: number, whenTrue?: string, whenFalse?: string, label?: string): Line => ({
  code: JUMP_EQUAL,
  operand,
  ...(label === undefined ? {} : { label }),
  ...(whenTrue === undefined ? {} : { whenTrue }),
  ...(whenFalse === undefined ? {} : { whenFalse }),
});

/**
 * Takes, of Ethernet frames that come in: ARP, LLDP, CDP, UDP from or to HEARD_PORTS (later fragments apart), over IPv6 too, and of
 * ICMPv6 what neighbours say of themselves. `onlyCable`: LLDP alone, where the rest is heard on the bridge or bond above.
 */
export function hearingFilter(onlyCable: boolean): Instruction[] {
  const cable: readonly Line[] = [
    { code: LOAD_BYTE, operand: PACKET_TYPE },
    jump(OUTGOING, 'drop'),
    { code: LOAD_HALF, operand: ethernet.OFFSET.etherType },
    jump(ethernet.TYPE_LLDP, 'take', onlyCable ? 'drop' : undefined),
  ];
  return assemble([
    ...cable,
    ...(onlyCable ? [] : rest()),
    { label: 'take', code: RETURN, operand: HEARD_MOST },
    { label: 'drop', code: RETURN, operand: 0 },
  ]);
}

/** Goes on with the EtherType in A. */
function rest(): Line[] {
  return [
    jump(ethernet.TYPE_ARP, 'take'),
    jump(ethernet.TYPE_IPV4, 'ipv4'),
    jump(ethernet.TYPE_IPV6, 'ipv6'),
    { code: LOAD_WORD, operand: IP },
    jump(cdp.SNAP_HIGH, undefined, 'drop'),
    { code: LOAD_WORD, operand: IP + 4 },
    jump(cdp.SNAP_LOW, 'take', 'drop'),

    { label: 'ipv4', code: LOAD_BYTE, operand: IP + ipv4.OFFSET.protocol },
    jump(ipv4.PROTOCOL_UDP, undefined, 'drop'),
    { code: LOAD_HALF, operand: IP + ipv4.OFFSET.flagsAndFragment },
    { code: JUMP_SET, operand: ipv4.FRAGMENT_OFFSET, whenTrue: 'drop' },
    { code: LOAD_IP_HEADER_LENGTH, operand: IP },
    { code: LOAD_HALF_INDEXED, operand: IP + udp.OFFSET.destinationPort },
    ...HEARD_PORTS.map((port) => jump(port, 'take')),
    { code: LOAD_HALF_INDEXED, operand: IP + udp.OFFSET.sourcePort },
    ...oneOf(HEARD_PORTS),

    { label: 'ipv6', code: LOAD_BYTE, operand: IP + ipv6.OFFSET.nextHeader },
    jump(ipv6.NEXT_ICMPV6, 'icmpv6'),
    jump(ipv6.NEXT_HOP_BY_HOP, undefined, 'udp6'),
    { code: LOAD_BYTE, operand: EXTENSION },
    jump(ipv6.NEXT_ICMPV6, undefined, 'drop'),
    { code: LOAD_BYTE, operand: EXTENSION + 8 },
    ...oneOf(HEARD_ICMPV6),
    { label: 'icmpv6', code: LOAD_BYTE, operand: EXTENSION },
    ...oneOf(HEARD_ICMPV6),
    jump(ipv6.NEXT_UDP, undefined, 'drop', 'udp6'),
    { code: LOAD_HALF, operand: EXTENSION + udp.OFFSET.destinationPort },
    ...HEARD_PORTS.map((port) => jump(port, 'take')),
    { code: LOAD_HALF, operand: EXTENSION + udp.OFFSET.sourcePort },
    ...oneOf(HEARD_PORTS),
  ];
}

/** Takes where A is one of them, drops else. */
function oneOf(values: readonly number[]): Line[] {
  return values.map((value, k) => jump(value, 'take', k === values.length - 1 ? 'drop' : undefined));
}
