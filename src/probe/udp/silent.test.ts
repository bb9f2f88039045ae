import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SILENT, silentAt } from './silent.ts';

test('each has a name, ports of its own, and a reason of a few words', () => {
  const ports = SILENT.flatMap((each) => each.ports);
  assert.equal(new Set(ports).size, ports.length);
  assert.ok(ports.every((port) => Number.isInteger(port) && port > 0 && port < 65_536));
  for (const { name, why } of SILENT) {
    assert.match(name, /^[a-z][a-z0-9-]{1,20}$/);
    assert.match(why, /^[a-z][a-z ,]{5,45}$/);
  }
  assert.deepEqual(SILENT.map(({ name }) => name).sort(), [...SILENT.map(({ name }) => name)]);
});

test('by port', () => {
  assert.equal(silentAt(51_820)?.name, 'wireguard');
  assert.equal(silentAt(9996)?.name, 'netflow');
  assert.equal(silentAt(53), undefined);
});
