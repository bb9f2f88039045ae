import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeInterface } from '../../native/interface.test-data.ts';
import type { InterfaceAddress, Route } from '../../native/netlink/netlink.ts';
import { parseIpv4 } from '../../wire/address.ts';
import { ownNetworkFrom, readOwnNetwork } from './own-network.ts';

const at = (interfaceIndex: number, text: string, prefixLength: number): InterfaceAddress => {
  const address = parseIpv4(text)!;
  return { interfaceIndex, address, peer: address, prefixLength, broadcast: null, scope: 'global', secondary: false };
};

const route = (text: string, prefixLength: number, gateway: string | null, change: Partial<Route> = {}): Route => ({
  ...{ type: 'unicast', table: 254, destination: parseIpv4(text)!, prefixLength, source: null, priority: 0 },
  ...{ scope: 'global', protocol: 4, multipath: [], interfaceIndex: 2, otherFamily: false },
  gateway: gateway === null ? null : parseIpv4(gateway),
  ...change,
});

test('links of interfaces that are up, routes of the main table that have a router, resolvers of IPv4', () => {
  const hop = (gateway: string) => ({ interfaceIndex: 2, gateway: parseIpv4(gateway), otherFamily: false });
  const own = ownNetworkFrom({
    interfaces: [
      makeInterface(1, 'lo', { loopback: true }),
      makeInterface(2, 'eth0'),
      makeInterface(3, 'eth0.42', { kind: 'vlan', vlan: 42 }),
      makeInterface(4, 'eth9', { up: false }),
    ],
    addresses: [
      at(1, '127.0.0.1', 8),
      at(2, '198.18.9.7', 24),
      at(2, '198.18.10.7', 32),
      at(3, '198.18.8.7', 23),
      at(4, '198.18.7.7', 24),
    ],
    routes: [
      route('198.18.64.0', 20, '198.18.9.2'),
      route('0.0.0.0', 0, '198.18.9.1'),
      route('198.18.9.0', 24, null),
      route('198.18.80.0', 20, '198.18.9.3', { table: 100 }),
      route('198.18.96.0', 20, '198.18.9.4', { type: 'blackhole' }),
      route('198.18.112.0', 20, null, { multipath: [hop('198.18.9.5'), hop('198.18.9.6')] }),
    ],
    nameServers: ['198.18.9.53', '2001:db8::53', '198.18.9.54:5353'],
  });
  assert.deepEqual(
    own.links.map(({ network, interface: name, vlan }) => [network, name, vlan]),
    [
      ['198.18.9.0/24', 'eth0', null],
      ['198.18.8.0/23', 'eth0.42', 42],
    ],
  );
  assert.deepEqual(
    own.routes.map(({ network, via }) => [network, via & 255]),
    [
      ['0.0.0.0/0', 1],
      ['198.18.64.0/20', 2],
      ['198.18.112.0/20', 5],
      ['198.18.112.0/20', 6],
    ],
  );
  assert.deepEqual(own.nameServers, ['198.18.9.53']);
});

test('this machine can be read', () => {
  const { links } = readOwnNetwork();
  for (const { first, last } of links) assert.ok(first < last);
});
