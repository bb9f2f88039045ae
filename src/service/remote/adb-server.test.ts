import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { adbServer } from './adb-server.ts';

test('says its version, or that it failed', () => {
  assert.equal(adbServer.read(reply('OKAY00040029'))?.info, 'protocol version 41');
  assert.equal(adbServer.read(reply('FAIL0007unknown'))?.confidence, 0.85);
});

test('other words are none', () => {
  assert.equal(adbServer.read(reply('OKAY')), null);
  assert.equal(adbServer.read(reply('FAIL0009unknown')), null);
});
