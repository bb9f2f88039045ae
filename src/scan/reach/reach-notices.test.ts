import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UnreachableGroup } from '../../link/routes/hop-segments.ts';
import { flatten } from '../../target/flat-ranges.ts';
import { parseIpv4 } from '../../wire/address.ts';
import { unreachableNotice } from './reach-notices.ts';

const FIRST = parseIpv4('198.18.0.0')!;

function text(group: UnreachableGroup): string {
  const finding = unreachableNotice(group);
  return finding.type === 'notice' ? finding.text : '';
}

/** Every other address, `stretches` times. */
function scattered(stretches: number): UnreachableGroup {
  const ranges = flatten(Array.from({ length: stretches }, (_, k) => [FIRST + 2 * k, FIRST + 2 * k] as const));
  return { kind: 'unreachable', reason: 'no-route', ranges };
}

test('few stretches are told one by one', () => {
  assert.equal(text(scattered(1)), '198.18.0.0 is not asked: no route leads there');
  assert.equal(
    text({ kind: 'unreachable', reason: 'blackhole', ranges: flatten([[FIRST, FIRST + 255]]) }),
    '198.18.0.0-198.18.0.255 is not asked: the routing table drops it',
  );
  assert.equal(text(scattered(3)), '198.18.0.0, 198.18.0.2, 198.18.0.4 are not asked: no route leads there');
});

test('of many the first, and how many there are, on one line', () => {
  assert.equal(
    text(scattered(914_511)),
    '198.18.0.0, 198.18.0.2, 198.18.0.4 and 914,508 more stretches, 914,511 addresses in all, are not asked: no route leads there',
  );
});
