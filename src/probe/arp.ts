// The ARP request (RFC 826) as a probe: who is on the link. It asks a host and not a port: its port is always 0.
//
// There is no room for a cookie, nor for the number of the pass that asks: a reply proves no more than that it was sent
// to us by someone on the link. What it tells beside that is the host's MAC address.
import { readU16, readU32, writeU32 } from '../wire/bytes.ts';
import * as ethernet from '../wire/ethernet.ts';
import { type Answer, NO_COOKIE, NO_PORT, NONE, OPEN } from './answer.ts';
import type { Probe, ProbeForm } from './probe.ts';

/** Ethernet and IPv4, then the lengths of their addresses and the operation. */
const KINDS = 0x00010800;
const LENGTHS = 0x0604;
const OPERATION = 6;
const REPLY = 2;
const SENDER_MAC = 8;
const SENDER = 14;
const TARGET = 24;
const LENGTH = 28;

export const REQUEST: ProbeForm = {
  etherType: ethernet.TYPE_ARP,
  template: Uint8Array.of(0, 1, 8, 0, 6, 4, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
  patches: [
    { field: 'sourceMac', at: SENDER_MAC },
    { field: 'source', at: SENDER },
    { field: 'destination', at: TARGET },
  ],
  checksums: [],
};

/** Where the Ethernet header before the packet has its source. */
const ETHERNET_SOURCE = -ethernet.HEADER_LENGTH + 6;

function patch(_form: ProbeForm, bytes: Uint8Array, offset: number, source: number, destination: number): void {
  for (let k = 0; k < 6; k++) bytes[offset + SENDER_MAC + k] = bytes[offset + ETHERNET_SOURCE + k];
  writeU32(bytes, offset + SENDER, source);
  writeU32(bytes, offset + TARGET, destination);
}

/** A reply is OPEN: the host is there. A group address or zeros are no host's MAC address. */
function read(
  bytes: Uint8Array,
  offset: number,
  end: number,
  _missing: number,
  _trust: number,
  answer: Answer,
): number {
  if (offset + LENGTH > end || readU32(bytes, offset) !== KINDS || readU16(bytes, offset + 4) !== LENGTHS) return NONE;
  if (readU16(bytes, offset + OPERATION) !== REPLY || (bytes[offset + SENDER_MAC] & 1) === 1) return NONE;
  answer.icmp = readU16(bytes, offset + SENDER_MAC);
  answer.icmpSource = readU32(bytes, offset + SENDER_MAC + 2);
  if (answer.icmp === 0 && answer.icmpSource === 0) return NONE;
  answer.host = readU32(bytes, offset + SENDER);
  answer.ourAddress = readU32(bytes, offset + TARGET);
  answer.port = 0;
  answer.ourPort = NO_PORT;
  answer.cookie = 0;
  answer.cookieMask = NO_COOKIE;
  answer.cookieSlack = 0;
  answer.ttl = 0;
  answer.window = 0;
  answer.payloadAt = 0;
  answer.payloadLength = 0;
  return OPEN;
}

export const arp: Probe = {
  name: 'arp',
  title: 'ARP',
  meaning: { up: 'arp-reply', port: null, showsMac: true, silence: null },
  protocol: 'arp',
  transport: 'tcp', // it has no ports
  reach: 'on-link',
  byConnect: false,
  setsPace: true,
  refusalsAreLimited: false,
  tarpitPossible: false,
  shortestRtoMs: 250, // as of echo
  strangerMs: 250, // it does not leave the link
  spreadMs: 0,
  forms: [REQUEST],
  formOf: () => 0,
  patch,
  read,
};
