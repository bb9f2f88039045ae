import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeInterface } from '../../native/interface.test-data.ts';
import type { InterfaceAddress, NetworkInterface, Route } from '../../native/netlink/values.ts';
import { formatIpv4, parseIpv4 } from '../../wire/address.ts';
import { defaultTargets, type InterfaceView, kindOf, planFrom } from './interfaces.ts';

function address(interfaceIndex: number, text: string, peer?: string): InterfaceAddress {
  const [ip, length] = text.split('/');
  return {
    interfaceIndex,
    address: parseIpv4(ip)!,
    peer: parseIpv4(peer ?? ip)!,
    prefixLength: Number(length),
    broadcast: null,
    scope: 'global',
    secondary: false,
  };
}

function defaultRoute(interfaceIndex: number, priority = 0, over: Partial<Route> = {}): Route {
  return {
    type: 'unicast',
    table: 254,
    destination: 0,
    prefixLength: 0,
    interfaceIndex,
    gateway: 1,
    otherFamily: false,
    source: null,
    priority,
    scope: 'global',
    protocol: 16,
    multipath: [],
    ...over,
  };
}

const loopback = makeInterface(1, 'lo', { hardwareType: 772, loopback: true });

const laptop: InterfaceView = {
  interfaces: [
    loopback,
    makeInterface(2, 'enp3s0', { up: false, running: false }),
    makeInterface(3, 'wlan0'),
    makeInterface(4, 'docker0', { kind: 'bridge' }),
    makeInterface(5, 'veth12ab', { kind: 'veth', master: 4, lowerElsewhere: true, lower: 2 }),
    makeInterface(6, 'wg0', { kind: 'wireguard', hardwareType: 65534, noArp: true, mac: null }),
    makeInterface(7, 'eth1'),
    makeInterface(8, 'eth2', { running: false }),
    makeInterface(9, 'br-0123456789ab', { kind: 'bridge' }),
    makeInterface(10, 'vethlone', { kind: 'veth' }),
  ],
  addresses: [
    address(1, '127.0.0.1/8'),
    address(3, '192.0.2.77/24'),
    address(4, '198.18.0.1/16'),
    address(6, '198.51.100.2/32'),
    address(7, '203.0.113.5/26'),
    address(8, '203.0.113.77/26'),
    address(9, '198.19.0.1/16'),
    address(10, '198.51.100.17/28'),
  ],
  routes: [defaultRoute(7, 600), defaultRoute(3, 100), defaultRoute(9, 0, { table: 51820 })],
};

describe('what an interface is', () => {
  const cases: readonly (readonly [expected: string, NetworkInterface])[] = [
    ['loopback', loopback],
    ['physical', makeInterface(2, 'eth0')],
    ['physical', makeInterface(2, 'br-lan')],
    ['bridge', makeInterface(2, 'br0', { kind: 'bridge' })],
    ['bridge', makeInterface(2, 'br-lan', { kind: 'bridge' })],
    ['bridge', makeInterface(2, 'br-0123456789abc', { kind: 'bridge' })],
    ['docker bridge', makeInterface(2, 'br-0123456789ab', { kind: 'bridge' })],
    ['docker bridge', makeInterface(2, 'docker0', { kind: 'bridge' })],
    ['docker bridge', makeInterface(2, 'virbr0', { kind: 'bridge' })],
    ['docker bridge', makeInterface(2, 'podman1', { kind: 'bridge' })],
    ['docker bridge', makeInterface(2, 'cni0', { kind: 'bridge' })],
    ['veth', makeInterface(2, 'docker0', { kind: 'veth' })],
    ['bond', makeInterface(2, 'bond0', { kind: 'bond' })],
    ['bond', makeInterface(2, 'team0', { kind: 'team' })],
    ['macvlan', makeInterface(2, 'mv0', { kind: 'macvlan' })],
    ['macvlan', makeInterface(2, 'ip0', { kind: 'ipvlan' })],
    ['vlan', makeInterface(2, 'eth0.5', { kind: 'vlan' })],
    ['tun', makeInterface(2, 'tun0', { kind: 'tun', hardwareType: 65534 })],
    ['tun', makeInterface(2, 'wg0', { kind: 'wireguard', hardwareType: 65534 })],
    ['tun', makeInterface(2, 'ppp0', { hardwareType: 512 })],
    ['tun', makeInterface(2, 'ppp0', { kind: 'somethingnew', hardwareType: 512 })],
    ['other', makeInterface(2, 'dummy0', { kind: 'dummy' })],
    ['other', makeInterface(2, 'vxlan0', { kind: 'vxlan' })],
    ['other', makeInterface(2, 'ib0', { hardwareType: 32 })],
  ];
  for (const [expected, each] of cases) {
    test(`${each.name} of kind ${each.kind}, hardware ${each.hardwareType}: ${expected}`, () => {
      assert.equal(kindOf(each), expected);
    });
  }
});

test('a laptop: only the interface with the best default route is used', () => {
  assert.deepEqual(
    planFrom(laptop).map((each) => [each.name, each.used, each.reason]),
    [
      ['lo', false, 'loopback'],
      ['enp3s0', false, 'down'],
      ['wlan0', true, 'default-route'],
      ['docker0', false, 'container-network'],
      ['veth12ab', false, 'no-address'],
      ['wg0', false, 'not-default-route'],
      ['eth1', false, 'not-default-route'],
      ['eth2', false, 'no-carrier'],
      ['br-0123456789ab', false, 'container-network'],
      ['vethlone', false, 'container-network'],
    ],
  );
});

test('every interface that is not used says why', () => {
  const plan = planFrom(laptop);
  assert.match(plan.find((each) => each.name === 'veth12ab')!.why, /part of docker0/);
  assert.match(plan.find((each) => each.name === 'docker0')!.why, /only when named/);
  for (const each of plan) assert.ok(each.why.length > 5);
});

test('the targets are the subnets of that interface, without network and broadcast address', () => {
  const { ranges, interfaceName, notices } = defaultTargets(planFrom(laptop));
  assert.equal(interfaceName, 'wlan0');
  assert.deepEqual(notices, []);
  assert.deepEqual(
    ranges.map((range) => range.map(formatIpv4)),
    [['192.0.2.1', '192.0.2.254']],
  );
});

test('a container: its veth has the default route and is used', () => {
  const plan = planFrom({
    interfaces: [loopback, makeInterface(2, 'eth0', { kind: 'veth', lower: 9, lowerElsewhere: true })],
    addresses: [address(1, '127.0.0.1/8'), address(2, '198.18.0.2/24')],
    routes: [defaultRoute(2)],
  });
  assert.equal(defaultTargets(plan).interfaceName, 'eth0');
});

test('a default route over a network of containers is not swept', () => {
  const plan = planFrom({ ...laptop, routes: [defaultRoute(4)] });
  assert.equal(
    plan.some((each) => each.used),
    false,
  );
});

const uplink = (...addresses: InterfaceAddress[]) =>
  planFrom({ interfaces: [loopback, makeInterface(2, 'eth0')], addresses, routes: [defaultRoute(2)] });

test('no default route: an error that names what is there', () => {
  const plan = planFrom({ ...laptop, routes: [defaultRoute(2)] }); // over an interface that is down
  assert.throws(() => defaultTargets(plan), { code: 'E_NO_DEFAULT_ROUTE', message: /wlan0: 192\.0\.2\.77\/24/ });
  assert.throws(() => defaultTargets([]), { code: 'E_NO_DEFAULT_ROUTE' });
});

test('a /22 is scanned, a /21 must be named', () => {
  assert.deepEqual(
    defaultTargets(uplink(address(2, '198.18.6.1/22'))).ranges.map((range) => range.map(formatIpv4)),
    [['198.18.4.1', '198.18.7.254']],
  );
  assert.throws(() => defaultTargets(uplink(address(2, '198.18.6.1/21'))), {
    code: 'E_SUBNET_TOO_LARGE',
    message: /198\.18\.0\.0\/21/,
  });
  const both = defaultTargets(uplink(address(2, '198.18.6.1/21'), address(2, '192.0.2.1/24')));
  assert.deepEqual(
    both.ranges.map((range) => range.map(formatIpv4)),
    [['192.0.2.1', '192.0.2.254']],
  );
  assert.match(both.notices.join(), /198\.18\.0\.0\/21 of eth0/);
});

test('/31 has two neighbours, /32 none', () => {
  assert.deepEqual(
    defaultTargets(uplink(address(2, '198.18.6.1/31'))).ranges.map((range) => range.map(formatIpv4)),
    [['198.18.6.0', '198.18.6.1']],
  );
  assert.throws(() => defaultTargets(uplink(address(2, '198.18.6.1/32'))), { code: 'E_NO_SUBNET' });
});

test('subnets that overlap are scanned once', () => {
  const { ranges } = defaultTargets(
    uplink(
      address(2, '198.18.6.1/24'),
      address(2, '198.18.6.9/24'),
      address(2, '198.18.6.200/26'),
      address(2, '192.0.2.1/30'),
    ),
  );
  assert.deepEqual(
    ranges.map((range) => range.map(formatIpv4)),
    [
      ['192.0.2.1', '192.0.2.2'],
      ['198.18.6.1', '198.18.6.254'],
    ],
  );
});

test("on a point-to-point link the subnet is the other end's", () => {
  const plan = uplink(address(2, '192.0.2.1/24', '198.51.100.9'));
  assert.deepEqual(plan[1].addresses[0].subnet.map(formatIpv4), ['198.51.100.0', '198.51.100.255']);
  assert.equal(plan[1].addresses[0].text, '192.0.2.1/24');
});
