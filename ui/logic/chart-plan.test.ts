import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { linesOf } from '../mock/lines.test-data.ts';
import { largeNetwork, type MadeHost, smallNetwork } from '../mock/network.test-data.ts';
import { type ChartPlan, freeAlong, planChart } from './chart-plan.ts';
import { hostTowards } from './chart-walk.ts';
import { coastOf } from './coast.ts';
import { createHostBook, type KnownHost, takeLine } from './host-book.ts';

const TIME = '2026-11-27T12:00:00.000Z';

function met(network: readonly MadeHost[]): readonly KnownHost[] {
  const book = createHostBook();
  for (const host of network) for (const line of linesOf(host, TIME)) takeLine(book, line);
  return [...book.hosts.values()];
}

function overlaps({ islands }: ChartPlan): readonly string[] {
  const all = [...islands.values()];
  return all.flatMap((one, index) =>
    all
      .slice(index + 1)
      .filter((other) => Math.hypot(one.x - other.x, one.y - other.y) < one.radius + other.radius)
      .map((other) => `${one.network} ${other.network}`),
  );
}

test('each network is an island, nobody lies on another, and its hosts lie on it', () => {
  for (const network of [smallNetwork(), largeNetwork(10_000)]) {
    const hosts = met(network);
    const plan = planChart(hosts, undefined, 1.6);
    assert.deepEqual(overlaps(plan), []);
    for (const host of hosts) {
      const island = [...plan.islands.values()].find((each) => each.network === host.ip.replace(/\.\d+$/, '.0/24'))!;
      const node = plan.nodes.get(host.ip)!;
      assert.ok(Math.hypot(node.x - island.x, node.y - island.y) < island.radius, host.ip);
      for (const { x, y } of [island]) assert.ok(Math.hypot(x, y) > island.radius, 'this machine is in the water');
    }
  }
});

test('the way out of all circles is the first one: nothing before it is free, and it is', () => {
  const number = fc.double({ min: -20, max: 20, noNaN: true });
  const circle = fc.record({ x: number, y: number, radius: fc.double({ min: 0.1, max: 8, noNaN: true }) });
  const way = fc
    .double({ min: 0, max: 6.28, noNaN: true })
    .map((angle) => ({ x: Math.cos(angle), y: Math.sin(angle) }));
  fc.assert(
    fc.property(way, fc.array(circle, { maxLength: 12 }), ({ x, y }, circles) => {
      const isFree = (length: number): boolean =>
        circles.every((each) => Math.hypot(length * x - each.x, length * y - each.y) >= each.radius);
      const found = freeAlong({ x, y }, 2, circles);
      assert.ok(found >= 2 && isFree(found), `${found}`);
      // A gap that is narrower than the hair is none.
      for (let length = 2; length < found - 0.05; length += 0.01) {
        assert.ok(!isFree(length) || !isFree(length + 0.02), `${length} is free, and ${found} was found`);
      }
    }),
  );
});

test('while it fills, who is there stays where he is as long as his island does', () => {
  const hosts = met(smallNetwork());
  let plan: ChartPlan | undefined;
  let moved = 0;
  for (let count = 1; count <= hosts.length; count += 3) {
    const next = planChart(hosts.slice(0, count), plan, 1.6);
    assert.deepEqual(overlaps(next), []);
    for (const [network, island] of plan?.islands ?? []) {
      const now = next.islands.get(network)!;
      if (now.x !== island.x || now.y !== island.y) moved += 1;
    }
    plan = next;
  }
  assert.ok(moved < 8, `${moved} moves`);
});

test('lines: confirmed on the link, measured over the routers that told, dotted where nothing is known', () => {
  const plan = planChart(met(smallNetwork()));
  assert.equal(plan.lines.get('here>net:192.0.2.0/24')!.ground, 'confirmed');
  assert.equal(plan.lines.get('here>192.0.2.1')!.ground, 'measured');
  assert.equal(plan.lines.get('192.0.2.1>net:198.51.100.0/24')!.ground, 'measured');
  const unknown = { ...met(smallNetwork())[0], ip: '203.0.113.9', ground: 'inferred', path: null } as KnownHost;
  const alone = planChart([unknown]);
  assert.equal(alone.lines.get('here>net:203.0.113.0/24')!.ground, 'inferred');
  assert.equal(alone.lines.get('net:203.0.113.0/24>203.0.113.9')!.ground, 'inferred');
});

test('a line between two devices is confirmed by what an SNMP agent has in its tables, is drawn once, and the host says whose they are', () => {
  const book = createHostBook();
  const up = (ip: string): void =>
    takeLine(book, { type: 'host', ip, state: 'up', reason: 'syn-ack', probe: 'syn', stage: 'discover', time: TIME });
  const clue = { type: 'clue', confidence: 0.9, stage: 'identity', time: TIME } as const;
  const [router, host, far, other] = ['203.0.113.1', '203.0.113.7', '198.51.100.7', '198.51.100.8'];
  for (const ip of [router, host, far, other]) up(ip);
  const table = (owner: string): string => `LLDP table of ${owner}: its port swp1`;
  const neighbour = { ...clue, about: 'neighbour', source: 'snmp-lldp' } as const;
  takeLine(book, { ...neighbour, ip: host, value: router, text: table(router) });
  takeLine(book, { ...neighbour, ip: router, value: host, text: table(host) });
  takeLine(book, {
    ...clue,
    ip: far,
    about: 'mac',
    source: 'snmp-arp',
    value: '00:00:5e:00:53:01',
    text: `ARP table of ${router}`,
  });
  // An agent's word about itself, and one that names nobody on the chart, draw nothing.
  takeLine(book, { ...clue, ip: other, about: 'mac', source: 'snmp', value: '00:00:5e:00:53:02', text: 'engine 80' });
  takeLine(book, { ...neighbour, ip: other, source: 'lldp', value: '192.0.2.99' });
  const { lines } = planChart(book.hosts.values());
  const between = [...lines.values()].filter(({ from }) => book.hosts.has(from));
  const ends = between.map(({ from, to, ground }) => [[from, to].sort(), ground]);
  assert.deepEqual(ends, [[[router, host].sort(), 'confirmed']]);
  assert.deepEqual([...book.hosts.get(host)!.tables.values()], [`SNMP: ${table(router)}`]);
  assert.equal(lines.get(`net:198.51.100.0/24>${far}`)!.ground, 'confirmed');
  assert.deepEqual([...book.hosts.get(far)!.tables.values()], [`SNMP: ARP table of ${router}`]);
  assert.equal(lines.get(`net:198.51.100.0/24>${other}`)!.ground, 'inferred');
});

test('a /8 full of networks is drawn by /16', () => {
  const hosts = met(largeNetwork(2)).map((host, index) => ({ ...host, ip: `198.18.0.${index + 1}` }));
  const many = Array.from({ length: 400 }, (_, index) => ({
    ...hosts[0],
    ip: `198.${18 + (index >> 8)}.${index & 255}.1`,
    path: null,
  }));
  assert.deepEqual([...planChart(many).islands.keys()], ['198.18.0.0/16', '198.19.0.0/16']);
});

test('a coast is the same whenever it is drawn, and lies around its island', () => {
  const island = { network: '192.0.2.0/24', x: 3, y: 4, radius: 10, hosts: 9, ground: 'inferred' } as const;
  assert.deepEqual(coastOf(island), coastOf(island));
  assert.notDeepEqual(coastOf(island), coastOf({ ...island, network: '192.0.3.0/24' }));
  for (const { x, y } of coastOf(island)) assert.ok(Math.abs(Math.hypot(x - 3, y - 4) - 10) < 1.2);
});

test('arrows walk to the nearest host in their direction, never to a router or a network', () => {
  const node = (id: string, x: number, y: number, what: 'host' | 'hop' = 'host') => ({ id, x, y, what });
  const nodes = [node('a', 1, 0), node('b', 5, 0), node('c', 0, 2), node('d', 0.5, 0, 'hop'), node('e', -1, -9)];
  const from = { x: 0, y: 0 };
  assert.deepEqual(
    ['ArrowRight', 'ArrowUp', 'ArrowLeft', 'ArrowDown', 'x'].map((key) => hostTowards(nodes, from, key)),
    ['a', 'c', null, 'e', null],
  );
});
