import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { lpd } from './lpd.ts';

test('a refusal in words is likely; nothing is ever said', () => {
  const verdict = lpd.read(reply('lab: lpd: Your host does not have line printer access\n'));
  assert.deepEqual(verdict, { confidence: 0.7, info: 'Your host does not have line printer access' });
  assert.equal(lpd.hello, undefined);
  assert.equal(lpd.read(reply('220 lab: lpd: hello\n')), null);
});
