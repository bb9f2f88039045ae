// IPv6 neighbours (RFC 4861) and listeners to groups (RFC 2710, RFC 3810): each tells an address of its own, and routers that they are some.
import { formatMac } from '../../wire/address.ts';
import * as icmpv6 from '../../wire/icmpv6.ts';
import * as ipv6 from '../../wire/ipv6.ts';
import { clueOf } from '../clue.ts';
import { clueAbout, type HeardIcmpv6, type Statement } from './heard.ts';

const NOT_PASSED_ON = 255;
const { TYPE, OPTION } = icmpv6;
/** The prefix's length and flags stand before it (RFC 4861 section 4.6.2), and a lifetime before name servers (RFC 8106 section 5.1). */
const PREFIX_AT = 14;
const SERVERS_AT = 6;
const SHOWN_MOST = 4;

const SOURCE: Readonly<Record<number, string>> = {
  [TYPE.echoReply]: 'echo6',
  [TYPE.listenerReport]: 'mld',
  [TYPE.listenerReport2]: 'mld',
};

export function heardIcmpv6({ mac, ipv6: sender, hopLimit, bytes }: HeardIcmpv6): readonly Statement[] {
  if (icmpv6.check(bytes, 0, bytes.length) === 0) return [];
  const type = icmpv6.type(bytes, 0);
  const isOfNeighbour = icmpv6.optionsAt(type) > 0;
  // Without that anybody far away could say it (RFC 4861 section 7.1).
  if (isOfNeighbour && hopLimit !== NOT_PASSED_ON) return [];
  const source = SOURCE[type] ?? 'neighbour-discovery';
  if (type === TYPE.neighbourAdvertisement) return advertised(mac, bytes, source);
  if (ipv6.isUnspecified(sender)) return [];
  const own = address6(mac, sender, source);
  return type === TYPE.routerAdvertisement ? [...own, ...router(mac, bytes)] : own;
}

/** An address of whoever has this MAC address. */
export function address6(mac: string, address: Uint8Array, source: string): readonly Statement[] {
  if (ipv6.isMulticast(address) || ipv6.isUnspecified(address)) return [];
  return clueAbout(mac, clueOf({ about: 'address', value: ipv6.formatIpv6(address, 0), source, confidence: 0.9 }));
}

/** It is the target that is told, and whose MAC address that is: it may be another's, where somebody answers for it. */
function advertised(mac: string, bytes: Uint8Array, source: string): readonly Statement[] {
  const target = icmpv6.target(bytes, 0, bytes.length);
  if (target === null) return [];
  const link = icmpv6.options(bytes, 0, bytes.length, OPTION.targetLink)[0];
  return address6(link?.length === 6 ? formatMac(link, 0) : mac, target, source);
}

function router(mac: string, bytes: Uint8Array): readonly Statement[] {
  if (icmpv6.routerLifetime(bytes, 0, bytes.length) === 0) return [];
  const prefixes = icmpv6
    .options(bytes, 0, bytes.length, OPTION.prefix)
    .filter(({ length }) => length >= PREFIX_AT + ipv6.ADDRESS_LENGTH)
    .slice(0, SHOWN_MOST)
    .map((value) => `${ipv6.formatIpv6(value, PREFIX_AT)}/${value[0]}`);
  const servers = icmpv6
    .options(bytes, 0, bytes.length, OPTION.nameServers)
    .filter(({ length }) => length >= SERVERS_AT + ipv6.ADDRESS_LENGTH)
    .slice(0, SHOWN_MOST)
    .map((value) => ipv6.formatIpv6(value, SERVERS_AT));
  const text = [
    prefixes.length === 0 ? '' : `network ${prefixes.join(', ')}`,
    servers.length === 0 ? '' : `name server ${servers.join(', ')}`,
  ];
  const source = 'neighbour-discovery';
  const clue = {
    about: 'role',
    value: 'ipv6-router',
    source,
    confidence: 0.9,
    text: text.filter(Boolean).join('; '),
  } as const;
  return [
    ...prefixes.map((network): Statement => ({ type: 'network', said: { source, network } })),
    ...clueAbout(mac, clueOf(clue)),
  ];
}
