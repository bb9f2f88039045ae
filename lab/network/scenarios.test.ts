import assert from 'node:assert/strict';
import test from 'node:test';
import { addressNumber, labAddress } from './addresses.ts';
import { scenario, scenarioNames } from './scenarios.ts';

test('scenarios: the same name and seed give the same network, another seed other ports', () => {
  for (const name of scenarioNames) assert.deepEqual(scenario(name, 'a'), scenario(name, 'a'));
  assert.notDeepEqual(scenario('plain', 'a'), scenario('plain', 'b'));
});

test('scenarios: nodes and interfaces fit, links join nodes that exist', () => {
  for (const name of scenarioNames) {
    const { nodes, links, name: own } = scenario(name);
    assert.equal(own, name);
    const names = nodes.map((node) => node.name);
    assert.equal(new Set(names).size, names.length, name);
    for (const end of links.flatMap((link) => (link.kind === 'tap' ? [link.end] : link.ends))) {
      assert.ok(names.includes(end.node), `${name}: ${end.node}`);
      assert.ok(end.interface.length <= 15);
      if (end.address) labAddress(end.address);
    }
  }
});

test('scenarios: plain hides 8 different ports on each of 16 hosts', () => {
  const target = scenario('plain').nodes[1];
  assert.equal(target.hosts?.length, 16);
  for (const { ports } of target.listeners ?? []) assert.equal(new Set(ports).size, 8);
  assert.equal(new Set(target.listeners?.map(({ ports }) => ports.join())).size, 16);
});

test('scenarios: slash16 has 40 hosts and none at the ends of the network', () => {
  const hosts = scenario('slash16').nodes[1].hosts ?? [];
  assert.equal(new Set(hosts).size, 40);
  const [first, last] = [addressNumber('198.19.0.0'), addressNumber('198.19.255.255')];
  for (const host of hosts) assert.ok(addressNumber(host) > first && addressNumber(host) < last, host);
});

test('scenarios: an unknown name is named', () => {
  assert.throws(() => scenario('toString'), { code: 'E_LAB_SCENARIO', message: /"toString"/ });
});
