import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { cvs } from './cvs.ts';

test('an error to whatever is no login', () => {
  const text = 'cvs [pserver aborted]: bad auth protocol start: GET / HTTP/1.1\r\n';
  assert.equal(cvs.read(reply(text, 'GET / HTTP/1.1\r\n'))?.product, 'CVS');
  assert.equal(cvs.read(reply('cvs: unknown command\r\n')), null);
  assert.equal(cvs.hello, undefined);
});
