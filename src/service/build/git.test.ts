import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { git } from './git.ts';

test('a repository that nobody has', () => {
  const text = '003bERR access denied or repository not exported: /portolan';
  const verdict = git.read({ ...reply(text, git.hello as Uint8Array, 'git'), closed: true })!;
  assert.deepEqual([verdict.confidence, verdict.product], [0.95, 'git daemon']);
});

test('lengths have to be right', () => {
  assert.equal(git.read(reply('003cERR access denied or repository not exported: /portolan')), null);
  assert.equal(git.read(reply('0007ERR')), null);
  assert.equal(git.read(reply('HTTP/1.1 200 OK\r\n')), null);
  const hello = git.hello as Uint8Array;
  assert.equal(Number.parseInt(Buffer.from(hello.subarray(0, 4)).toString(), 16), hello.length);
});
