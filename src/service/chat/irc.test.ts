import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
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

test('known by an error, it is asked what it can', async () => {
  const known = irc.read(reply(':irc.test 451 * INFO :You have not registered.\r\n', '*2\r\n', 'redis'))!;
  assert.deepEqual([known.confidence, known.product], [0.95, undefined]);
  const talk = fakeTalk([':irc.test CAP * LS :inspircd.org/standard-replies\r\n:irc.test 451 * VERSION :No.\r\n']);
  const learned = await irc.learn!(talk, known);
  assert.deepEqual([learned.confidence, learned.product], [1, 'InspIRCd']);
  assert.deepEqual(await irc.learn!(fakeTalk([]), known), known);
});
