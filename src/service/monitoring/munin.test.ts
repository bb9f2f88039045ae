import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { munin } from './munin.ts';

test('greets; tells its version and plugins', async () => {
  const greeting = munin.read(reply('# munin node at node.example.org\n'))!;
  assert.deepEqual([greeting.confidence, greeting.hostname], [0.7, 'node.example.org']);
  const verdict = await munin.learn!(
    fakeTalk(['munins node on node.example.org version: 2.0.73\n', 'cpu df\n']),
    greeting,
  );
  assert.deepEqual([verdict.confidence, verdict.version, verdict.details], [1, '2.0.73', { plugins: ['cpu', 'df'] }]);
  assert.equal((await munin.learn!(fakeTalk(['no\n']), greeting)).confidence, 0.7);
  assert.equal(munin.read(reply('# munin')), null);
});
