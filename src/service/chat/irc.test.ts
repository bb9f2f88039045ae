import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { irc } from './irc.ts';

const HELLO = irc.hello as Uint8Array;

test('CAP LS is answered before anybody registers', () => {
  const text = ':irc.example.net CAP * LS :multi-prefix\r\n:irc.example.net 451 * :Connection not registered\r\n';
  const verdict = irc.read(reply(text, HELLO, 'irc'))!;
  assert.deepEqual([verdict.confidence, verdict.product, verdict.hostname], [1, 'ngIRCd', 'irc.example.net']);
  assert.deepEqual(verdict.details?.capabilities, ['multi-prefix']);
});

test('who was asked in another protocol', () => {
  const ngircd = irc.read(
    reply('ERROR :"Oops, HTTP request received? This is IRC!"\r\n', 'GET / HTTP/1.1\r\n\r\n', 'http'),
  )!;
  assert.deepEqual([ngircd.confidence, ngircd.product], [0.9, 'ngIRCd']);
});

test('a look-up is announced; capabilities name their makers', () => {
  assert.equal(irc.read(reply(':irc.example.net NOTICE AUTH :*** Looking up your hostname...\r\n'))?.confidence, 0.85);
  const text = ':irc.test CAP * LS :account-notify inspircd.org/standard-replies sasl=PLAIN\r\n';
  assert.equal(irc.read(reply(text, HELLO, 'irc'))?.product, 'InspIRCd');
});

test('other lines', () => {
  for (const text of ['ERROR\r\n', ':a', 'NOTICE to all\r\n', 'ERR unknown\r\n', 'PING\r\n'])
    assert.equal(irc.read(reply(text)), null);
});
