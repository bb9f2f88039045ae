import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { ident } from './ident.ts';

test('the pair that was asked for comes back', () => {
  assert.deepEqual(ident.read(reply('113,1:ERROR:NO-USER\r\n', '113,1\r\n', 'ident')), {
    confidence: 0.95,
    info: 'no-user',
  });
  const user = ident.read(reply('6193, 23 : USERID : UNIX : stjohns\r\n', 'x'))!;
  assert.deepEqual(user, { confidence: 0.85, info: 'tells users, system UNIX' });
  assert.equal(ident.read(reply('1,2:ERROR:what\r\n')), null);
  assert.equal(ident.read(reply('113,1')), null);
});
