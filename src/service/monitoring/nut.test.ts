import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { nut } from './nut.ts';

test('errors, then its version and devices', async () => {
  const error = nut.read(
    reply('ERR INVALID-ARGUMENT\nERR UNKNOWN-COMMAND\nERR UNKNOWN-COMMAND\n', 'GET / HTTP/1.1\r\n'),
  )!;
  const answers = [
    'Network UPS Tools upsd 2.8.0 - http://www.networkupstools.org/\n',
    'BEGIN LIST UPS\nUPS myups "Test"\nEND LIST UPS\n',
    'ERR FEATURE-NOT-CONFIGURED\n',
  ];
  const verdict = await nut.learn!(fakeTalk(answers), error);
  assert.deepEqual(
    [verdict.confidence, verdict.version, verdict.details],
    [1, '2.8.0', { ups: ['myups'], starttls: false }],
  );
  assert.equal((await nut.learn!(fakeTalk([]), error)).confidence, 0.7);
});

test('other errors', () => {
  assert.equal(nut.read(reply('ERR UNKNOWN-COMMAND\n')), null);
  assert.equal(nut.read(reply('ERR unknown command\n', 'x')), null);
});
