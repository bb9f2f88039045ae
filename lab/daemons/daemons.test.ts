import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CARELESS_DAEMONS, CARELESS_NOTES } from './careless.ts';
import { placeDaemons } from './daemon-lab.ts';
import { DAEMONS } from './daemons.ts';
import { NAMING_DAEMONS } from './naming.ts';
import { neededPackages } from './packages.ts';
import { UDP_DAEMONS } from './udp/daemons.ts';

// From the working folder, because what is built lies beside the sources, not among them.
const LISTED = readFileSync('lab/daemons/packages.txt', 'utf8').split('\n');

test('the list of packages names what the records need', () => {
  for (const name of neededPackages([...DAEMONS, ...UDP_DAEMONS, ...NAMING_DAEMONS, ...CARELESS_DAEMONS]))
    assert(LISTED.includes(name), name);
});

test('spread over sixteen hosts they are on sixteen', () => {
  const hosts = placeDaemons(UDP_DAEMONS, 12, 16);
  assert.equal(hosts.length, 16);
  assert.ok(Math.max(...hosts.map(({ length }) => length)) <= 3);
});

test('daemons have names of their own, and no two of a host share a port', () => {
  for (const daemons of [DAEMONS, UDP_DAEMONS, NAMING_DAEMONS, CARELESS_DAEMONS]) {
    assert.equal(new Set(daemons.map(({ name }) => name)).size, daemons.length);
    for (const host of placeDaemons(daemons)) {
      const ports = host.flatMap((daemon) => daemon.ports.map(({ port }) => port));
      assert.equal(new Set(ports).size, ports.length, ports.join(', '));
    }
  }
});

test('of every careless port it is said what must be noted', () => {
  const ports = CARELESS_DAEMONS.flatMap((daemon) => daemon.ports.map(({ port }) => port));
  assert.deepEqual(ports.toSorted(), [...CARELESS_NOTES.keys()].toSorted());
});
