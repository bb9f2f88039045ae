import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { checkMk } from './check-mk.ts';

test('the first section is about itself', () => {
  const verdict = checkMk.read(
    reply('<<<check_mk>>>\nVersion: 2.1.0p27\nAgentOS: linux\nHostname: node1\n<<<df>>>\n'),
  )!;
  assert.deepEqual(
    [verdict.confidence, verdict.version, verdict.hostname, verdict.os],
    [0.95, '2.1.0p27', 'node1', 'linux'],
  );
  assert.equal(checkMk.read(reply('<<<check_mk>>>\n'))?.confidence, 0.7);
  assert.equal(checkMk.read(reply('<<<df>>>\n')), null);
});
