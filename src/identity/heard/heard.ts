// A frame that was heard, taken apart as far as all protocols need it: who sent it, and what it carries.
import { formatIpv4, formatMac } from '../../wire/address.ts';
import * as arp from '../../wire/arp.ts';
import { readU16 } from '../../wire/bytes.ts';
import * as cdp from '../../wire/cdp.ts';
import * as ethernet from '../../wire/ethernet.ts';
import * as ipv4 from '../../wire/ipv4.ts';
import * as ipv6 from '../../wire/ipv6.ts';
import * as udp from '../../wire/udp.ts';
import { type Clue, clueOf } from '../clue.ts';
import type { NetworkSaid } from '../network/networks.ts';

interface Sent {
  /** Of the frame's sender: `02:00:5e:00:53:01`. */
  readonly mac: string;
  /** What the frame carries, or what the datagram does. */
  readonly bytes: Uint8Array;
}

export interface HeardDatagram extends Sent {
  readonly kind: 'datagram';
  /** The sender's address; one of the two, or none where it has none yet. */
  readonly ip: number | null;
  readonly ipv6: Uint8Array | null;
  readonly from: number;
  readonly to: number;
}

export interface HeardIcmpv6 extends Sent {
  readonly kind: 'icmpv6';
  /** 16 bytes; zeros where it has none yet. */
  readonly ipv6: Uint8Array;
  /** 255: no router has passed it on. */
  readonly hopLimit: number;
}

export interface HeardFrame extends Sent {
  readonly kind: 'arp' | 'lldp' | 'cdp';
}

export type Heard = HeardDatagram | HeardIcmpv6 | HeardFrame;

/** What follows from it: of hosts, or of the network itself. */
export type Statement = HostStatement | { readonly type: 'network'; readonly said: NetworkSaid };

/** Addresses are numbers, or, where none is known, the MAC address. */
export type HostStatement =
  /** This machine is there. `isClaim`: it said so by ARP, which is how addresses are claimed. */
  | { readonly type: 'here'; readonly ip: number; readonly mac: string; readonly isClaim: boolean }
  /** Who it is about may be another than who says it. `otherwise`: the MAC address that counts where the address is in no network of ours. */
  | { readonly type: 'clue'; readonly of: number | string; readonly otherwise?: string; readonly clue: Clue };

/** VLANs of the link on which they were told; nothing where there are none. */
export function vlansHere(source: string, vlans: NonNullable<NetworkSaid['vlans']>): Statement[] {
  return vlans.length === 0 ? [] : [{ type: 'network', said: { source, network: null, vlans } }];
}

export function clueAbout(of: number | string, clues: readonly Clue[]): Statement[] {
  return clues.map((clue) => ({ type: 'clue', of, clue }));
}

/** What a device at the other end of the cable says of itself; it is there, at the address for its management where it names one. */
export function neighbourSays(mac: string, address: number | null, clues: readonly Clue[]): Statement[] {
  if (address === null) return clueAbout(mac, clues);
  const named = clueOf({
    about: 'address',
    value: formatIpv4(address),
    source: clues[0]?.source ?? '',
    confidence: 0.9,
  });
  return [
    { type: 'here', ip: address, mac, isClaim: false },
    ...clueAbout(address, clues).map((each) => ({ ...each, otherwise: mac })),
    ...clueAbout(mac, named),
  ];
}

/** Whom a datagram's words are about: its sender. */
export function senderOf({ ip, mac }: HeardDatagram): number | string {
  return ip ?? mac;
}

const GROUP_BIT = 1;
const LARGEST_LENGTH = 1500;

/** Null where it is nothing that is read, or nothing that a machine sends. */
export function takeApart(frame: Uint8Array): Heard | null {
  const header = ethernet.check(frame, 0, frame.length);
  if (header === 0 || (frame[ethernet.OFFSET.source] & GROUP_BIT) !== 0) return null;
  const mac = formatMac(frame, ethernet.OFFSET.source);
  const type = ethernet.etherType(frame, 0, header);
  const bytes = frame.subarray(header);
  switch (type) {
    case ethernet.TYPE_ARP:
      return arp.check(frame, header, bytes.length) === 0 ? null : { kind: 'arp', mac, bytes };
    case ethernet.TYPE_LLDP:
      return { kind: 'lldp', mac, bytes };
    case ethernet.TYPE_IPV4:
      return ofIpv4(bytes, mac);
    case ethernet.TYPE_IPV6:
      return ofIpv6(bytes, mac);
  }
  // IEEE 802.3: the length of what follows, without padding.
  if (type > LARGEST_LENGTH || type > bytes.length) return null;
  return cdp.check(bytes, 0, type) === 0 ? null : { kind: 'cdp', mac, bytes: bytes.subarray(0, type) };
}

function ofIpv4(bytes: Uint8Array, mac: string): HeardDatagram | null {
  const header = ipv4.check(bytes, 0, bytes.length);
  if (header === 0 || ipv4.protocol(bytes, 0) !== ipv4.PROTOCOL_UDP || ipv4.fragmentOffset(bytes, 0) > 0) return null;
  const source = ipv4.source(bytes, 0);
  const length = ipv4.payloadLength(bytes, 0, bytes.length);
  return datagram(bytes.subarray(header, header + length), { mac, ip: source === 0 ? null : source, ipv6: null });
}

function ofIpv6(bytes: Uint8Array, mac: string): Heard | null {
  if (ipv6.check(bytes, 0, bytes.length) === 0) return null;
  const carried = ipv6.carried(bytes, 0, bytes.length);
  const source = ipv6.source(bytes, 0);
  if (carried === null || ipv6.isMulticast(source)) return null;
  const payload = bytes.subarray(carried.offset, carried.offset + carried.length);
  if (carried.protocol === ipv6.NEXT_UDP) return datagram(payload, { mac, ip: null, ipv6: source });
  if (carried.protocol !== ipv6.NEXT_ICMPV6) return null;
  return { kind: 'icmpv6', mac, ipv6: source, hopLimit: ipv6.hopLimit(bytes, 0), bytes: payload };
}

function datagram(bytes: Uint8Array, sender: Pick<HeardDatagram, 'mac' | 'ip' | 'ipv6'>): HeardDatagram | null {
  if (udp.check(bytes, 0, bytes.length) === 0) return null;
  const payload = udp.HEADER_LENGTH + udp.payloadLength(bytes, 0, bytes.length);
  return {
    kind: 'datagram',
    ...sender,
    from: readU16(bytes, udp.OFFSET.sourcePort),
    to: readU16(bytes, udp.OFFSET.destinationPort),
    bytes: bytes.subarray(udp.HEADER_LENGTH, payload),
  };
}
