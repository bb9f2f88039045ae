import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { clamd } from './clamd.ts';

test('an error, and then its version', async () => {
  const error = clamd.read(reply('UNKNOWN COMMAND\n', 'GET / HTTP/1.1\r\n'))!;
  const talk = fakeTalk(['ClamAV 1.0.9/27500/Fri Nov 27 08:00:00 2026\n']);
  const verdict = await clamd.learn!(talk, error);
  assert.deepEqual([verdict.confidence, verdict.product, verdict.version], [1, 'ClamAV', '1.0.9']);
  assert.equal(talk.said(), 'nVERSION\n');
  assert.equal((await clamd.learn!(fakeTalk([]), error)).confidence, 0.7);
  assert.equal(clamd.read(reply('UNKNOWN_COMMAND\r\n')), null);
});
