import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ScanSpec } from '../../scan/spec.ts';
import { createUnseen } from './unseen.ts';

const SPEC: ScanSpec = {
  targets: [[0xc612_0000, 0xc612_0003]],
  excluded: [],
  probe: 'udp',
  ports: [[100, 200]],
  engine: 'raw',
  generators: null,
  rateCap: null,
  seed: '',
  shard: { index: 1, count: 1 },
  maxRetries: null,
  interfaceName: null,
  recordTo: null,
  ledgerLimit: 1,
};
const portsOf = (spec: ScanSpec, ...seen: string[]): string[] => {
  const unseen = createUnseen(spec);
  for (const ip of seen) unseen.seen(ip);
  return [...unseen.rest()].map(({ ip, port }) => `${ip}:${port}`);
};

test('those that gave no sign, on the port of agents alone', () => {
  assert.deepEqual(portsOf(SPEC, '198.18.0.1', '198.18.0.2'), ['198.18.0.0:161', '198.18.0.3:161']);
});

test('none of another port, of a share, or of too many', () => {
  assert.deepEqual(portsOf({ ...SPEC, ports: [[1, 160]] }), []);
  assert.deepEqual(portsOf({ ...SPEC, shard: { index: 1, count: 2 } }), []);
  assert.deepEqual(portsOf({ ...SPEC, targets: [[0xc612_0000, 0xc613_0000]] }), []);
});
