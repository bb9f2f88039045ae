import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NetworkFact } from '../finding/finding.ts';
import { networkList } from './network-list.ts';

const TIME = '2026-11-28T12:00:00.000Z';
const network = (change: Partial<NetworkFact>): NetworkFact => ({
  ...{ type: 'network', sources: ['interface'], gateways: [], dhcpServers: [], dnsServers: [], vlans: [] },
  ...{ stage: 'identity', time: TIME },
  ...change,
});

test('a line a network, by address: who serves it, each once, with all who say so', () => {
  const all = [
    network({ interface: 'eth3', vlans: [{ id: 9, use: 'voice', source: 'cdp' }] }),
    network({ network: '198.18.64.0/20', via: '198.18.9.2', sources: ['routes'] }),
    network({
      ...{ network: '198.18.9.0/24', interface: 'eth0', domain: 'lab.example' },
      gateways: [
        { ip: '198.18.9.1', source: 'routes' },
        { ip: '198.18.9.1', source: 'dhcp' },
      ],
      dhcpServers: [{ ip: '198.18.9.3', source: 'dhcp' }],
      dnsServers: [{ ip: '198.18.9.53', source: 'resolv-conf' }],
      vlans: [{ id: 42, name: 'office\u001b[2J', use: 'untagged', source: 'lldp' }],
    }),
    network({ network: '2001:db8:1::/64', sources: ['neighbour-discovery'] }),
  ];
  assert.equal(
    networkList(all),
    'The network itself:\n' +
      '198.18.9.0/24  on eth0, VLAN 42 office\\u{1b}[2J (lldp), gateway 198.18.9.1 (routes, dhcp), ' +
      'DHCP server 198.18.9.3 (dhcp), DNS server 198.18.9.53 (resolv-conf), domain lab.example\n' +
      '198.18.64.0/20  via 198.18.9.2 (routes)\n' +
      '2001:db8:1::/64  seen by neighbour-discovery\n' +
      'the link of eth3  VLAN 9 for telephones (cdp)\n\n',
  );
  assert.equal(networkList([]), '');
});
