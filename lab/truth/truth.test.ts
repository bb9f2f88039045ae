import assert from 'node:assert/strict';
import test from 'node:test';
import { parseListening } from './truth.ts';

test('truth: ss lines give address and port, whatever the address is', () => {
  const text = [
    'LISTEN 0      4096     198.19.0.1:80          0.0.0.0:*          ',
    'LISTEN 0      128         0.0.0.0:22          0.0.0.0:*    users:(("sshd",pid=1,fd=3))',
    'LISTEN 0      4096  127.0.0.53%lo:53          0.0.0.0:*          ',
    'LISTEN 0      128            [::]:443            [::]:*          ',
    'LISTEN 0      128               *:8080              *:*          ',
    '',
  ].join('\n');
  assert.deepEqual(parseListening(text), [
    ['198.19.0.1', 80],
    ['*', 22],
    ['127.0.0.53', 53],
    ['*', 443],
    ['*', 8080],
  ]);
  assert.deepEqual(parseListening(''), []);
});
