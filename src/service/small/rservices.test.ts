import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { shell } from './rservices.ts';

test('a refusal names the service', () => {
  assert.deepEqual(
    [
      shell.read(reply('\x01rlogind: Permission denied.\r\n'))?.service,
      shell.read(reply('\x01rshd: Permission denied.\n'))?.service,
    ],
    ['login', 'shell'],
  );
  assert.equal(shell.read(reply('rexecd: Login incorrect.\n'))?.confidence, 0.7);
  assert.equal(shell.read(reply('\x01')), null);
  assert.equal(shell.hello, undefined);
});
