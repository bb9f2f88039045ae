import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { managesieve } from './managesieve.ts';

const GREETING =
  '"IMPLEMENTATION" "Dovecot (Debian) Pigeonhole"\r\n"SIEVE" "fileinto reject"\r\n"NOTIFY" "mailto"\r\n"SASL" "PLAIN"\r\n' +
  '"STARTTLS"\r\n"VERSION" "1.0"\r\nOK "Dovecot (Debian) ready."\r\n';

test('Pigeonhole by its greeting', async () => {
  const greeting = managesieve.read(reply(GREETING))!;
  assert.deepEqual([greeting.confidence, greeting.product, greeting.os], [0.95, 'Dovecot Pigeonhole', 'Debian']);
  const verdict = await managesieve.learn!(fakeTalk(['NO "not now"\r\n']), greeting);
  assert.deepEqual([verdict.confidence, verdict.notes?.[0].code], [1, 'N_PLAIN_TEXT_LOGIN']);
});

test('half of it, and what only looks like it', () => {
  assert.equal(managesieve.read(reply(GREETING.slice(0, 80)))?.more, true);
  assert.equal(managesieve.read(reply('"hello"\r\nOK\r\n')), null);
});
