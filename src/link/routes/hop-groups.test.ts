// Made-up routing tables; the kernel's own are in lab/netlink.lab.test.ts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeInterface } from '../../native/interface.test-data.ts';
import type { InterfaceAddress, Route, RouteAnswer } from '../../native/netlink/values.ts';
import { parseIpv4 } from '../../wire/address.ts';
import type { AddressRange } from '../interfaces/interfaces.ts';
import { groupHops, type RoutingView } from './hop-groups.ts';
import { prefixEnd } from './route-pieces.ts';
import { describeSegment, planHops } from './segments.test-data.ts';

const number = (text: string): number => parseIpv4(text)!;

const interfaces = [
  makeInterface(1, 'lo', { hardwareType: 772, loopback: true }),
  makeInterface(2, 'eth0'),
  makeInterface(3, 'eth1'),
  makeInterface(4, 'tun0', { hardwareType: 65534, noArp: true, mac: null }),
  makeInterface(5, 'vrf0', { noArp: true }),
  makeInterface(6, 'eth9', { up: false }),
];

function route(prefix: string, interfaceIndex: number | null, over: Partial<Route> = {}): Route {
  const [address, length] = prefix.split('/');
  return {
    type: 'unicast',
    table: 254,
    destination: number(address),
    prefixLength: Number(length),
    interfaceIndex,
    gateway: null,
    otherFamily: false,
    source: number('198.18.0.1'),
    priority: 0,
    scope: 'global',
    protocol: 3,
    multipath: [],
    ...over,
  };
}

/** The longest prefix wins, as in a kernel with one table. */
function lookupIn(routes: readonly Route[], address: number): RouteAnswer {
  let best: Route | null = null;
  for (const each of routes) {
    if (address < each.destination || address > prefixEnd(each)) continue;
    if (best === null || each.prefixLength > best.prefixLength) best = each;
  }
  const nowhere = { interfaceIndex: null, gateway: null, otherFamily: false, source: null, table: 0, assumed: false };
  if (best === null) return { ...nowhere, type: 'no-route' };
  const { type, interfaceIndex, gateway, otherFamily, source, table } = best;
  return { type, interfaceIndex, gateway, otherFamily, source, table, assumed: false };
}

function viewOf(
  routes: readonly Route[],
  addresses: readonly InterfaceAddress[] = [],
): RoutingView & { lookups: number } {
  return {
    interfaces,
    addresses,
    routes,
    rules: [],
    lookups: 0,
    lookup(address) {
      this.lookups++;
      return lookupIn(routes, address);
    },
  };
}

const everything: AddressRange = [0, 0xffff_ffff];
const lan: InterfaceAddress = {
  interfaceIndex: 2,
  address: number('198.18.0.1'),
  peer: number('198.18.0.1'),
  prefixLength: 24,
  broadcast: number('198.18.0.255'),
  scope: 'global',
  secondary: false,
};

const home = [
  route('0.0.0.0/0', 2, { gateway: number('198.18.0.254') }),
  route('198.18.0.0/24', 2),
  route('198.18.0.1/32', 2, { type: 'local', table: 255 }),
  route('198.18.0.255/32', 2, { type: 'broadcast', table: 255 }),
  route('127.0.0.0/8', 1, { type: 'local', table: 255, source: number('127.0.0.1') }),
];

test('a /8 behind a router is one segment, and few lookups', () => {
  const view = viewOf(home, [lan]);
  const segments = planHops([[number('10.0.0.0'), number('10.255.255.255')]], view);
  assert.deepEqual(segments.map(describeSegment), [
    '10.0.0.0-10.255.255.255 gateway via 198.18.0.254 dev eth0 src 198.18.0.1',
  ]);
  assert.ok(view.lookups <= 3, `${view.lookups} lookups`);
});

test('thousands of single addresses between the same cuts are asked for three times', () => {
  const view = viewOf(home, [lan]);
  const ranges = Array.from({ length: 5000 }, (_, k): AddressRange => [0x0a00_0000 + 2 * k, 0x0a00_0000 + 2 * k]);
  assert.equal(planHops(ranges, view).length, 5000);
  assert.ok(view.lookups <= 3, `${view.lookups} lookups`);
});

test('the link: its edges are never asked, our own address is local', () => {
  const segments = planHops([[number('198.18.0.0'), number('198.18.1.0')]], viewOf(home, [lan]));
  assert.deepEqual(segments.map(describeSegment), [
    '198.18.0.0 unreachable (broadcast)',
    '198.18.0.1 local dev lo src 198.18.0.1',
    '198.18.0.2-198.18.0.254 on-link dev eth0 src 198.18.0.1',
    '198.18.0.255 unreachable (broadcast)',
    '198.18.1.0 gateway via 198.18.0.254 dev eth0 src 198.18.0.1',
  ]);
  const [, own, neighbours] = segments;
  assert.ok(own.kind === 'local' && own.sourceMac === null && own.ethernet);
  assert.ok(neighbours.kind === 'on-link' && neighbours.interfaceIndex === 2);
  assert.deepEqual(neighbours.sourceMac, Uint8Array.of(2, 0, 0, 0, 0, 2));
});

test('the edges of a subnet that lies in a wider one of the same interface are ordinary addresses', () => {
  const half: InterfaceAddress = {
    ...lan,
    address: number('198.18.0.130'),
    peer: number('198.18.0.130'),
    prefixLength: 26,
  };
  const routes = [
    ...home,
    route('198.18.0.128/26', 2),
    route('198.18.0.191/32', 2, { type: 'broadcast', table: 255 }), // as the kernel has it for each subnet
  ];
  const inner = { ...half, broadcast: number('198.18.0.191') };
  const range: AddressRange = [number('198.18.0.126'), number('198.18.0.255')];
  assert.deepEqual(planHops([range], viewOf(routes, [lan, inner])).map(describeSegment), [
    '198.18.0.126-198.18.0.254 on-link dev eth0 src 198.18.0.1',
    '198.18.0.255 unreachable (broadcast)',
  ]);
  // On its own, or on another interface, it is as ever.
  for (const addresses of [[inner], [{ ...lan, interfaceIndex: 3 }, inner]]) {
    const [, edge] = planHops([[number('198.18.0.190'), number('198.18.0.191')]], viewOf(routes, addresses));
    assert.equal(describeSegment(edge), '198.18.0.191 unreachable (broadcast)');
  }
});

test('loopback addresses never go to a gateway', () => {
  const noLoopback = viewOf([route('0.0.0.0/0', 2, { gateway: number('198.18.0.254') })]);
  assert.deepEqual(planHops([[number('126.255.255.255'), number('128.0.0.0')]], noLoopback).map(describeSegment), [
    '126.255.255.255 gateway via 198.18.0.254 dev eth0 src 198.18.0.1',
    '127.0.0.0-127.255.255.255 unreachable (no-route)',
    '128.0.0.0 gateway via 198.18.0.254 dev eth0 src 198.18.0.1',
  ]);
});

test('interfaces without Ethernet or without ARP are raw', () => {
  const routes = [route('192.0.2.0/25', 4), route('192.0.2.128/25', 5), route('203.0.113.0/24', 4, { gateway: 7 })];
  const segments = planHops(
    [
      [number('192.0.2.0'), number('192.0.2.255')],
      [number('203.0.113.0'), number('203.0.113.0')],
    ],
    viewOf(routes),
  );
  assert.deepEqual(
    segments.map((each) => each.kind === 'raw' && [each.interfaceName, each.ethernet, each.sourceMac]),
    [
      ['tun0', false, null],
      ['vrf0', true, null],
      ['tun0', false, null],
    ],
  );
});

test('what cannot be reached says why', () => {
  const reason = (over: Partial<Route>, index: number | null = 2): string => {
    const [segment] = planHops(
      [[number('203.0.113.9'), number('203.0.113.9')]],
      viewOf([route('203.0.113.0/24', index, over)]),
    );
    return segment.kind === 'unreachable' ? segment.reason : segment.kind;
  };
  assert.equal(reason({}), 'on-link');
  assert.equal(reason({ type: 'unreachable' }), 'unreachable');
  assert.equal(reason({ type: 'prohibit' }), 'prohibit');
  assert.equal(reason({ type: 'blackhole' }), 'blackhole');
  assert.equal(reason({ type: 'multicast' }), 'multicast');
  assert.equal(reason({ type: 'throw' }), 'no-route');
  assert.equal(reason({ source: null }), 'no-source-address');
  assert.equal(reason({ otherFamily: true }), 'ipv6-gateway');
  assert.equal(reason({}, 77), 'no-route');
  assert.equal(reason({}, null), 'no-route');
});

test('a boundary that no table shows is found by bisection', () => {
  const hidden = number('10.3.7.77');
  const view = viewOf(home);
  const plain = view.lookup.bind(view);
  view.lookup = (address) => ({ ...plain(address, undefined), interfaceIndex: address >= hidden ? 3 : 2 });
  assert.deepEqual(planHops([[number('10.0.0.0'), number('10.7.255.255')]], view).map(describeSegment), [
    '10.0.0.0-10.3.7.76 gateway via 198.18.0.254 dev eth0 src 198.18.0.1',
    '10.3.7.77-10.7.255.255 gateway via 198.18.0.254 dev eth1 src 198.18.0.1',
  ]);
  assert.ok(view.lookups < 150, `${view.lookups} lookups`);
});

test('several paths: the first answer stands for the prefix', () => {
  const hop = { interfaceIndex: 2, gateway: 1, otherFamily: false };
  const view = viewOf([route('10.0.0.0/8', 2, { gateway: 1, multipath: [hop, { ...hop, gateway: 2 }] })]);
  const plain = view.lookup.bind(view);
  view.lookup = (address) => ({ ...plain(address, undefined), gateway: 1 + (address & 1) });
  assert.equal(planHops([[number('10.0.0.0'), number('10.255.255.255')]], view).length, 1);
  assert.equal(view.lookups, 1);
});

test('a kernel that answers at random is asked a bounded number of times', () => {
  const view = viewOf(home);
  const plain = view.lookup.bind(view);
  view.lookup = (address) => ({ ...plain(address, undefined), gateway: (Math.imul(address, 0x9e3779b1) >>> 8) & 0xff });
  const segments = planHops([[number('10.0.0.0'), number('10.255.255.255')]], view);
  assert.ok(view.lookups < 10_000, `${view.lookups} lookups`);
  assert.equal(segments[0].first, number('10.0.0.0'));
  assert.equal(segments.at(-1)?.last, number('10.255.255.255'));
});

test("an address of the machine's own prefix is its own source: one segment", () => {
  const view = viewOf([route('198.19.0.0/16', 1, { type: 'local' })]);
  const plain = view.lookup.bind(view);
  view.lookup = (address) => ({ ...plain(address, undefined), source: address });
  assert.deepEqual(planHops([[number('198.19.0.5'), number('198.19.9.9')]], view).map(describeSegment), [
    '198.19.0.5-198.19.9.9 local dev lo src 198.19.0.5',
  ]);
});

test('bound to an interface: lookups carry it, and what it only assumes is no route', () => {
  const view = viewOf(home);
  const asked = new Set<number | undefined>();
  view.lookup = (address, index) => {
    asked.add(index);
    const answer = lookupIn(home, address);
    return { ...answer, gateway: null, interfaceIndex: 3, assumed: address >= number('10.1.0.0') };
  };
  assert.deepEqual(planHops([[number('10.0.255.0'), number('10.1.0.0')]], view, 'eth1').map(describeSegment), [
    '10.0.255.0-10.0.255.255 on-link dev eth1 src 198.18.0.1',
    '10.1.0.0 unreachable (no-route)',
  ]);
  assert.deepEqual([...asked], [3]);
});

test('bound to loopback: the machine itself and nothing else', () => {
  const segments = planHops([everything], viewOf(home, [lan]), 'lo');
  assert.deepEqual(segments.filter((each) => each.kind !== 'unreachable').map(describeSegment), [
    '127.0.0.0-127.255.255.255 local dev lo src 127.0.0.1',
    '198.18.0.1 local dev lo src 198.18.0.1',
  ]);
});

test('an interface that is not there, or down', () => {
  assert.throws(() => planHops([everything], viewOf(home), 'eth7'), {
    code: 'E_NO_INTERFACE',
    message: /"eth7".*lo, eth0, eth1, tun0/,
  });
  assert.throws(() => planHops([everything], viewOf(home), 'eth9'), { code: 'E_INTERFACE_DOWN' });
  assert.doesNotThrow(() => planHops([everything], viewOf(home), null));
});

test('every address of every range is in one segment, and goes where the kernel says', () => {
  const base = number('198.18.0.0');
  const prefix = fc.tuple(
    fc.integer({ min: 0, max: 1023 }),
    fc.integer({ min: 22, max: 32 }),
    fc.integer({ min: 2, max: 4 }),
  );
  const ranges = fc
    .uniqueArray(fc.integer({ min: 0, max: 1023 }), { minLength: 2, maxLength: 12 })
    .map((ends) => ends.sort((a, b) => a - b))
    .map((ends) =>
      Array.from({ length: ends.length >> 1 }, (_, k): AddressRange => [base + ends[2 * k], base + ends[2 * k + 1]]),
    );
  fc.assert(
    fc.property(fc.array(prefix, { maxLength: 12 }), ranges, (prefixes, targets) => {
      const routes = prefixes.map(([offset, length, index]) => {
        const size = 2 ** (32 - length);
        return {
          ...route('0.0.0.0/0', index),
          destination: base + Math.floor(offset / size) * size,
          prefixLength: length,
        };
      });
      const segments = planHops(targets, viewOf(routes));
      let place = 0;
      for (const [first, last] of targets) {
        for (let address = first; address <= last; address++) {
          if (address > segments[place].last) place++;
          const segment = segments[place];
          assert.ok(segment.first <= address && address <= segment.last);
          const answer = lookupIn(routes, address);
          if (answer.type === 'no-route') assert.equal(segment.kind, 'unreachable');
          else assert.ok(segment.kind !== 'unreachable' && segment.interfaceIndex === answer.interfaceIndex);
        }
      }
      assert.equal(place, segments.length - 1);
    }),
    { numRuns: 200 },
  );
});

test('a million scattered targets behind one router are not copied', () => {
  const targets = Uint32Array.from({ length: 2_000_000 }, (_, word) => 0x0a000000 + 4 * (word >> 1));
  const gateway = number('198.18.0.254');
  const routes = [route('0.0.0.0/0', 2, { gateway }), route('10.1.0.0/16', 2, { gateway }), route('198.18.0.0/24', 2)];
  const groups = groupHops(targets, viewOf(routes));
  assert.deepEqual(
    groups.map(({ kind, ranges }) => [kind, ranges.length]),
    [['gateway', targets.length]],
  );
  assert.equal(groups[0].ranges.buffer, targets.buffer);
});
