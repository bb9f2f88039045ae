// The data files: words that the product has, makers that the register knows, sources for all of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KINDS, OS_FAMILIES } from '../../src/finding/facts/clue.schema.ts';
import { openVendors } from '../../src/identity/vendors.ts';
import { HOSTS, hostNamed } from './hosts/hosts.ts';
import { createMachine, macOf } from './machine.ts';
import { everyKind, linkPlaces, widePlaces } from './network.ts';

test('each host has a name of its own, words that the vocabulary knows, and says where it is published', () => {
  assert.ok(HOSTS.length >= 40, `${HOSTS.length} kinds`);
  assert.equal(new Set(HOSTS.map(({ name }) => name)).size, HOSTS.length);
  for (const { name, truth, published } of HOSTS) {
    assert.ok(published.length > 0 && published.every((each) => each.length > 8), `${name} cites nothing`);
    assert.ok(
      truth.family === null || (OS_FAMILIES as readonly string[]).includes(truth.family),
      `${name}: ${truth.family}`,
    );
    assert.ok(truth.kind === null || (KINDS as readonly string[]).includes(truth.kind), `${name}: ${truth.kind}`);
  }
  assert.throws(() => hostNamed('toaster'), /"toaster"/);
});

test('MAC addresses are of their makers, or locally administered', async () => {
  const vendors = await openVendors();
  for (const { name, macPrefix, truth } of HOSTS) {
    const [first] = macOf(macPrefix, 0);
    if ((first & 2) !== 0) continue;
    const maker = vendors.of(`${macPrefix}:00:00:01`);
    assert.notEqual(maker, null, `${name}: ${macPrefix} is registered to nobody`);
    if (truth.vendor === undefined) continue;
    const [word] = truth.vendor.toLowerCase().split(/[ -]/);
    const known = AS_REGISTERED[word] ?? word;
    assert.ok(maker!.toLowerCase().includes(known), `${name}: ${macPrefix} is ${maker}, not ${truth.vendor}`);
  }
});

/** Where the register has another word for a maker. */
const AS_REGISTERED: Readonly<Record<string, string>> = {
  hp: 'hewlett packard',
  mikrotik: 'routerboard',
  schneider: 'telemecanique',
};

test('every machine can be made: ports, conversations and options fit', () => {
  for (const place of everyKind) {
    const machine = createMachine(hostNamed(place.host), place);
    for (const { bytes } of machine.templates) assert.ok(bytes.length <= 40 && bytes.length % 4 === 0, place.host);
    for (const port of machine.tcp.keys()) assert.ok(port > 0 && port < 65_536);
  }
  const hidden = createMachine(hostNamed('debian-12'), { host: 'debian-12', address: '198.18.41.9', hides: true });
  assert.deepEqual([hidden.tcp.size, hidden.udp.size, hidden.isSilent], [0, 0, true]);
});

test('places: a sixth of them hide, all differ, and the same seed gives the same', () => {
  const places = linkPlaces('seed');
  assert.equal(places.filter(({ hides }) => hides === true).length, 10);
  assert.equal(new Set(places.map(({ address }) => address)).size, 60);
  assert.deepEqual(places, linkPlaces('seed'));
  assert.equal(new Set(widePlaces('seed').map(({ address }) => address)).size, 500);
});
