import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { smtp } from './smtp.ts';

test('a greeting is a claim, EHLO the proof', async () => {
  const greeting = smtp.read(reply('220 mail.example.org ESMTP Exim 4.96 Wed, 01 Jan 2025 00:00:00 +0000\r\n'))!;
  assert.deepEqual(greeting, {
    confidence: 0.7,
    product: 'Exim smtpd',
    version: '4.96',
    cpe: ['cpe:2.3:a:exim:exim:4.96:*:*:*:*:*:*:*'],
    hostname: 'mail.example.org',
  });
  const talk = fakeTalk(['250-mail.example.org Hello\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n', '454 not now\r\n']);
  const verdict = await smtp.learn!(talk, greeting);
  assert.equal(verdict.confidence, 1);
  assert.deepEqual(verdict.details?.extensions, ['AUTH PLAIN LOGIN', 'STARTTLS']);
  assert.equal(verdict.notes?.[0].code, 'N_PLAIN_TEXT_LOGIN');
  assert.equal(talk.said(), 'EHLO portolan.invalid\r\nSTARTTLS\r\nQUIT\r\n');
});

test('LMTP by its word, or by what it answers', async () => {
  assert.equal(smtp.read(reply('220 host LMTP Dovecot ready\r\n'))?.service, 'lmtp');
  const dovecot = smtp.read(reply('220 vm Dovecot (Debian) ready.\r\n'))!;
  const verdict = await smtp.learn!(fakeTalk(['500 5.5.1 Unknown command\r\n', '250-vm\r\n250 CHUNKING\r\n']), dovecot);
  assert.deepEqual([verdict.service, verdict.confidence, verdict.os], ['lmtp', 1, 'Debian']);
});

test('who is silent in the greeting may say it in the help', async () => {
  const greeting = smtp.read(reply('220 mail.example.org ESMTP\r\n'))!;
  assert.equal(greeting.product, undefined);
  const answers = ['250-mail\r\n250 8BITMIME\r\n', '214-2.0.0 This is sendmail version 8.15.2\r\n214 2.0.0 End\r\n'];
  const verdict = await smtp.learn!(fakeTalk(answers), greeting);
  assert.deepEqual([verdict.product, verdict.version], ['Sendmail', '8.15.2']);
});

test('a program that no row has', () => {
  const verdict = smtp.read(reply('220 host.example.org ESMTP AcmeMail 3.2 ready\r\n'));
  assert.deepEqual([verdict?.product, verdict?.version], ['AcmeMail', '3.2']);
});

test('several lines, half a greeting', () => {
  assert.equal(smtp.read(reply('220-mail.example.org ESMTP\r\n220-be'))?.more, true);
});

test('an FTP server is none', () => {
  assert.equal(smtp.read(reply('220 (vsFTPd 3.0.3)\r\n')), null);
});

test('who greets and does not answer', async () => {
  const greeting = smtp.read(reply('220 x ESMTP Postfix\r\n'))!;
  assert.match((await smtp.learn!(fakeTalk([]), greeting)).contradiction ?? '', /EHLO/);
});
