import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { asterisk } from './asterisk.ts';

test('greets, and refuses an action before a login', async () => {
  const greeting = asterisk.read(reply('Asterisk Call Manager/9.0.0\r\n'))!;
  assert.deepEqual([greeting.confidence, greeting.info], [0.7, 'manager interface 9.0.0']);
  const verdict = await asterisk.learn!(
    fakeTalk(['Response: Error\r\nActionID: p1\r\nMessage: Permission denied\r\n\r\n']),
    greeting,
  );
  assert.deepEqual([verdict.confidence, verdict.notes?.length], [1, 1]);
  assert.match((await asterisk.learn!(fakeTalk([]), greeting)).contradiction ?? '', /action/);
  assert.equal(asterisk.read(reply('Asterisk')), null);
});
