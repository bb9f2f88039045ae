import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRefusalTrials } from './refusal-trials.ts';

/** Hosts 0 to 3, of which each refuses so many of what it is asked again. */
function tried(
  refuses: readonly number[],
  most = 10,
): { readonly limits: number[]; readonly asked: ReadonlyMap<number, number> } {
  const limits: number[] = [];
  const trials = createRefusalTrials(most, (host) => limits.push(host));
  const asked = new Map<number, number>();
  refuses.forEach((_, host) => {
    trials.meet(host, 1000 + host, 0);
    trials.meet(host, 2000 + host, 0);
  });
  trials.tryEach(249, () => assert.fail('what was saved up is not used yet'));
  for (let ms = 250; ms < 1000; ms += 3) {
    trials.tryEach(ms, (probe) => {
      asked.set(probe, (asked.get(probe) ?? 0) + 1);
      trials.judged(probe, (asked.get(probe) as number) <= refuses[probe - 1000]);
      return true;
    });
  }
  assert.ok(!asked.has(2000), 'one port of each');
  return { limits, asked };
}

test('who is silent about a port that it refused before limits its refusals; who refuses again does not', () => {
  const { limits, asked } = tried([0, 2, 3, 8]);
  assert.deepEqual(limits, [0, 1]);
  assert.deepEqual(
    [...asked],
    [
      [1000, 8],
      [1001, 8],
      [1002, 8],
      [1003, 8],
    ],
  );
});

test('so many hosts at the most', () => {
  assert.deepEqual([...tried([0, 0, 0], 2).asked.keys()], [1000, 1001]);
});
