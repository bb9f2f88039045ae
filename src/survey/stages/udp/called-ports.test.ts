import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServiceFinding } from '../../../service/facts.ts';
import { type CalledOptions, createCalledPorts } from './called-ports.ts';

const TIME = '2026-01-01T00:00:00.000Z';
const fact = (ip: string, port: number): ServiceFinding => ({
  ...{ type: 'service', ip, proto: 'udp', port, service: 'ws-discovery', tls: false, confidence: 1, evidence: [] },
});

function called(change: Partial<CalledOptions> = {}) {
  const spec: CalledOptions['spec'] = { ports: [[3700, 3702]], shard: { index: 0, count: 1 } };
  return createCalledPorts({ spec, tellsServices: true, stage: 'identity', time: () => TIME, ...change });
}

const NOBODY = () => false;

test('a port that the scan asks is open, with what it is for, once', () => {
  const ports = called();
  for (let k = 0; k < 2; k++) ports.take([fact('198.18.0.2', 3702)]);
  const told = ports.rest(NOBODY);
  assert.deepEqual(
    told.map(({ type }) => type),
    ['port', 'service'],
  );
  assert.partialDeepStrictEqual(told[0], { ip: '198.18.0.2', proto: 'udp', port: 3702, state: 'open' });
});

test('one that others have found open is not told again', () => {
  const ports = called();
  ports.take([fact('198.18.0.2', 3702)]);
  ports.take([fact('198.18.0.3', 3702)]);
  const told = ports.rest((ip) => ip === '198.18.0.2');
  assert.deepEqual(
    told.filter(({ type }) => type === 'port').map((line) => 'ip' in line && line.ip),
    ['198.18.0.3'],
  );
});

test('ports that the scan does not ask, of no scan, and of a share of one, are none', () => {
  const none = [
    called({ spec: undefined }),
    called({ spec: { ports: [[1, 3701]], shard: { index: 0, count: 1 } } }),
    called({ spec: { ports: [[3702, 3702]], shard: { index: 0, count: 2 } } }),
  ];
  for (const ports of none) {
    ports.take([fact('198.18.0.2', 3702)]);
    ports.take([]);
    assert.deepEqual(ports.rest(NOBODY), []);
  }
});

test('what it is for is not told where that was not asked', () => {
  const ports = called({ tellsServices: false });
  ports.take([fact('198.18.0.2', 3702)]);
  assert.deepEqual(
    ports.rest(NOBODY).map(({ type }) => type),
    ['port'],
  );
});
