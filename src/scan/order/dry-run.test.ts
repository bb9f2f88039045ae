import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listPorts } from '../../target/port-list.ts';
import type { Range } from '../../target/ranges.ts';
import { contains } from '../../target/ranges.ts';
import { dryRun } from './dry-run.ts';
import { createShuffle, seedWords, shuffle } from './permutation.ts';

const targets: Range[] = [
  [0xc6120001, 0xc6120005],
  [0xc6120010, 0xc6120010],
  [0xc6130000, 0xc6130003],
];
const ports: Range[] = [
  [22, 22],
  [80, 90],
];
const HOSTS = 10;
const PORTS = 12;
const whole = { index: 1, count: 1 };
const run = (seed: string, shard = whole) =>
  [...dryRun({ targets, ports, seed, shard })].map(([address, port]) => `${address}:${port}`);

test('each pair once, and only what was asked', () => {
  const pairs = run('one');
  assert.equal(pairs.length, HOSTS * PORTS);
  assert.equal(new Set(pairs).size, HOSTS * PORTS);
  for (const [address, port] of dryRun({ targets, ports, seed: 'one', shard: whole })) {
    assert.ok(contains(targets, address) && contains(ports, port));
  }
});

test('the order is the one that permutation.ts defines', () => {
  const words = seedWords('order');
  const hosts = createShuffle(HOSTS, words.hosts);
  const portOrder = createShuffle(PORTS, words.ports);
  const addresses = targets.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, k) => first + k));
  const expected: string[] = [];
  for (let position = 0; position < HOSTS * PORTS; position++) {
    const block = Math.floor(position / HOSTS);
    const address = addresses[shuffle(hosts, block, position % HOSTS)];
    expected.push(`${address}:${listPorts(ports)[shuffle(portOrder, address, block)]}`);
  }
  assert.deepEqual(run('order'), expected);
});

test('the seed gives the order', () => {
  assert.deepEqual(run('one'), run('one'));
  assert.notDeepEqual(run('one'), run('two'));
  assert.deepEqual(run('one').sort(), run('two').sort());
});

test('the shards together send everything once, each in the order of the whole', () => {
  const pairs = run('one');
  const shards = [1, 2, 3].map((index) => run('one', { index, count: 3 }));
  assert.deepEqual(shards.flat().sort(), [...pairs].sort());
  for (const shard of shards) {
    assert.ok(shard.length >= 30);
    const members = new Set(shard);
    assert.deepEqual(
      shard,
      pairs.filter((pair) => members.has(pair)),
    );
  }
});

test('nothing to ask is nothing', () => {
  assert.deepEqual([...dryRun({ targets: [], ports, seed: 'x', shard: whole })], []);
  assert.deepEqual([...dryRun({ targets, ports: [], seed: 'x', shard: whole })], []);
});

test('a /8 with all ports begins at once', () => {
  const spec = { targets: [[0x0a000000, 0x0affffff]], ports: [[1, 65535]], seed: 'x', shard: whole } as const;
  const subnets = new Set<number>();
  let taken = 0;
  for (const [address] of dryRun(spec)) {
    subnets.add(address >>> 16);
    if (++taken === 100) break;
  }
  assert.ok(subnets.size > 50);
});
