import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOneHost } from './same-host.ts';
import { serviceFact } from './sources/fact.test-data.ts';
import type { Seen } from './sources/source.ts';

const KEY = 'SHA256:AAAAC3NzaC1lZDI1NTE5AAAAIE';
const ssh = (ip: string, fingerprint: unknown = KEY): Seen =>
  serviceFact({ ip, service: 'ssh', port: 22, details: { hostKey: { type: 'ssh-ed25519', fingerprint } } });

test('the same key on two addresses: each is told of the other, once', () => {
  const one = createOneHost();
  assert.deepEqual(one.of(ssh('198.18.0.1')), []);
  const said = one
    .of(ssh('198.18.0.2'))
    .map(({ ip, clue: { about, value, source } }) => `${ip}: ${source} ${about} ${value}`);
  assert.deepEqual(said, [
    '198.18.0.2: ssh-host-key address 198.18.0.1',
    '198.18.0.1: ssh-host-key address 198.18.0.2',
  ]);
  assert.deepEqual(one.of(ssh('198.18.0.2')), []);
  assert.deepEqual(one.of(ssh('198.18.0.3', 'SHA256:BBBBBBBBBBBBBBBBBBBB')), []);
});

test('what a whole network shows is nobody’s', () => {
  const one = createOneHost();
  const counts = Array.from({ length: 20 }, (_, k) => one.of(ssh(`198.18.0.${k}`)).length);
  assert.deepEqual(counts.slice(0, 6), [0, 2, 4, 6, 0, 0]);
});

test('an engine and a GUID; zeros and what is no text are none', () => {
  const one = createOneHost();
  const fact = (ip: string, details: Record<string, unknown>): Seen => serviceFact({ ip, details });
  for (const details of [
    { serverGuid: '0'.repeat(32) },
    { engineId: '80001f88' },
    { hostKey: null },
    { hostKey: 'x' },
    { engineId: 7 },
  ]) {
    for (const ip of ['198.18.0.1', '198.18.0.2']) assert.deepEqual(one.of(fact(ip, details)), []);
  }
  one.of(fact('198.18.0.1', { engineId: '8000000903aabbcc000102' }));
  assert.equal(one.of(fact('198.18.0.2', { engineId: '8000000903aabbcc000102' })).length, 2);
});
