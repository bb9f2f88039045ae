// The networks themselves, as the chart lists them: by address, each with who serves it and who says so. Strangers wrote most of it.
import type { NetworkFact } from '../../src/finding/finding.ts';
import { bySource } from '../../src/finding/network-map.ts';
import { toNumber } from './addresses.ts';
import { visible } from './visible-text.ts';

/** A heading's key in the texts, and what stands below it. */
export type NetworkRow = readonly [
  title: 'link' | 'way' | 'vlan' | 'gateway' | 'dhcp' | 'dns' | 'domain',
  text: string,
];

export interface ShownNetwork {
  readonly name: string;
  readonly rows: readonly NetworkRow[];
}

const SERVERS_SHOWN = 8;

export function shownNetworks(networks: Iterable<NetworkFact>): readonly ShownNetwork[] {
  const first = ({ network = '' }: NetworkFact): number => toNumber(network.split('/')[0]) ?? Number.MAX_SAFE_INTEGER;
  return [...networks].sort((one, other) => first(one) - first(other)).map(shown);
}

function shown(fact: NetworkFact): ShownNetwork {
  const { network, interface: link, via, gateways, dhcpServers, dnsServers, vlans, domain } = fact;
  const rows: readonly (readonly [NetworkRow[0], readonly string[]])[] = [
    ['link', network === undefined || link === undefined ? [] : [link]],
    ['way', via === undefined ? [] : [via]],
    ['vlan', firstBySource(vlans.map(({ id, name = '', source }) => [[id, name].filter(Boolean).join(' '), source]))],
    ['gateway', firstBySource(gateways.map(({ ip, source }) => [ip, source]))],
    ['dhcp', firstBySource(dhcpServers.map(({ ip, source }) => [ip, source]))],
    ['dns', firstBySource(dnsServers.map(({ ip, source }) => [ip, source]))],
    ['domain', domain === undefined ? [] : [domain]],
  ];
  return {
    name: visible(network ?? link ?? '', 60),
    rows: rows.filter(([, texts]) => texts.length > 0).map(([title, texts]) => [title, visible(texts.join(', '))]),
  };
}

const firstBySource = (said: Parameters<typeof bySource>[0]): readonly string[] =>
  bySource(said).slice(0, SERVERS_SHOWN);
