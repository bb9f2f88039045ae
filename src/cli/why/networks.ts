// Networks that surveys saw: which of them a word means, in which of them a host is, and what is known of one.
//
//  1. `198.18.0.0/24` means that network, and those in it; of IPv6 the same text.
//  2. An address means a network where it is its own or its broadcast address, which no host has.
//  3. A host is in the narrowest that holds its address; a network may be seen on several interfaces.
import type { NetworkFact } from '../../finding/finding.ts';
import { escapeText } from '../../report/escape.ts';
import { networkName, sortedNetworks } from '../../report/network-list.ts';
import type { Style } from '../../report/style.ts';
import type { Range } from '../../target/ranges.ts';
import { network } from '../../target/target-expression.ts';
import { parseIpv4 } from '../../wire/address.ts';

type Networks = readonly NetworkFact[];

export const isNetwork = (word: string): boolean => word.includes('/');

/** Rules 1 and 2. */
export function networksNamed(networks: Iterable<NetworkFact>, word: string): Networks {
  const all = sortedNetworks(networks);
  const ip = parseIpv4(word);
  if (ip !== null) return all.filter((each) => edges(spanOf(each.network)).includes(ip));
  const wanted = spanOf(word);
  if (wanted === null) return all.filter((each) => each.network === word.toLowerCase());
  return all.filter((each) => {
    const span = spanOf(each.network);
    return span !== null && wanted[0] <= span[0] && span[1] <= wanted[1];
  });
}

/** Rule 3. */
export function networksAround(networks: Iterable<NetworkFact>, host: string): Networks {
  const ip = parseIpv4(host);
  if (ip === null) return [];
  const holding = sortedNetworks(networks).flatMap((fact) => {
    const span = spanOf(fact.network);
    return span !== null && span[0] <= ip && ip <= span[1] ? [{ fact, size: span[1] - span[0] }] : [];
  });
  const least = Math.min(...holding.map(({ size }) => size));
  return holding.filter(({ size }) => size === least).map(({ fact }) => fact);
}

/** All that is known of a network, and who says so. Strangers wrote most of it: everything is escaped. */
export function whyNetwork(fact: NetworkFact, style: Style): string {
  const { interface: name, via, sources, gateways, dhcpServers, dnsServers, vlans, domain, stage, time } = fact;
  const servers = (title: string, all: NetworkFact['gateways']): readonly Row[] =>
    all.map(({ ip, source }) => [title, `${ip}, from ${source}`]);
  const rows: readonly Row[] = [
    ['seen', `by ${sources.join(', ')}`],
    ...(name === undefined || fact.network === undefined ? [] : [['link', `of ${name}`] as const]),
    ...(via === undefined ? [] : [['way', `by ${via}`] as const]),
    ...vlans.map(({ id, name: called = '', use, source }): Row => {
      return ['VLAN', `${[id, called].filter(Boolean).join(' ')}, ${use}, from ${source}`];
    }),
    ...servers('gateway', gateways),
    ...servers('DHCP', dhcpServers),
    ...servers('DNS', dnsServers),
    ...(domain === undefined ? [] : [['domain', domain] as const]),
  ];
  const lines = rows.map(([title, text]) => `  ${title.padEnd(8)}${escapeText(text)}\n`);
  return `${style.bold(networkName(fact))}\n\n${lines.join('')}  as the stage ${stage} had it at ${time}\n\n`;
}

type Row = readonly [title: string, text: string];

/** A network of one address, or of two, has none that are not hosts' (RFC 3021). */
function edges(span: Range | null): readonly number[] {
  return span === null || span[1] - span[0] < 2 ? [] : span;
}

/** Of `198.18.0.0/24`, whichever of its addresses stands before the slash; null where it is none of IPv4. */
function spanOf(text = ''): Range | null {
  const [, address = '', length = ''] = /^([\d.]+)\/(\d{1,2})$/.exec(text) ?? [];
  const ip = parseIpv4(address);
  return ip === null || Number(length) > 32 ? null : network(ip, Number(length));
}
