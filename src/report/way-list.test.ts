import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PathFact } from '../finding/finding.ts';
import { createPicture, fold } from '../finding/fold.ts';
import { violations } from './lines.test-data.ts';
import { wayList } from './way-list.ts';

const path = (ip: string, change: Partial<PathFact> = {}): PathFact => ({
  ...{ type: 'path', ip, method: 'icmp', reached: true, stage: 'trace', time: '2026-11-27T12:00:00.000Z' },
  steps: [{ ip: '198.18.0.2', rttMs: 0.25 }, {}, { ip, rttMs: 3 }],
  ...change,
});

function shown(...paths: PathFact[]): string {
  const picture = createPicture();
  for (const each of paths) {
    assert.deepEqual(violations({ v: 1, ...each }), []);
    fold(picture, each);
  }
  return wayList([...picture.hosts.values()]);
}

test('a line a host, a star for who is silent, times where they were measured', () => {
  const shared = path('198.19.0.10', {
    steps: [{ ip: '198.18.0.2', rttMs: 0.25, shared: true }, { ip: '198.19.0.10' }],
  });
  assert.equal(
    shown(path('198.19.0.5'), shared),
    'The ways there, from the router next to us on:\n' +
      '198.19.0.5   198.18.0.2 0.25 ms > * > 198.19.0.5 3.00 ms (icmp)\n' +
      '198.19.0.10  198.18.0.2 > 198.19.0.10 (icmp)\n\n',
  );
});

test('what is assumed has a question mark; who was not reached, and of whom nothing is known', () => {
  const assumed = path('198.19.0.5', { reached: false, steps: [{ ip: '198.18.0.2', assumed: true }] });
  assert.match(shown(assumed), /198\.18\.0\.2\? > \.\.\. not reached \(icmp\)\n\? {2}silent, and assumed/);
  assert.match(shown(path('198.19.0.5', { reached: false, steps: [] })), /nobody on the way answered/);
  assert.equal(shown(), '');
});

test('the newer way counts', () => {
  const older = path('198.19.0.5', { time: '2026-11-27T11:00:00.000Z', method: 'udp' });
  assert.match(shown(path('198.19.0.5'), older), /\(icmp\)/);
});
