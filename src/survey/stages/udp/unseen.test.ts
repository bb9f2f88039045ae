import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ScanSpec } from '../../../scan/spec.ts';
import { flatten } from '../../../target/flat-ranges.ts';
import { createUnheard, createUnseen } from './unseen.ts';

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

test('what answers from elsewhere: asked of few that gave no sign, of those that are there alone', () => {
  const spec: ScanSpec = { ...SPEC, ports: [[60, 69]] };
  const asked = (targets: ScanSpec['targets']): number =>
    [...createUnheard({ ...spec, targets }, (all) => flatten(all)).rest()].length;
  assert.deepEqual([asked([[0xc612_0000, 0xc612_003f]]), asked([[0xc612_0000, 0xc612_0040]])], [2 * 64, 0]);
  const there = createUnheard(spec, () => Uint32Array.of(0xc612_0001, 0xc612_0002));
  there.seen('198.18.0.2');
  assert.deepEqual(
    [...there.rest()].map(({ ip, port }) => `${ip}:${port}`),
    ['198.18.0.1:67', '198.18.0.1:69'],
  );
});
