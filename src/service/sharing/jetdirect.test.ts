import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { jetdirect } from './jetdirect.ts';

test('a status that comes by itself is a printer; nothing is ever said', () => {
  const verdict = jetdirect.read(reply('@PJL USTATUS DEVICE\r\nCODE=10001\r\nDISPLAY="Ready"\r\nONLINE=TRUE\r\n\f'));
  assert.deepEqual(verdict, { confidence: 0.9, device: 'printer', info: 'Ready' });
  assert.equal(jetdirect.hello, undefined);
  assert.equal(jetdirect.read(reply('about @PJL USTATUS DEVICE')), null);
});
