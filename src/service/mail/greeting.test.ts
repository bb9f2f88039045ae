import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostnameIn, namedProgram, osIn } from './greeting.ts';

test('a program that no row has', () => {
  assert.deepEqual(namedProgram('ESMTP AcmeMail 3.2.1 ready'), { product: 'AcmeMail', version: '3.2.1' });
  assert.deepEqual(namedProgram('Acme FTP Server v7.5. Welcome'), { product: 'Acme', version: '7.5' });
  assert.deepEqual(namedProgram('mail ESMTP Wed, 01 Jan 2025 00:00:00 +0000'), {});
});

test('hosts and systems', () => {
  assert.deepEqual(hostnameIn('mail.example.org ESMTP'), { hostname: 'mail.example.org' });
  assert.deepEqual(hostnameIn('(vsFTPd 3.0.3)'), {});
  assert.deepEqual(hostnameIn('localhost ESMTP'), {});
  assert.deepEqual(osIn('ESMTP Postfix (Debian/GNU)'), { os: 'Debian' });
});
