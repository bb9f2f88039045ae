import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Line, NetworkFact } from '../../src/finding/finding.ts';
import { linesOf, rowOf } from '../mock/lines.test-data.ts';
import { largeNetwork, smallNetwork } from '../mock/network.test-data.ts';
import { createHostBook, takeLine, takeRow } from './host-book.ts';
import { shownNetworks } from './networks.ts';
import { createSlices } from './slices.ts';

const TIME = '2026-11-27T12:00:00.000Z';
const network = smallNetwork();
const lines = network.flatMap((host) => linesOf(host, TIME));

test('all lines again change nothing: what was missed may be read again', () => {
  const book = createHostBook();
  for (const line of lines) takeLine(book, line);
  const once = structuredClone(book);
  for (const line of lines) takeLine(book, line);
  assert.deepEqual(book, once);
  assert.equal(book.hosts.size, network.length);
  assert.equal(
    book.openPorts,
    network.reduce((sum, { services }) => sum + services.length, 0),
  );
  assert.equal(book.tcp[22], network.filter(({ services }) => services.some(({ port }) => port === 22)).length);
});

test('a row of the inventory and the lines of a survey count each open port once', () => {
  const book = createHostBook();
  for (const [index, host] of network.entries()) takeRow(book, rowOf(host, index, 1, TIME, TIME));
  const ports = book.openPorts;
  for (const line of lines) takeLine(book, line);
  assert.equal(book.openPorts, ports);
});

test('a line rests on what was seen: ARP confirms, a trace measures, an address alone infers', () => {
  const book = createHostBook();
  for (const line of lines) takeLine(book, line);
  const silent: Line = {
    type: 'host',
    ip: '203.0.113.250',
    state: 'up',
    reason: 'syn-ack',
    probe: 'syn',
    stage: 'discover',
    time: TIME,
  };
  takeLine(book, silent);
  assert.equal(book.hosts.get('192.0.2.10')!.ground, 'confirmed');
  assert.equal(book.hosts.get('203.0.113.20')!.ground, 'measured');
  assert.equal(book.hosts.get('203.0.113.250')!.ground, 'inferred');
  assert.ok(book.hosts.get('192.0.2.1')!.isGateway);
});

test('who says on this link that it is at the other end of the cable is confirmed, and nobody by another word', () => {
  const book = createHostBook();
  const clue = { type: 'clue', source: 'lldp', confidence: 0.9, stage: 'identity', time: TIME } as const;
  takeLine(book, { ...clue, ip: '203.0.113.8', about: 'role', value: 'link-neighbour' });
  takeLine(book, { ...clue, ip: '203.0.113.9', about: 'name', value: 'link-neighbour' });
  takeLine(book, { ...clue, ip: '203.0.113.9', about: 'mac', value: '00:00:5e:00:53:01', source: 'netbios' });
  assert.equal(book.hosts.get('203.0.113.8')!.ground, 'confirmed');
  assert.equal(book.hosts.get('203.0.113.9')!.ground, 'inferred');
});

test('the gateways of a network are those of its hosts that were found', () => {
  const book = createHostBook();
  const time = TIME;
  const [here, nobody] = ['192.0.2.7', '192.0.2.8'];
  takeLine(book, { type: 'host', ip: here, state: 'up', reason: 'arp-reply', stage: 'discover', time });
  const none = { dhcpServers: [], dnsServers: [], vlans: [] };
  const gateways = [here, nobody].map((ip) => ({ ip, source: 'routes' }));
  const seen: Line = {
    type: 'network',
    network: '192.0.2.0/24',
    sources: ['interface'],
    gateways,
    ...none,
    stage: 'identity',
    time,
  };
  takeLine(book, seen);
  assert.ok(book.hosts.get(here)!.isGateway);
  assert.equal(book.hosts.has(nobody), false);
  takeLine(book, { ...seen, gateways: [], time: '2026-11-27T11:00:00.000Z' });
  assert.deepEqual([...book.networks.values()], [seen], 'an older one does not take its place');
});

test("networks are listed by address, each with who serves it and who says so; strangers' words are text", () => {
  const network = (prefix: string, more: object): NetworkFact => {
    const nobody = { gateways: [], dhcpServers: [], dnsServers: [], vlans: [] };
    return { type: 'network', network: prefix, sources: ['x'], ...nobody, ...more, stage: 'identity', time: TIME };
  };
  const dns = ['resolv-conf', 'dhcp'].map((source) => ({ ip: '192.0.2.53', source }));
  const vlans = [{ id: 42, name: 'of\u001b[2Jfice', use: 'untagged', source: 'lldp' }];
  assert.deepEqual(
    shownNetworks([
      network('198.51.100.0/24', { via: '192.0.2.1' }),
      network('192.0.2.0/24', { interface: 'eth0', dnsServers: dns, vlans, domain: '<b>x\u202e' }),
    ]),
    [
      {
        name: '192.0.2.0/24',
        rows: [
          ['link', 'eth0'],
          ['vlan', '42 of\\u{1b}[2Jfice (lldp)'],
          ['dns', '192.0.2.53 (resolv-conf, dhcp)'],
          ['domain', '<b>x\\u{202e}'],
        ],
      },
      { name: '198.51.100.0/24', rows: [['way', '192.0.2.1']] },
    ],
  );
});

test('a hundred thousand findings are taken in slices: whoever waits gets his turn after each', () => {
  const book = createHostBook();
  const many = largeNetwork(10_000).flatMap((host) => linesOf(host, TIME));
  assert.ok(many.length > 60_000);
  let now = 0;
  const due: (() => void)[] = [];
  const sizes: number[] = [];
  let taken = 0;
  let slice = 0;
  const slices = createSlices<Line>(
    (line) => {
      takeLine(book, line);
      taken += 1;
      slice += 1;
      // A hundredth of a millisecond each, by this clock.
      now += 0.01;
    },
    () => {
      sizes.push(slice);
      slice = 0;
    },
    { now: () => now, soon: (work) => due.push(work) },
    (error) => assert.fail(String(error)),
  );
  slices.put(many);
  assert.equal(slices.waiting, many.length);
  while (due.length > 0) due.shift()!();
  assert.equal(taken, many.length);
  assert.equal(slices.waiting, 0);
  assert.ok(Math.max(...sizes) <= 864, 'eight milliseconds, and the stride between two looks at the clock');
});

test('one item that cannot be read is told, and the others are taken', () => {
  const taken: number[] = [];
  const failed: unknown[] = [];
  const due: (() => void)[] = [];
  const take = (item: number): void => {
    if (item === 2) throw new Error('two');
    taken.push(item);
  };
  const slices = createSlices(
    take,
    () => {},
    { now: () => 0, soon: (work) => due.push(work) },
    (error) => failed.push(error),
  );
  slices.put([1, 2]);
  slices.put([3]);
  while (due.length > 0) due.shift()!();
  assert.deepEqual([taken, failed.length], [[1, 3], 1]);
});
