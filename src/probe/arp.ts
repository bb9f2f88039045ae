// The ARP request (RFC 826) as a probe: who is on the link. It asks a host and not a port: its port is always 0.
//
// There is no room for a cookie, nor for the number of the pass that asks: a reply proves no more than that it was sent
// to us by someone on the link. What it tells beside that is the host's MAC address.
import { MAC_LENGTH } from '../wire/address.ts';
import * as packet from '../wire/arp.ts';
import { readU16, readU32, writeU32 } from '../wire/bytes.ts';
import * as ethernet from '../wire/ethernet.ts';
import { type Answer, NO_COOKIE, NO_PORT, NONE, OPEN } from './answer.ts';
import type { Probe, ProbeForm } from './probe.ts';

const { senderMac, senderAddress, targetAddress } = packet.OFFSET;

const template = new Uint8Array(packet.LENGTH);
const NO_MAC = new Uint8Array(MAC_LENGTH);
packet.emit(template, 0, {
  operation: packet.REQUEST,
  senderMac: NO_MAC,
  senderAddress: 0,
  targetMac: NO_MAC,
  targetAddress: 0,
});

export const REQUEST: ProbeForm = {
  etherType: ethernet.TYPE_ARP,
  template,
  patches: [
    { field: 'sourceMac', at: senderMac },
    { field: 'source', at: senderAddress },
    { field: 'destination', at: targetAddress },
  ],
  checksums: [],
};

/** Where the Ethernet header before the packet has its source. */
const ETHERNET_SOURCE = -ethernet.HEADER_LENGTH + ethernet.OFFSET.source;

function patch(_form: ProbeForm, bytes: Uint8Array, offset: number, source: number, destination: number): void {
  for (let k = 0; k < MAC_LENGTH; k++) bytes[offset + senderMac + k] = bytes[offset + ETHERNET_SOURCE + k];
  writeU32(bytes, offset + senderAddress, source);
  writeU32(bytes, offset + targetAddress, destination);
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
  if (packet.check(bytes, offset, end - offset) === 0) return NONE;
  if (packet.operation(bytes, offset) !== packet.REPLY || (bytes[offset + senderMac] & 1) === 1) return NONE;
  answer.icmp = readU16(bytes, offset + senderMac);
  answer.icmpSource = readU32(bytes, offset + senderMac + 2);
  if (answer.icmp === 0 && answer.icmpSource === 0) return NONE;
  answer.host = packet.senderAddress(bytes, offset);
  answer.ourAddress = packet.targetAddress(bytes, offset);
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
  attempts: 1,
  turns: 1,
  formOf: () => 0,
  patch,
  read,
};
