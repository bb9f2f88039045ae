import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { imap } from './imap.ts';

const DOVECOT = '* OK [CAPABILITY IMAP4rev1 SASL-IR ID STARTTLS AUTH=PLAIN] Dovecot (Debian) ready.\r\n';

test('Dovecot: greeting, CAPABILITY and ID', async () => {
  const greeting = imap.read(reply(DOVECOT))!;
  assert.deepEqual([greeting.confidence, greeting.product, greeting.os], [0.7, 'Dovecot imapd', 'Debian']);
  const talk = fakeTalk([
    '* CAPABILITY IMAP4rev1 SASL-IR ID STARTTLS AUTH=PLAIN\r\np1 OK Pre-login capabilities listed.\r\n',
    '* ID ("name" "Dovecot")\r\np2 OK ID completed.\r\n',
    'p3 BAD\r\n',
  ]);
  const verdict = await imap.learn!(talk, greeting);
  assert.equal(verdict.confidence, 1);
  assert.deepEqual(verdict.details?.id, { name: 'Dovecot' });
  assert.equal(verdict.notes?.[0].code, 'N_PLAIN_TEXT_LOGIN');
});

test('a name and a version by ID alone', async () => {
  const greeting = imap.read(reply('* OK IMAP4 ready\r\n'))!;
  const answers = [
    '* CAPABILITY IMAP4rev1 ID LOGINDISABLED\r\np1 OK\r\n',
    '* ID ("name" "Acme" "version" "2.1.3" "os" NIL)\r\np2 OK\r\n',
  ];
  const verdict = await imap.learn!(fakeTalk(answers), greeting);
  assert.deepEqual(
    [verdict.product, verdict.version, verdict.os, verdict.notes],
    ['Acme', '2.1.3', undefined, undefined],
  );
});

test('logged in from the start; nothing of its kind; a liar', async () => {
  assert.equal(imap.read(reply('* PREAUTH IMAP4rev1 server ready\r\n'))?.notes?.[0].code, 'N_NO_LOGIN');
  assert.equal(imap.read(reply('* hello\r\n')), null);
  assert.equal(imap.read(reply('* BYE go away\r\n')), null);
  assert.match((await imap.learn!(fakeTalk([]), { confidence: 0.7 })).contradiction ?? '', /CAPABILITY/);
});
