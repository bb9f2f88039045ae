import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeTalk, reply } from '../fake-talk.test-data.ts';
import { ftp } from './ftp.ts';

test('vsftpd: features, and SYST that wants a login', async () => {
  const greeting = ftp.read(reply('220 (vsFTPd 3.0.3)\r\n'))!;
  assert.deepEqual([greeting.confidence, greeting.product, greeting.version], [0.7, 'vsftpd', '3.0.3']);
  const talk = fakeTalk(['211-Features:\r\n EPRT\r\n MDTM\r\n211 End\r\n', '530 Please login with USER and PASS.\r\n']);
  const verdict = await ftp.learn!(talk, greeting);
  assert.deepEqual([verdict.confidence, verdict.notes?.[0].code], [1, 'N_PLAIN_TEXT_LOGIN']);
  assert.deepEqual(verdict.details?.features, ['EPRT', 'MDTM']);
  assert.equal(talk.said(), 'FEAT\r\nSYST\r\nQUIT\r\n');
});

test('Pure-FTPd and ProFTPD', () => {
  const pure =
    '220---------- Welcome to Pure-FTPd [privsep] [TLS] ----------\r\n220-You are user number 1 of 50 allowed.\r\n' +
    '220 You will be disconnected after 15 minutes of inactivity.\r\n';
  assert.equal(ftp.read(reply(pure))?.product, 'Pure-FTPd');
  assert.equal(ftp.read(reply(pure.slice(0, 80)))?.more, true);
  const pro = ftp.read(reply('220 ProFTPD Server (Debian) [127.0.0.1]\r\n'))!;
  assert.deepEqual([pro.product, pro.version, pro.os], ['ProFTPD', undefined, 'Debian']);
});

test('AUTH TLS is asked for where it is offered, and passwords are then not in the clear', async () => {
  const answers = ['211-Extensions supported:\r\n AUTH TLS\r\n211 End.\r\n', '215 UNIX Type: L8\r\n', '234 Go on\r\n'];
  const verdict = await ftp.learn!(fakeTalk(answers), { confidence: 0.7 });
  assert.deepEqual(
    [verdict.info, verdict.notes, verdict.details?.starttls],
    ['UNIX Type: L8', undefined, 'handshake failed'],
  );
});

test('220 and no more: behaviour tells FTP from mail', async () => {
  const bare = ftp.read(reply('220 ready\r\n'))!;
  assert.equal(bare.confidence, 0.5);
  const asFtp = await ftp.learn!(fakeTalk(['500 what\r\n', '215 UNIX Type: L8\r\n']), bare);
  assert.deepEqual([asFtp.confidence, asFtp.service], [1, undefined]);
  const mail = [
    '502 unimplemented (#5.5.1)\r\n',
    '502 unimplemented (#5.5.1)\r\n',
    '250-host\r\n250 8BITMIME\r\n',
    '214 qmail home page\r\n',
  ];
  const asMail = await ftp.learn!(fakeTalk(mail), bare);
  assert.deepEqual([asMail.confidence, asMail.service, asMail.product], [1, 'smtp', 'qmail']);
});

test('a mail server that calls itself FTP is shown as what it does', async () => {
  const claim = ftp.read(reply('220 Acme FTP server ready\r\n'))!;
  const verdict = await ftp.learn!(fakeTalk(['500 what\r\n', '500 what\r\n', '250 host\r\n']), claim);
  assert.deepEqual(
    [verdict.service, verdict.contradiction],
    ['smtp', 'greets like an FTP server, behaves like a mail server'],
  );
});

test('HylaFAX, by the same commands', () => {
  const verdict = ftp.read(reply('220 fax.example.org server (HylaFAX (tm) Version 6.0.7) ready.\r\n'));
  assert.deepEqual([verdict?.service, verdict?.version], ['hylafax', '6.0.7']);
});

test('others that greet with 220', () => {
  assert.equal(ftp.read(reply('220 mail.example.org ESMTP Exim 4.96\r\n')), null);
  assert.equal(ftp.read(reply('220 host dictd 1.13.1/rf on Linux <auth.mime> <1.2.3@host>\r\n')), null);
  assert.equal(ftp.read(reply('220 ready\r\n', 'GET / HTTP/1.1\r\n')), null);
});
