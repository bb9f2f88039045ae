import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../finding/finding.ts';
import type { HopSegment, RoutedSegment } from '../../link/routes/hop-segments.ts';
import { flatten } from '../../target/flat-ranges.ts';
import { parseIpv4 } from '../../wire/address.ts';
import { addressOfHost, segmentOfHost } from '../order/host-table.ts';
import { findArpReach } from './arp-reach.ts';

const at = (text: string): number => parseIpv4(text)!;

function segment(first: string, last: string, change: Partial<RoutedSegment> = {}): RoutedSegment {
  return {
    first: at(first),
    last: at(last),
    kind: 'on-link',
    interfaceIndex: 2,
    interfaceName: 'eth0',
    ethernet: true,
    gateway: null,
    source: at('198.18.0.1'),
    sourceMac: Uint8Array.of(2, 0, 0, 0, 0, 1),
    ...change,
  };
}

function reach(planned: readonly HopSegment[]) {
  const findings: Finding[] = [];
  const found = findArpReach(
    planned.map(({ first, last, ...hop }) => ({ ...hop, ranges: flatten([[first, last]]) })),
    (finding) => findings.push(finding),
  );
  const notices = findings.flatMap((finding) => (finding.type === 'notice' ? [finding.text] : []));
  return { ...found, findings, notices };
}

test('what is on the link is asked by broadcast: one hop for each interface and address of ours', () => {
  const { table, hops, interfaces, neighbours, hostsAsked, findings } = reach([
    segment('198.18.0.2', '198.18.0.9'),
    segment('198.18.0.20', '198.18.0.29'),
    segment('198.18.4.0', '198.18.4.3', { source: at('198.18.4.9') }),
    segment('198.18.8.1', '198.18.8.1', { interfaceIndex: 3, interfaceName: 'eth1' }),
  ]);
  assert.equal(table.hosts, 23);
  assert.deepEqual([hostsAsked, neighbours.size, findings.length], [23, 0, 0]);
  assert.deepEqual(
    hops.map(({ interfaceSlot, sources }) => [interfaceSlot, ...sources]),
    [
      [0, at('198.18.0.1')],
      [0, at('198.18.4.9')],
      [1, at('198.18.0.1')],
    ],
  );
  for (const { destinationMac } of hops) assert.deepEqual([...destinationMac!], [255, 255, 255, 255, 255, 255]);
  assert.deepEqual(
    interfaces.map(({ name, kind, linkHeader }) => [name, kind, linkHeader]),
    [
      ['eth0', 'ethernet', 14],
      ['eth1', 'ethernet', 14],
    ],
  );
  const hopOf = (host: number) => [addressOfHost(table, host), table.hop[segmentOfHost(table, host)]];
  assert.deepEqual(hopOf(17), [at('198.18.0.29'), 0]);
  assert.deepEqual(hopOf(18), [at('198.18.4.0'), 1]);
  assert.deepEqual(hopOf(22), [at('198.18.8.1'), 2]);
});

test('what no ARP request reaches is named, and counts as not asked', () => {
  const { table, hops, hostsAsked, localUp, notices } = reach([
    { first: at('127.0.0.0'), last: at('127.255.255.255'), kind: 'unreachable', reason: 'no-route' },
    segment('198.18.2.1', '198.18.2.9', { kind: 'raw', interfaceName: 'tun0', sourceMac: null }),
    segment('198.19.0.0', '198.19.0.255', { kind: 'gateway', gateway: at('198.18.0.254') }),
    segment('198.19.1.7', '198.19.1.7', { kind: 'gateway', gateway: at('198.18.0.254') }),
    segment('198.19.2.0', '198.19.3.0', { kind: 'local', interfaceName: 'lo', sourceMac: null }),
  ]);
  assert.deepEqual([table.hosts, hops.length, hostsAsked, localUp], [0, 0, 0, 0]);
  assert.deepEqual(notices, [
    '127.0.0.0-127.255.255.255 is not asked: no route leads there',
    '198.18.2.1-198.18.2.9 is not asked: there is no ARP on tun0',
    '198.19.0.0-198.19.0.255 is not asked: it is not on a link of this machine',
    '198.19.1.7 is not asked: it is not on a link of this machine',
    "198.19.2.0-198.19.3.0 is not asked: these are this machine's own addresses",
  ]);
});

test('our own addresses are up, without being asked', () => {
  const { findings, hostsAsked, localUp, table } = reach([
    segment('198.18.0.1', '198.18.0.2', { kind: 'local', interfaceName: 'lo', sourceMac: null }),
    segment('198.18.0.3', '198.18.0.3'),
  ]);
  assert.deepEqual(findings, [
    { type: 'host', ip: '198.18.0.1', state: 'up', reason: 'local' },
    { type: 'host', ip: '198.18.0.2', state: 'up', reason: 'local' },
  ]);
  assert.deepEqual([hostsAsked, localUp, table.hosts], [3, 2, 1]);
});
