import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { pop3 } from './pop3.ts';

test('Dovecot by its greeting, proved by CAPA', async () => {
  const greeting = pop3.read(reply('+OK Dovecot (Debian) ready.\r\n'))!;
  assert.deepEqual([greeting.confidence, greeting.product, greeting.os], [0.7, 'Dovecot pop3d', 'Debian']);
  const talk = fakeTalk([
    '+OK\r\nCAPA\r\nTOP\r\nUIDL\r\nSTLS\r\nUSER\r\nSASL PLAIN\r\n.\r\n',
    '+OK Begin TLS negotiation now.\r\n',
  ]);
  const verdict = await pop3.learn!(talk, greeting);
  assert.equal(verdict.confidence, 1);
  assert.deepEqual(verdict.details?.capabilities, ['CAPA', 'TOP', 'UIDL', 'STLS', 'USER', 'SASL PLAIN']);
  assert.equal(verdict.notes?.[0].code, 'N_PLAIN_TEXT_LOGIN');
});

test('a greeting without a name; its IMPLEMENTATION has one', async () => {
  const greeting = pop3.read(reply('+OK <17.99@mail.example.org>\r\n'))!;
  assert.equal(greeting.hostname, 'mail.example.org');
  const verdict = await pop3.learn!(fakeTalk(['+OK list\r\nSTLS\r\nIMPLEMENTATION AcmeMail 3.2\r\n.\r\n']), greeting);
  assert.deepEqual([verdict.product, verdict.version, verdict.notes], ['AcmeMail', '3.2', undefined]);
});

test('who says +OK and is none', async () => {
  assert.equal(pop3.read(reply('+OK\r\n', 'PING\r\n')), null);
  assert.equal(pop3.read(reply('+O')), null);
  assert.match((await pop3.learn!(fakeTalk(['what?\r\n']), { confidence: 0.6 })).contradiction ?? '', /CAPA/);
  assert.equal((await pop3.learn!(fakeTalk(['-ERR unknown\r\n']), { confidence: 0.6 })).confidence, 0.85);
});
