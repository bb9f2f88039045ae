import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { cfengine } from './cfengine.ts';

test('greets with its version', () => {
  const verdict = cfengine.read(reply('CFE_v3 cf-serverd 3.21.4\n'));
  assert.deepEqual(
    [verdict?.product, verdict?.version, verdict?.info],
    ['CFEngine cf-serverd', '3.21.4', 'protocol 3'],
  );
  assert.equal(cfengine.read(reply('about CFE_v3 cf-serverd 3.21.4\n')), null);
});
