import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../finding/finding.ts';
import type { Range } from '../../target/ranges.ts';
import { flowOf } from './route-flow.ts';

function flow(probe: 'syn' | 'udp' | 'icmp' | 'arp', ports: readonly Range[], rules: readonly Range[]) {
  const told: Finding[] = [];
  const emit = (finding: Finding) => void told.push(finding);
  return { flow: flowOf({ probe, ports }, 40_000, emit, () => rules), told };
}

test('the kernel is told protocol and ports', () => {
  const ports: Range[] = [[22, 22]];
  assert.deepEqual(flow('syn', ports, []).flow, { protocol: 6, sourcePort: 40_000, destinationPort: 22 });
  assert.deepEqual(flow('udp', ports, []).flow, { protocol: 17, sourcePort: 40_000, destinationPort: 22 });
  assert.deepEqual(flow('icmp', [[0, 0]], []).flow, { protocol: 1 });
  assert.equal(flow('arp', [[0, 0]], []).flow, null);
});

test('ports that a rule sends another way are named; alone they are asked their own way', () => {
  const parted = flow('syn', [[443, 500]], [[443, 443]]);
  assert.equal(parted.flow?.destinationPort, 444);
  assert.match(JSON.stringify(parted.told), /N_PORT_ROUTES.*port 443 another way.*-p 443"/);
  const alone = flow('syn', [[443, 443]], [[443, 443]]);
  assert.deepEqual([alone.flow?.destinationPort, alone.told], [443, []]);
  assert.deepEqual(flow('syn', [[1, 100]], [[443, 443]]).told, []);
});
