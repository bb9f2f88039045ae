import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLent } from '../../../service/talk/lent-ears.ts';
import type { StageContext } from '../stage.ts';
import { lendLinkEars } from './link-ears.ts';

/** An engine that listens on one link, or cannot, or finds none and goes on waiting for one; and how often it was asked to. */
function context(engineName: 'raw' | 'connect', state: 'all' | 'failed' | 'none') {
  const asked = { times: 0, ended: 0 };
  const engine = {
    async *run(_job: unknown, { signal }: { signal: AbortSignal }) {
      asked.times++;
      if (state !== 'none') yield { type: 'listening', interface: 'eth0', index: 2, state };
      if (state !== 'failed' && !signal.aborted) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      }
      asked.ended++;
    },
  };
  const plan = { scans: new Map([['udp', { spec: { engine: engineName } }]]) };
  return { asked, context: { engine, plan } as unknown as Pick<StageContext, 'engine' | 'plan'> };
}

test('the links are listened to when the first asks for it, once, until the stage has ended', async () => {
  const { asked, context: it } = context('raw', 'all');
  const ears = lendLinkEars(it, new AbortController().signal);
  assert.equal(asked.times, 0);
  assert.deepEqual(await Promise.all([openLent(), openLent()]), [true, true]);
  await ears.close();
  assert.deepEqual(asked, { times: 1, ended: 1 });
  assert.equal(await openLent(), false);
});

test('where no link can be listened to, or nobody has the right, nothing is heard', async () => {
  for (const [engine, state, times] of [
    ['raw', 'failed', 1],
    ['raw', 'none', 1],
    ['connect', 'all', 0],
  ] as const) {
    const { asked, context: it } = context(engine, state);
    const ears = lendLinkEars(it, new AbortController().signal);
    assert.equal(await openLent(), false);
    await ears.close();
    assert.equal(asked.times, times, engine);
  }
});
