import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../finding/finding.ts';
import type { HopGroup } from '../../link/routes/hop-segments.ts';
import { tellOwn } from './own-addresses.ts';

const FIRST = 0xc6120001;

function told(kind: 'local' | 'on-link', ...ranges: readonly number[]) {
  const findings: Finding[] = [];
  const own = tellOwn({ kind, ranges: Uint32Array.from(ranges) } as HopGroup, (finding) => findings.push(finding));
  return { own, findings };
}

test('addresses of our own are up, and nobody asks them', () => {
  const { own, findings } = told('local', FIRST, FIRST + 1, FIRST + 9, FIRST + 9);
  assert.equal(own, 3);
  assert.deepEqual(
    findings,
    ['198.18.0.1', '198.18.0.2', '198.18.0.10'].map((ip) => ({ type: 'host', ip, state: 'up', reason: 'local' })),
  );
});

test('those of others, and a whole network that leads here, say nothing', () => {
  assert.deepEqual(told('on-link', FIRST, FIRST), { own: 0, findings: [] });
  assert.deepEqual(told('local', FIRST, FIRST + 256), { own: 0, findings: [] });
  assert.equal(told('local', FIRST, FIRST + 255).own, 256);
});
