import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEchoCanaries, echoOf, hostOfEcho } from './echo-canaries.ts';

/** Tries all hosts that are met; `answers`: how many of its requests each answers. */
function tried(most: number, hosts: readonly number[], answers: (host: number) => number) {
  const echoes = createEchoCanaries(most);
  const asked = new Map<number, number>();
  for (const host of hosts) echoes.meet(host);
  for (let k = 0; k < 1000; k++) {
    const now: number[] = [];
    echoes.tryEach((host) => {
      now.push(host);
      return true;
    });
    assert.ok(now.length <= 4, 'a few at a time');
    for (const host of now) {
      asked.set(host, (asked.get(host) ?? 0) + 1);
      echoes.judged(host, (asked.get(host) as number) <= answers(host));
    }
  }
  return { echoes, asked };
}

test('who answers nearly all of forty is asked on, nobody else', () => {
  const { echoes, asked } = tried(10, [3, 5, 7, 9, 11], (host) => ({ 3: 40, 5: 38, 7: 37, 9: 6 })[host] ?? 0);
  assert.deepEqual([...asked.values()], [40, 40, 40, 40, 40]);
  assert.deepEqual([3, 5, 7, 9, 11].map(echoes.has), [true, true, false, false, false]);
  assert.deepEqual([echoes.next(null), echoes.next(null), echoes.next(null)], [3, 5, 3]);
  const asks = new Uint8Array(12);
  asks[5] = 1;
  assert.deepEqual([echoes.next(asks), echoes.next(asks)], [5, 5]);
  assert.ok([3, 5].includes(echoes.next(new Uint8Array(12))), 'of none that the pass asks, any');
});

test('no more hosts than allowed, each once, and nobody where nobody was met', () => {
  const { echoes, asked } = tried(2, [1, 1, 2, 3], () => 40);
  assert.deepEqual([...asked.keys()], [1, 2]);
  echoes.meet(1);
  echoes.tryEach(() => assert.fail());
  const nobody = createEchoCanaries(0);
  nobody.meet(1);
  nobody.tryEach(() => assert.fail());
  assert.deepEqual([nobody.any(), nobody.next(null)], [false, -1]);
});

test('a request is told from a probe', () => {
  for (const host of [0, 1, 255]) {
    assert.ok(echoOf(host) < 0);
    assert.equal(hostOfEcho(echoOf(host)), host);
  }
});
