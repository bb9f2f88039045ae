import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { ajp } from './ajp.ts';

test('CPong to a CPing, and nothing else', () => {
  assert.equal(ajp.read(reply(hex('41420001 09'), null, 'ajp13'))?.confidence, 1);
  assert.equal(ajp.read(reply(hex('41420001'), null, 'ajp13')), null);
  assert.equal(ajp.read(reply('ABC', null, 'ajp13')), null);
});
