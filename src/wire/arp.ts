// ARP for IPv4 over Ethernet (RFC 826).
//
//   0              2              4            5            6          8       14      18      24
//   hardware type  protocol type  hardware len protocol len operation  sender  sender  target  target
//                                                                      MAC     IPv4    MAC     IPv4
import { MAC_LENGTH } from './address.ts';
import { copy, holds, needRoom, readU16, readU32, writeU16, writeU32 } from './bytes.ts';

export const OFFSET = {
  hardwareType: 0,
  protocolType: 2,
  hardwareLength: 4,
  protocolLength: 5,
  operation: 6,
  senderMac: 8,
  senderAddress: 14,
  targetMac: 18,
  targetAddress: 24,
} as const;

/** Bytes. */
export const LENGTH = 28;

export const REQUEST = 1;
export const REPLY = 2;

export const HARDWARE_ETHERNET = 1;
export const PROTOCOL_IPV4 = 0x0800;
export const IPV4_LENGTH = 4;

export interface Arp {
  /** REQUEST or REPLY; others exist (IANA, "ARP parameters"). */
  readonly operation: number;
  /** 6 bytes. */
  readonly senderMac: Uint8Array;
  /** IPv4; 0 in a probe for an address one would like to use (RFC 5227). */
  readonly senderAddress: number;
  /** 6 bytes; zero in a request. */
  readonly targetMac: Uint8Array;
  readonly targetAddress: number;
}

/** 28 where an ARP packet for IPv4 over Ethernet is there, else 0. */
export function check(bytes: Uint8Array, offset: number, length: number): number {
  if (!holds(bytes, offset, length, LENGTH)) return 0;
  const isIpv4OverEthernet =
    readU16(bytes, offset + OFFSET.hardwareType) === HARDWARE_ETHERNET &&
    readU16(bytes, offset + OFFSET.protocolType) === PROTOCOL_IPV4 &&
    bytes[offset + OFFSET.hardwareLength] === MAC_LENGTH &&
    bytes[offset + OFFSET.protocolLength] === IPV4_LENGTH;
  return isIpv4OverEthernet ? LENGTH : 0;
}

export function operation(bytes: Uint8Array, offset: number): number {
  return readU16(bytes, offset + OFFSET.operation);
}

export function senderAddress(bytes: Uint8Array, offset: number): number {
  return readU32(bytes, offset + OFFSET.senderAddress);
}

export function targetAddress(bytes: Uint8Array, offset: number): number {
  return readU32(bytes, offset + OFFSET.targetAddress);
}

export function parse(bytes: Uint8Array, offset: number, length: number): Arp | null {
  if (check(bytes, offset, length) === 0) return null;
  return {
    operation: operation(bytes, offset),
    senderMac: copy(bytes, offset + OFFSET.senderMac, offset + OFFSET.senderMac + MAC_LENGTH),
    senderAddress: senderAddress(bytes, offset),
    targetMac: copy(bytes, offset + OFFSET.targetMac, offset + OFFSET.targetMac + MAC_LENGTH),
    targetAddress: targetAddress(bytes, offset),
  };
}

/** Writes the packet, without the Ethernet header; returns 28. */
export function emit(bytes: Uint8Array, offset: number, packet: Arp): number {
  needRoom(bytes, offset, LENGTH);
  writeU16(bytes, offset + OFFSET.hardwareType, HARDWARE_ETHERNET);
  writeU16(bytes, offset + OFFSET.protocolType, PROTOCOL_IPV4);
  bytes[offset + OFFSET.hardwareLength] = MAC_LENGTH;
  bytes[offset + OFFSET.protocolLength] = IPV4_LENGTH;
  writeU16(bytes, offset + OFFSET.operation, packet.operation);
  bytes.set(packet.senderMac, offset + OFFSET.senderMac);
  writeU32(bytes, offset + OFFSET.senderAddress, packet.senderAddress);
  bytes.set(packet.targetMac, offset + OFFSET.targetMac);
  writeU32(bytes, offset + OFFSET.targetAddress, packet.targetAddress);
  return LENGTH;
}
