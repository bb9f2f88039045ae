import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { ica } from './ica.ts';

test('greets with its signature', () => {
  assert.equal(ica.read(reply(hex('7f7f49434100 7f7f49434100')))?.confidence, 0.9);
  assert.equal(ica.read(reply(hex('7f7f494341'))), null);
});
