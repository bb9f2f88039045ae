// Frames that machines send, written by hand: nothing is made for a packet but its bytes.
//
//   out   0          14                34
//         Ethernet   IPv4, no options  TCP, UDP or ICMP
import * as arp from '../../src/wire/arp.ts';
import { writeU16, writeU32 } from '../../src/wire/bytes.ts';
import { finish, finishNeverZero, pseudoHeaderSum, sum } from '../../src/wire/checksum.ts';
import * as ethernet from '../../src/wire/ethernet.ts';
import * as ipv4 from '../../src/wire/ipv4.ts';
import * as tcp from '../../src/wire/tcp.ts';
import * as udp from '../../src/wire/udp.ts';
import { FRAME_LIMIT } from '../machines/tuntap.ts';
import type { Identification } from './host.ts';
import { type Machine, nextIdentification } from './machine.ts';

export const IP_AT = ethernet.HEADER_LENGTH;
export const PAYLOAD_AT = IP_AT + ipv4.MIN_HEADER_LENGTH;
/** What an IPv4 packet carries at the most in one frame. */
export const PAYLOAD_MOST = 1500 - ipv4.MIN_HEADER_LENGTH;

/** The frame that is being made; whoever sends it takes it from here. */
export const out = new Uint8Array(FRAME_LIMIT);

/** To the link address at `peerMac` of `from`. */
function emitEthernet(machine: Machine, from: Uint8Array, peerMac: number, type: number): void {
  for (let k = 0; k < 6; k++) out[k] = from[peerMac + k];
  for (let k = 0; k < 6; k++) out[6 + k] = machine.mac[k];
  writeU16(out, ethernet.OFFSET.etherType, type);
}

/** Headers for `length` bytes that stand at PAYLOAD_AT already; returns the frame's length. */
export function emitIpv4(
  machine: Machine,
  from: Uint8Array,
  peerMac: number,
  peer: number,
  protocol: number,
  ttl: number,
  dontFragment: boolean,
  identification: Identification,
  length: number,
): number {
  emitEthernet(machine, from, peerMac, ethernet.TYPE_IPV4);
  out[IP_AT] = 0x45;
  out[IP_AT + ipv4.OFFSET.typeOfService] = 0;
  writeU16(out, IP_AT + ipv4.OFFSET.totalLength, ipv4.MIN_HEADER_LENGTH + length);
  writeU16(out, IP_AT + ipv4.OFFSET.identification, nextIdentification(machine, identification));
  writeU16(out, IP_AT + ipv4.OFFSET.flagsAndFragment, dontFragment ? ipv4.DONT_FRAGMENT : 0);
  out[IP_AT + ipv4.OFFSET.ttl] = ttl;
  out[IP_AT + ipv4.OFFSET.protocol] = protocol;
  writeU16(out, IP_AT + ipv4.OFFSET.checksum, 0);
  writeU32(out, IP_AT + ipv4.OFFSET.source, machine.address);
  writeU32(out, IP_AT + ipv4.OFFSET.destination, peer);
  writeU16(out, IP_AT + ipv4.OFFSET.checksum, finish(sum(out, IP_AT, ipv4.MIN_HEADER_LENGTH, 0)));
  return PAYLOAD_AT + length;
}

/** A segment whose options (`optionsLength` bytes) and data (`dataLength`) stand behind the header's place already. */
export function emitTcp(
  machine: Machine,
  from: Uint8Array,
  peerMac: number,
  peer: number,
  port: number,
  peerPort: number,
  sequence: number,
  acknowledgement: number,
  flags: number,
  window: number,
  optionsLength: number,
  dataLength: number,
): number {
  const header = tcp.MIN_HEADER_LENGTH + optionsLength;
  const length = header + dataLength;
  writeU16(out, PAYLOAD_AT + tcp.OFFSET.sourcePort, port);
  writeU16(out, PAYLOAD_AT + tcp.OFFSET.destinationPort, peerPort);
  writeU32(out, PAYLOAD_AT + tcp.OFFSET.sequence, sequence);
  writeU32(out, PAYLOAD_AT + tcp.OFFSET.acknowledgement, acknowledgement);
  out[PAYLOAD_AT + tcp.OFFSET.dataOffset] = (header >>> 2) << 4;
  out[PAYLOAD_AT + tcp.OFFSET.flags] = flags;
  writeU16(out, PAYLOAD_AT + tcp.OFFSET.window, window);
  writeU16(out, PAYLOAD_AT + tcp.OFFSET.checksum, 0);
  writeU16(out, PAYLOAD_AT + tcp.OFFSET.urgentPointer, 0);
  const initial = pseudoHeaderSum(machine.address, peer, ipv4.PROTOCOL_TCP, length);
  writeU16(out, PAYLOAD_AT + tcp.OFFSET.checksum, finish(sum(out, PAYLOAD_AT, length, initial)));
  const { ttl, dontFragment, identification } = machine.stack;
  const number =
    (flags & tcp.SYN) !== 0
      ? identification.handshake
      : (flags & tcp.RST) !== 0
        ? identification.reset
        : identification.other;
  return emitIpv4(machine, from, peerMac, peer, ipv4.PROTOCOL_TCP, ttl, dontFragment, number, length);
}

/** A datagram; null where it does not fit a frame. */
export function emitUdp(
  machine: Machine,
  from: Uint8Array,
  peerMac: number,
  peer: number,
  port: number,
  peerPort: number,
  payload: Uint8Array,
): number {
  const length = udp.HEADER_LENGTH + payload.length;
  if (length > PAYLOAD_MOST) throw new RangeError(`${payload.length} bytes are too long for a datagram in one frame`);
  writeU16(out, PAYLOAD_AT + udp.OFFSET.sourcePort, port);
  writeU16(out, PAYLOAD_AT + udp.OFFSET.destinationPort, peerPort);
  writeU16(out, PAYLOAD_AT + udp.OFFSET.length, length);
  writeU16(out, PAYLOAD_AT + udp.OFFSET.checksum, 0);
  out.set(payload, PAYLOAD_AT + udp.HEADER_LENGTH);
  const initial = pseudoHeaderSum(machine.address, peer, ipv4.PROTOCOL_UDP, length);
  writeU16(out, PAYLOAD_AT + udp.OFFSET.checksum, finishNeverZero(sum(out, PAYLOAD_AT, length, initial)));
  const { ttl, identification } = machine.stack;
  return emitIpv4(machine, from, peerMac, peer, ipv4.PROTOCOL_UDP, ttl, false, identification.other, length);
}

/** An ARP packet that says `address` is at `mac`; to the link address at `peerMac` of `from`. Returns the frame's length. */
export function emitArp(
  mac: Uint8Array,
  address: number,
  from: Uint8Array,
  peerMac: number,
  peer: number,
  operation: number,
): number {
  for (let k = 0; k < 6; k++) {
    out[k] = from[peerMac + k];
    out[6 + k] = mac[k];
    out[IP_AT + arp.OFFSET.senderMac + k] = mac[k];
    out[IP_AT + arp.OFFSET.targetMac + k] = operation === arp.REPLY ? from[peerMac + k] : 0;
  }
  writeU16(out, ethernet.OFFSET.etherType, ethernet.TYPE_ARP);
  writeU16(out, IP_AT + arp.OFFSET.hardwareType, arp.HARDWARE_ETHERNET);
  writeU16(out, IP_AT + arp.OFFSET.protocolType, arp.PROTOCOL_IPV4);
  out[IP_AT + arp.OFFSET.hardwareLength] = 6;
  out[IP_AT + arp.OFFSET.protocolLength] = 4;
  writeU16(out, IP_AT + arp.OFFSET.operation, operation);
  writeU32(out, IP_AT + arp.OFFSET.senderAddress, address);
  writeU32(out, IP_AT + arp.OFFSET.targetAddress, peer);
  out.fill(0, IP_AT + arp.LENGTH, ethernet.MIN_FRAME_LENGTH);
  return ethernet.MIN_FRAME_LENGTH;
}
