import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostEnd } from '../finding/finding.ts';
import { limitText } from './limit-text.ts';

const END: HostEnd = {
  ...{ type: 'host-end', time: '2026-11-28T00:00:00.000Z', stage: 'udp', ip: '198.18.0.1' },
  ...{ open: 1, closed: 8, filtered: 0 },
};

test('a limit is told with its measure and with what it leaves undecided', () => {
  const says = (more: Partial<HostEnd>): string => limitText({ ...END, ...more });
  assert.equal(says({ openFiltered: 5 }), '');
  assert.equal(
    says({ limitedAtOnce: 6, limitedPerSecond: 0.96, openFiltered: 65_526 }),
    'limits its refusals to about 1 a second, after 6 at once: 65,526 ports are undecided',
  );
  assert.equal(
    says({ limitedAtOnce: 6, openFiltered: 1 }),
    'limits its refusals, after 6 at once: 1 port is undecided',
  );
  assert.equal(says({ limitedPerSecond: 1000 }), 'limits its refusals to about 1,000 a second');
  assert.equal(says({ limitedPerSecond: 0.25 }), 'limits its refusals to about 0.3 a second');
});
