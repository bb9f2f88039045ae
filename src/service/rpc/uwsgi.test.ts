import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../bytes.ts';
import { reply } from '../fake-talk.test-data.ts';
import { uwsgi } from './uwsgi.ts';

test('pong to a ping, and nothing else', () => {
  assert.equal(uwsgi.read(reply(hex('64000001'), null, 'uwsgi'))?.confidence, 0.95);
  assert.equal(uwsgi.read(reply(hex('64000000'), null, 'uwsgi')), null);
  assert.equal(uwsgi.read(reply(hex('64000001'), null, 'http')), null);
});
