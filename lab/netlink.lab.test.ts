// Portolan's netlink beside ip(8), in a namespace that has a bit of everything. Needs root.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { InterfacePlan } from '../src/link/interfaces/interfaces.ts';
import type {
  InterfaceAddress,
  Neighbour,
  NetworkInterface,
  PolicyRule,
  Route,
  RouteAnswer,
} from '../src/native/netlink/netlink.ts';
import { addressNumber, dotted, prefixRange } from './network/addresses.ts';
import { type Namespaces, openNamespaces, runInside } from './network/namespaces.ts';
import { buildNetlinkNetwork } from './network/netlink-network.ts';
import { labProgram } from './program.ts';

type WithText<T> = Omit<T, 'mac'> & { readonly mac: string | null };

interface Report {
  readonly interfaces: readonly WithText<NetworkInterface>[];
  readonly addresses: readonly InterfaceAddress[];
  readonly routes: readonly Route[];
  readonly rules: readonly PolicyRule[];
  readonly neighbours: readonly WithText<Neighbour>[];
  readonly answers: readonly RouteAnswer[];
  readonly plan: readonly InterfacePlan[];
  readonly segments: readonly string[];
}

// biome-ignore lint/suspicious/noExplicitAny: what ip(8) prints has no types
type Json = any;

const REPORT = labProgram('runs/netlink-report');
const skip = process.getuid?.() === 0 ? false : 'makes network namespaces, which needs root';

const ADDRESSES = [
  '127.0.0.5', // loopback
  '198.18.0.1', // ours
  '198.18.0.77', // on the link
  '198.18.0.255', // broadcast
  '198.19.3.4', // behind a gateway
  '198.19.255.9', // a local prefix
  '192.0.2.2', // the other end of the tun
  '198.51.100.7', // docker-like bridge
  '198.51.100.200', // by a policy rule
  '203.0.113.5', // behind the second gateway
  '203.0.113.200', // blackhole
  '203.0.113.70', // unreachable
  '203.0.113.40', // prohibit
  '224.0.0.1',
  '8.8.8.8', // default route
];

let spaces: Namespaces;
let inside: string;
let report: Report;

async function ask(ranges: readonly string[], interfaceName: string | null = null): Promise<Report> {
  const question = { addresses: ADDRESSES.map(addressNumber), ranges: ranges.map(prefixRange), interfaceName };
  const text = await runInside(inside, process.execPath, [REPORT, JSON.stringify(question)]);
  return JSON.parse(text) as Report;
}

async function ipJson(...args: string[]): Promise<Json[]> {
  return JSON.parse((await runInside(inside, 'ip', ['-j', ...args])) || '[]') as Json[];
}

describe('netlink beside ip(8)', { skip }, () => {
  before(async () => {
    spaces = await openNamespaces();
    inside = await buildNetlinkNetwork(spaces);
    report = await ask(['0.0.0.0/0']);
  });

  after(() => spaces?.[Symbol.asyncDispose]());

  const nameOf = (index: number | null): string | undefined =>
    report.interfaces.find((each) => each.index === index)?.name;

  test('interfaces are those of ip link', async () => {
    const expected = (await ipJson('-d', 'link')).map((each) => ({
      index: each.ifindex,
      name: each.ifname,
      kind: each.linkinfo?.info_kind ?? null,
      mac: each.address && /^(..:){5}..$/.test(each.address) ? each.address : null,
      mtu: each.mtu,
      up: each.flags.includes('UP'),
      running: each.flags.includes('UP') && !each.flags.includes('NO-CARRIER'),
      loopback: each.flags.includes('LOOPBACK'),
      noArp: each.flags.includes('NOARP'),
      pointToPoint: each.flags.includes('POINTOPOINT'),
      master: each.master ?? null,
    }));
    const actual = report.interfaces.map((each) => ({
      index: each.index,
      name: each.name,
      kind: each.kind,
      mac: each.mac,
      mtu: each.mtu,
      up: each.up,
      running: each.running,
      loopback: each.loopback,
      noArp: each.noArp,
      pointToPoint: each.pointToPoint,
      master: nameOf(each.master) ?? null,
    }));
    assert.deepEqual(actual, expected);
    const macvlan = report.interfaces.find((each) => each.name === 'mv0');
    assert.equal(nameOf(macvlan?.lower ?? null), 'lan0');
    assert.equal(macvlan?.lowerElsewhere, false);
    assert.equal(report.interfaces.find((each) => each.name === 'lan0')?.lowerElsewhere, true);
  });

  test('addresses are those of ip addr', async () => {
    const expected = (await ipJson('-4', 'addr')).flatMap((each) =>
      each.addr_info.map((address: Json) => ({
        name: each.ifname,
        address: address.local,
        peer: address.address ?? address.local,
        prefixLength: address.prefixlen,
        broadcast: address.broadcast ?? null,
        scope: address.scope,
        secondary: address.secondary === true,
      })),
    );
    const actual = report.addresses.map((each) => ({
      name: nameOf(each.interfaceIndex),
      address: dotted(each.address),
      peer: dotted(each.peer),
      prefixLength: each.prefixLength,
      broadcast: each.broadcast === null ? null : dotted(each.broadcast),
      scope: each.scope,
      secondary: each.secondary,
    }));
    assert.equal(actual.length, 6);
    assert.deepEqual(actual, expected);
  });

  test('routes are those of ip route', async () => {
    const tables: Readonly<Record<string, number>> = { main: 254, local: 255, default: 253 };
    const expected = (await ipJson('-4', '-d', 'route', 'show', 'table', 'all')).map((each) => {
      const [address, length] = each.dst === 'default' ? ['0.0.0.0', '0'] : each.dst.split('/');
      return {
        type: each.type,
        table: each.table === undefined ? 254 : (tables[each.table] ?? Number(each.table)),
        destination: address,
        prefixLength: Number(length ?? 32),
        name: each.nexthops?.[0].dev ?? each.dev,
        gateway: each.nexthops?.[0].gateway ?? each.gateway ?? null,
        source: each.prefsrc ?? null,
        priority: each.metric ?? 0,
        paths: each.nexthops?.length ?? 0,
        scope: each.scope,
      };
    });
    const actual = report.routes.map((each) => ({
      type: each.type,
      table: each.table,
      destination: dotted(each.destination),
      prefixLength: each.prefixLength,
      name: nameOf(each.interfaceIndex),
      gateway: each.gateway === null ? null : dotted(each.gateway),
      source: each.source === null ? null : dotted(each.source),
      priority: each.priority,
      paths: each.multipath.length,
      scope: each.scope,
    }));
    assert.ok(actual.length > 15);
    assert.deepEqual(actual, expected);
  });

  test('rules are those of ip rule', async () => {
    const tables: Readonly<Record<string, number>> = { main: 254, local: 255, default: 253 };
    const expected = (await ipJson('rule')).map((each) => ({
      priority: each.priority,
      table: tables[each.table] ?? Number(each.table),
      destination: each.dst ?? '0.0.0.0',
      prefixLength: each.dstlen ?? 0,
      protocol: null,
      sourcePorts: null,
      destinationPorts: null,
    }));
    assert.deepEqual(
      report.rules.map((each) => ({ ...each, destination: dotted(each.destination) })),
      expected,
    );
    assert.equal(expected.length, 4);
  });

  test('neighbours are those of ip neigh', async () => {
    const expected = (await ipJson('-4', 'neigh'))
      .map((each) => `${each.dst} ${each.dev} ${each.lladdr} ${each.state[0].toLowerCase()}`)
      .sort();
    const actual = report.neighbours
      .filter((each) => each.state !== 'noarp' && each.state !== 'none') // ip(8) leaves them out
      .map((each) => `${dotted(each.address)} ${nameOf(each.interfaceIndex)} ${each.mac} ${each.state}`)
      .sort();
    assert.ok(actual.includes('198.18.0.55 lan0 02:00:00:00:00:55 permanent'));
    assert.deepEqual(actual, expected);
  });

  test('lookups are those of ip route get', async () => {
    for (const [index, address] of ADDRESSES.entries()) {
      const answer = report.answers[index];
      let expected: Json;
      try {
        expected = (await ipJson('route', 'get', address))[0];
      } catch (error) {
        const refused = {
          blackhole: 'Invalid argument',
          unreachable: 'No route to host',
          prohibit: 'Permission denied',
        };
        const words = refused[answer.type as keyof typeof refused];
        assert.ok(
          words !== undefined && (error as Error).message.includes(words),
          `${address}: ${answer.type}, ${error}`,
        );
        continue;
      }
      assert.deepEqual(
        {
          type: answer.type,
          name: nameOf(answer.interfaceIndex),
          gateway: answer.gateway === null ? null : dotted(answer.gateway),
          source: dotted(answer.source ?? 0),
        },
        {
          type: expected.type ?? 'unicast',
          name: expected.dev,
          gateway: expected.gateway ?? null,
          source: expected.prefsrc,
        },
        address,
      );
    }
  });

  test('the whole address space in hop segments', () => {
    const { segments } = report;
    const gateway = 'gateway via 198.18.0.254 dev lan0 src 198.18.0.1';
    assert.deepEqual(
      segments.filter((line) => !/^203\.0\.113\.(1[6-9]|2\d|3[01])[- ]/.test(line)),
      [
        '0.0.0.0 unreachable (broadcast)',
        `0.0.0.1-126.255.255.255 ${gateway}`,
        '127.0.0.0-127.255.255.254 local dev lo src 127.0.0.1',
        '127.255.255.255 unreachable (broadcast)',
        `128.0.0.0-192.0.2.0 ${gateway}`,
        '192.0.2.1 local dev lo src 192.0.2.1',
        '192.0.2.2 raw dev tun0 src 192.0.2.1',
        `192.0.2.3-198.17.255.255 ${gateway}`,
        '198.18.0.0 unreachable (broadcast)',
        '198.18.0.1 local dev lo src 198.18.0.1',
        '198.18.0.2-198.18.0.8 on-link dev lan0 src 198.18.0.1',
        '198.18.0.9 local dev lo src 198.18.0.1',
        '198.18.0.10-198.18.0.254 on-link dev lan0 src 198.18.0.1',
        '198.18.0.255 unreachable (broadcast)',
        `198.18.1.0-198.18.255.255 ${gateway}`,
        '198.19.0.0-198.19.254.255 gateway via 198.18.0.2 dev lan0 src 198.18.0.1',
        '198.19.255.0-198.19.255.255 local dev lo src 198.19.255.0',
        `198.20.0.0-198.51.99.255 ${gateway}`,
        '198.51.100.0 unreachable (broadcast)',
        '198.51.100.1 local dev lo src 198.51.100.1',
        '198.51.100.2-198.51.100.127 on-link dev br-0123456789ab src 198.51.100.1',
        '198.51.100.128-198.51.100.254 gateway via 198.18.0.66 dev lan0 src 198.18.0.1',
        '198.51.100.255 unreachable (broadcast)',
        `198.51.101.0-203.0.112.255 ${gateway}`,
        '203.0.113.0 unreachable (broadcast)',
        '203.0.113.1 local dev lo src 203.0.113.1',
        '203.0.113.2-203.0.113.14 on-link dev mv0 src 203.0.113.1',
        '203.0.113.15 unreachable (broadcast)',
        '203.0.113.32-203.0.113.63 unreachable (prohibit)',
        '203.0.113.64-203.0.113.127 unreachable (unreachable)',
        '203.0.113.128-203.0.113.255 unreachable (blackhole)',
        `203.0.114.0-223.255.255.255 ${gateway}`,
        '224.0.0.0-239.255.255.255 unreachable (multicast)',
        `240.0.0.0-255.255.255.254 ${gateway}`,
        '255.255.255.255 unreachable (broadcast)',
      ],
    );
    const spread = segments.filter((line) => line.startsWith('203.0.113.16-'));
    assert.match(
      spread.join(),
      /^203\.0\.113\.16-203\.0\.113\.31 gateway via 198\.18\.0\.[34] dev lan0 src 198\.18\.0\.1$/,
    );
  });

  test('bound to an interface, only its own routes count', async () => {
    const bound = await ask(['127.0.0.0/8', '192.0.2.0/24', '203.0.113.0/28'], 'mv0');
    assert.deepEqual(bound.segments, [
      '127.0.0.0-127.255.255.255 unreachable (no-route)',
      '192.0.2.0-192.0.2.255 unreachable (no-route)',
      '203.0.113.0 unreachable (broadcast)',
      '203.0.113.1 local dev lo src 203.0.113.1',
      '203.0.113.2-203.0.113.14 on-link dev mv0 src 203.0.113.1',
      '203.0.113.15 unreachable (broadcast)',
    ]);
    await assert.rejects(ask([], 'mv1'), /E_NO_INTERFACE[\s\S]*lan0/);
    await assert.rejects(ask([], 'tap0'), /E_INTERFACE_DOWN/);
  });

  test('the interface plan', () => {
    assert.deepEqual(Object.fromEntries(report.plan.map((each) => [each.name, `${each.kind}: ${each.reason}`])), {
      lo: 'loopback: loopback',
      lan0: 'veth: default-route',
      'br-0123456789ab': 'docker bridge: container-network',
      vc0: 'veth: no-address',
      mv0: 'macvlan: not-default-route',
      tun0: 'tun: no-carrier',
      tap0: 'tun: down',
      ...Object.fromEntries(
        report.plan
          .filter((each) => /^(ifb|sit|tunl|gre)/.test(each.name))
          .map((each) => [each.name, `${each.kind}: down`]),
      ),
    });
    assert.deepEqual(
      report.plan.filter((each) => each.used).map((each) => each.name),
      ['lan0'],
    );
  });
});
