// DHCP for IPv4 (RFC 2131; options: RFC 2132), what hosts say of themselves when they come to a network.
//
//   0          1         2         3     4    8     10     12      16      20      24      28      44     108   236    240
//   operation  hardware  its len.  hops  xid  secs  flags  ciaddr  yiaddr  siaddr  giaddr  chaddr  sname  file  magic  options
//   an option: code 1, length 1, value; 0 fills up, 255 ends
import { copy, holds, needRoom, readU16, readU32, writeU16, writeU32 } from './bytes.ts';

export const OFFSET = {
  operation: 0,
  hardwareType: 1,
  hardwareLength: 2,
  transaction: 4,
  flags: 10,
  clientAddress: 12,
  yourAddress: 16,
  serverAddress: 20,
  relayAddress: 24,
  clientMac: 28,
  magic: 236,
  options: 240,
} as const;

/** Bytes, to the options. */
export const HEADER_LENGTH = 240;
const MAGIC = 0x63825363;
const MAC_LENGTH = 6;
const ETHERNET = 1;

export const REQUEST = 1;
export const REPLY = 2;

export const OPTION = {
  pad: 0,
  mask: 1,
  routers: 3,
  nameServers: 6,
  hostName: 12,
  domain: 15,
  requestedAddress: 50,
  messageType: 53,
  server: 54,
  vendorClass: 60,
  clientName: 81,
  end: 255,
} as const;

/** Of option 53. */
export const MESSAGE = {
  discover: 1,
  offer: 2,
  request: 3,
  decline: 4,
  acknowledge: 5,
  refuse: 6,
  release: 7,
  inform: 8,
} as const;

const OPTIONS_MOST = 128;

export interface DhcpOption {
  readonly code: number;
  readonly value: Uint8Array;
}

export interface Dhcp {
  /** REQUEST: from a client; REPLY: from a server. */
  readonly operation: number;
  readonly transaction: number;
  readonly flags: number;
  readonly clientAddress: number;
  readonly yourAddress: number;
  readonly serverAddress: number;
  readonly relayAddress: number;
  /** 6 bytes. */
  readonly clientMac: Uint8Array;
  /** In the order they stand; `emit` writes the end behind them. */
  readonly options: readonly DhcpOption[];
}

/** 240 where a DHCP message of an Ethernet client is there, else 0. */
export function check(bytes: Uint8Array, offset: number, length: number): number {
  if (!holds(bytes, offset, length, HEADER_LENGTH)) return 0;
  const isRight =
    readU32(bytes, offset + OFFSET.magic) === MAGIC &&
    bytes[offset + OFFSET.hardwareType] === ETHERNET &&
    bytes[offset + OFFSET.hardwareLength] === MAC_LENGTH;
  return isRight ? HEADER_LENGTH : 0;
}

export function operation(bytes: Uint8Array, offset: number): number {
  return bytes[offset + OFFSET.operation];
}

export function clientAddress(bytes: Uint8Array, offset: number): number {
  return readU32(bytes, offset + OFFSET.clientAddress);
}

export function yourAddress(bytes: Uint8Array, offset: number): number {
  return readU32(bytes, offset + OFFSET.yourAddress);
}

/** The options, one that was cut into several joined (RFC 3396); what does not fit ends the list. */
export function options(bytes: Uint8Array, offset: number, length: number): ReadonlyMap<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  for (const { code, value } of optionList(bytes, offset, length)) {
    const before = found.get(code);
    if (before === undefined) found.set(code, value);
    else {
      const whole = new Uint8Array(before.length + value.length);
      whole.set(before);
      whole.set(value, before.length);
      found.set(code, whole);
    }
  }
  return found;
}

function optionList(bytes: Uint8Array, offset: number, length: number): DhcpOption[] {
  const list: DhcpOption[] = [];
  const end = offset + length;
  let at = offset + OFFSET.options;
  while (at < end && list.length < OPTIONS_MOST) {
    const code = bytes[at];
    if (code === OPTION.end) break;
    if (code === OPTION.pad) {
      at++;
      continue;
    }
    if (at + 2 > end || at + 2 + bytes[at + 1] > end) break;
    list.push({ code, value: copy(bytes, at + 2, at + 2 + bytes[at + 1]) });
    at += 2 + bytes[at + 1];
  }
  return list;
}

/** The addresses in an option's value, at most `most`. */
export function addressesIn(value: Uint8Array | undefined, most = 8): number[] {
  const addresses: number[] = [];
  if (value === undefined) return addresses;
  for (let at = 0; at + 4 <= value.length && addresses.length < most; at += 4) addresses.push(readU32(value, at));
  return addresses;
}

export function parse(bytes: Uint8Array, offset: number, length: number): Dhcp | null {
  if (check(bytes, offset, length) === 0) return null;
  return {
    operation: operation(bytes, offset),
    transaction: readU32(bytes, offset + OFFSET.transaction),
    flags: readU16(bytes, offset + OFFSET.flags),
    clientAddress: clientAddress(bytes, offset),
    yourAddress: yourAddress(bytes, offset),
    serverAddress: readU32(bytes, offset + OFFSET.serverAddress),
    relayAddress: readU32(bytes, offset + OFFSET.relayAddress),
    clientMac: copy(bytes, offset + OFFSET.clientMac, offset + OFFSET.clientMac + MAC_LENGTH),
    options: optionList(bytes, offset, length),
  };
}

/** Writes a message; returns its length. */
export function emit(bytes: Uint8Array, offset: number, message: Dhcp): number {
  const length = HEADER_LENGTH + message.options.reduce((total, { value }) => total + 2 + value.length, 0) + 1;
  needRoom(bytes, offset, length);
  bytes.fill(0, offset, offset + HEADER_LENGTH);
  bytes[offset + OFFSET.operation] = message.operation;
  bytes[offset + OFFSET.hardwareType] = ETHERNET;
  bytes[offset + OFFSET.hardwareLength] = MAC_LENGTH;
  writeU32(bytes, offset + OFFSET.transaction, message.transaction);
  writeU16(bytes, offset + OFFSET.flags, message.flags);
  writeU32(bytes, offset + OFFSET.clientAddress, message.clientAddress);
  writeU32(bytes, offset + OFFSET.yourAddress, message.yourAddress);
  writeU32(bytes, offset + OFFSET.serverAddress, message.serverAddress);
  writeU32(bytes, offset + OFFSET.relayAddress, message.relayAddress);
  bytes.set(message.clientMac, offset + OFFSET.clientMac);
  writeU32(bytes, offset + OFFSET.magic, MAGIC);
  let at = offset + OFFSET.options;
  for (const { code, value } of message.options) {
    bytes[at] = code;
    bytes[at + 1] = value.length;
    bytes.set(value, at + 2);
    at += 2 + value.length;
  }
  bytes[at] = OPTION.end;
  return length;
}
