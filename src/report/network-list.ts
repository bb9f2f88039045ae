// The network itself: a line a network that was seen, with who serves it and who says so.
import type { NetworkFact } from '../finding/finding.ts';
import { bySource } from '../finding/network-map.ts';
import { parseIpv4 } from '../wire/address.ts';
import { escapeText } from './escape.ts';
import { PLAIN, type Style } from './style.ts';

const SHOWN_MOST = 8;

/** All networks by address, and an empty line; the empty string where none was seen. */
export function networkList(networks: Iterable<NetworkFact>, style: Style = PLAIN): string {
  const lines = sortedNetworks(networks).map((fact) => {
    const name = networkName(fact);
    return `${style.bold(name)}  ${networkText(fact)}`.trimEnd();
  });
  return lines.length === 0 ? '' : `The network itself:\n${lines.join('\n')}\n\n`;
}

export function sortedNetworks(networks: Iterable<NetworkFact>): readonly NetworkFact[] {
  const first = ({ network = '' }: NetworkFact): number => parseIpv4(network.split('/')[0]) ?? Number.MAX_SAFE_INTEGER;
  return [...networks].sort(
    (one, other) => first(one) - first(other) || (networkName(one) < networkName(other) ? -1 : 1),
  );
}

export function networkName({ network, interface: name = '' }: NetworkFact): string {
  return escapeText(network ?? `the link of ${name}`);
}

/** `on eth0, VLAN 42 office (lldp), gateway 198.18.0.1 (routes, dhcp), DNS 198.18.0.53 (dhcp), domain lab.example` */
export function networkText(fact: NetworkFact): string {
  const { network, interface: name, via, sources, gateways, dhcpServers, dnsServers, vlans, domain } = fact;
  const lines = firstBySource(
    vlans.map(({ id, use, name: called = '', source }) => {
      const goes = use === 'voice' ? 'for telephones' : use === 'tagged' ? 'tagged' : '';
      return [['VLAN', id, called, goes].filter(Boolean).join(' '), source];
    }),
  );
  const servers = (title: string, all: NetworkFact['gateways']): readonly string[] =>
    firstBySource(all.map(({ ip, source }) => [`${title} ${ip}`, source]));
  const parts = [
    ...(name === undefined || network === undefined ? [] : [`on ${name}`]),
    ...(via === undefined ? [] : [`via ${via} (${sources.includes('routes') ? 'routes' : sources.join(', ')})`]),
    ...lines,
    ...servers('gateway', gateways),
    ...servers('DHCP server', dhcpServers),
    ...servers('DNS server', dnsServers),
    ...(domain === undefined ? [] : [`domain ${domain}`]),
  ];
  return escapeText(parts.length === 0 ? `seen by ${sources.join(', ')}` : parts.join(', '));
}

function firstBySource(said: Parameters<typeof bySource>[0]): readonly string[] {
  const all = bySource(said);
  return all.length > SHOWN_MOST ? [...all.slice(0, SHOWN_MOST), `and ${all.length - SHOWN_MOST} more`] : all;
}
