import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reply } from '../fake-talk.test-data.ts';
import { rwhois, whois } from './whois.ts';

test('comments and no match', () => {
  const ripe =
    '% This is the RIPE Database query service.\n\n%ERROR:101: no entries found\n%\n% No entries found in source RIPE.\n';
  assert.equal(whois.read(reply(ripe, 'portolan.invalid\r\n', 'whois'))?.confidence, 0.9);
  assert.equal(
    whois.read(reply('No match for "PORTOLAN.INVALID".\r\n', 'portolan.invalid\r\n', 'whois'))?.confidence,
    0.7,
  );
  assert.equal(whois.read(reply(ripe, 'GET / HTTP/1.1\r\n', 'http')), null);
  assert.equal(whois.read(reply('hello\r\n', 'portolan.invalid\r\n', 'whois')), null);
});

test('RWhois greets', () => {
  const verdict = rwhois.read(
    reply('%rwhois V-1.5:003fff:00 rwhois.example.net (by Network Solutions, Inc. V-1.5.9.5)\r\n'),
  )!;
  assert.deepEqual(
    [verdict.hostname, verdict.product, verdict.version],
    ['rwhois.example.net', 'Network Solutions, Inc.', '1.5.9.5'],
  );
});
