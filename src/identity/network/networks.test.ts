import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseIpv4 } from '../../wire/address.ts';
import { createNetworks, type Network, NO_NETWORK, networkOf, type OwnNetwork } from './networks.ts';

const span = (network: string) => {
  const [address, length] = network.split('/');
  const first = parseIpv4(address)!;
  return { network, first, last: first + 2 ** (32 - Number(length)) - 1 };
};
const via = parseIpv4('198.18.9.1')!;
const OWN: OwnNetwork = {
  links: [
    { ...span('198.18.9.0/24'), interface: 'eth0', vlan: null },
    { ...span('198.18.8.0/24'), interface: 'eth1.42', vlan: 42 },
  ],
  routes: [
    { ...span('0.0.0.0/0'), via },
    { ...span('198.18.64.0/20'), via: parseIpv4('198.18.9.2')! },
  ],
  nameServers: ['198.18.9.53', '203.0.113.53'],
};
const servers = (all: Network['gateways']): string[] => all.map(({ ip, source }) => `${ip} ${source}`);

test('a network of ours is told of where a host of it was found: its router, its name servers, its VLAN', () => {
  const networks = createNetworks(OWN);
  assert.deepEqual(networks.news(), []);
  networks.host('198.18.9.77');
  const [network, ...more] = networks.news();
  assert.deepEqual(more, []);
  assert.deepEqual(
    [network.network, network.interface, network.sources],
    ['198.18.9.0/24', 'eth0', ['interface', 'routes', 'resolv-conf']],
  );
  assert.deepEqual(servers(network.gateways), ['198.18.9.1 routes', '198.18.9.2 routes']);
  assert.deepEqual(servers(network.dnsServers), ['198.18.9.53 resolv-conf', '203.0.113.53 resolv-conf']);
  networks.host('198.18.9.78');
  assert.deepEqual(networks.news(), [], 'nothing new');
  networks.host('198.18.8.1');
  const [tagged] = networks.news();
  assert.deepEqual(tagged.vlans, [{ id: 42, use: 'tagged', source: 'interface' }]);
  assert.deepEqual([tagged.gateways, tagged.dnsServers], [[], []]);
});

test('a network that a route leads to is told of with the way, and so is the network next to us; others are not', () => {
  const networks = createNetworks(OWN);
  networks.host('198.18.70.1');
  const told = networks.news();
  assert.deepEqual(
    told.map(({ network, via, interface: name }) => [network, via, name]),
    [
      ['198.18.64.0/20', '198.18.9.2', undefined],
      ['198.18.9.0/24', undefined, 'eth0'],
    ],
  );
  // Whose mask nobody has told is no network: the default route leads everywhere.
  networks.host('203.0.113.9');
  assert.deepEqual(networks.news(), []);
  networks.host('no address');
});

test('hosts have roles, each with who says so', () => {
  const networks = createNetworks(OWN);
  assert.deepEqual(networks.rolesOf('198.18.9.1'), []);
  networks.host('198.18.9.77');
  const details = {
    mask: '255.255.255.0',
    routers: ['198.18.9.1'],
    nameServers: ['198.18.9.9', 7],
    domain: 'lab.example',
  };
  networks.dhcp('198.18.9.9', details);
  const rolesOf = (ip: string): string[] => networks.rolesOf(ip).map(({ value, source }) => `${value}, ${source}`);
  assert.deepEqual(rolesOf('198.18.9.1'), ['gateway, routes', 'gateway, dhcp']);
  assert.deepEqual(rolesOf('198.18.9.9'), ['DHCP server, dhcp', 'DNS server, dhcp']);
  const network = networks.news().find((each) => each.network === '198.18.9.0/24');
  assert.equal(network?.domain, 'lab.example');
  assert.deepEqual(servers(network?.gateways ?? []), ['198.18.9.1 routes', '198.18.9.2 routes', '198.18.9.1 dhcp']);
});

test('what is said of a link is said of our networks there; without one, of the link; a network that is named stands for itself', () => {
  const networks = createNetworks(OWN);
  const vlans = [{ id: 7, use: 'untagged', name: 'office\u001b[31m' }] as const;
  networks.said({ source: 'lldp', network: null, vlans }, 'eth0');
  networks.said({ source: 'cdp', network: null, vlans: [{ id: 9, use: 'voice' }] }, 'eth7');
  networks.said({ source: 'dhcp', network: '198.18.20.0/24', gateways: ['198.18.20.1'] }, 'eth0');
  networks.said({ source: 'lldp', network: null, vlans: [{ id: 0, use: 'untagged' }] }, null);
  const told = networks.news();
  assert.deepEqual(
    told.map(({ network, interface: name, vlans }) => [network, name, vlans.map(({ id, name }) => `${id} ${name}`)]),
    [
      ['198.18.9.0/24', 'eth0', ['7 office [31m']],
      [undefined, 'eth7', ['9 undefined']],
      ['198.18.20.0/24', 'eth0', []],
    ],
  );
});

test('masks are prefixes or nothing', () => {
  const of = (ip: string, mask: string) => networkOf(parseIpv4(ip)!, parseIpv4(mask)!);
  assert.equal(of('198.18.9.77', '255.255.255.0'), '198.18.9.0/24');
  assert.equal(of('203.0.113.200', '255.255.255.128'), '203.0.113.128/25');
  for (const mask of ['0.0.0.0', '255.0.255.0', '255.255.255.255', '0.0.0.255'])
    assert.equal(of('198.18.9.77', mask), null);
  assert.equal(of('0.0.0.0', '255.255.255.0'), null);
});

test('whatever is said, what is kept is bounded, and it is told again only where it is new', () => {
  const address = fc.nat(255).map((last) => `198.18.9.${last}`);
  const said = fc.record({
    source: fc.constantFrom('dhcp', 'lldp', 'x'),
    network: fc.option(fc.nat(400).map((part) => `198.19.${part}.0/24`)),
    gateways: fc.array(address, { maxLength: 40 }),
    dhcpServers: fc.array(address, { maxLength: 3 }),
    vlans: fc.array(
      fc.record({ id: fc.integer(), use: fc.constantFrom('tagged' as const, 'voice' as const), name: fc.string() }),
      {
        maxLength: 100,
      },
    ),
    domain: fc.string({ unit: 'binary', maxLength: 600 }),
  });
  fc.assert(
    fc.property(fc.array(said, { maxLength: 20 }), fc.constantFrom('eth0', 'eth9', null), (all, name) => {
      const networks = createNetworks(NO_NETWORK);
      for (const each of all) networks.said(each, name);
      for (const { gateways, vlans, domain = '' } of networks.news()) {
        assert.ok(gateways.length <= 16 && vlans.length <= 64 && domain.length <= 253);
        assert.ok(vlans.every(({ id }) => id >= 1 && id <= 4094));
        assert.doesNotMatch(domain, /\p{Cc}/u);
      }
      for (const each of all) networks.said(each, name);
      assert.deepEqual(networks.news(), []);
    }),
  );
});

test('a mask that a host tells is a network of ours, or one by its way; a mask that is none says nothing', () => {
  const networks = createNetworks(OWN);
  const told = () =>
    networks.news().map(({ network, interface: name, via: by, sources }) => [network, name, by, sources]);
  networks.mask('198.18.9.7', '255.255.255.0');
  assert.deepEqual(told(), [['198.18.9.0/24', 'eth0', undefined, ['address-mask']]]);
  networks.mask('198.18.70.7', '255.255.255.0');
  assert.deepEqual(told(), [['198.18.70.0/24', undefined, '198.18.9.2', ['address-mask']]]);
  for (const mask of ['0.0.0.0', '255.0.255.0', '255.255.255.255', 'none']) networks.mask('198.18.70.7', mask);
  assert.deepEqual(told(), []);
});
