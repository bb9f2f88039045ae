import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { finger } from './finger.ts';

test('nobody by that name; nobody at all; somebody', () => {
  const nobody = 'finger: GET: no such user.\r\nfinger: /: no such user.\r\nfinger: HTTP/1.1: no such user.\r\n';
  assert.equal(finger.read(reply(nobody, 'GET / HTTP/1.1\r\n'))?.confidence, 0.95);
  assert.equal(finger.read(reply('No one logged on.\r\n', '\r\n'))?.confidence, 0.9);
  const list =
    'Login     Name       Tty      Idle  Login Time   Office     Office Phone\r\nalice     Alice      pts/0          Nov 27 06:00\r\n';
  assert.equal(finger.read(reply(list, '\r\n'))?.notes?.[0].code, 'N_SMALL_SERVICE');
});

test('others who say that there is no user', () => {
  assert.equal(finger.read(reply('finger: bob: no such user.\r\n', 'GET / HTTP/1.1\r\n')), null);
  assert.equal(finger.read(reply('Login: ', '\r\n')), null);
});
