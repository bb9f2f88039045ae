import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServiceFact } from '../finding/finding.ts';
import { productText, serviceName, servicesLine } from './service-text.ts';

const FACT: ServiceFact = {
  ...{ type: 'service', ip: '198.18.0.1', proto: 'tcp', port: 22, service: 'ssh', tls: false, confidence: 1 },
  ...{ evidence: [], stage: 'services', time: '2026-01-01T00:00:00.000Z' },
};

test('names: sure, unsure, inside TLS, unknown, never asked', () => {
  assert.equal(serviceName(FACT, 'x'), 'ssh');
  assert.equal(serviceName({ ...FACT, confidence: 0.7 }, 'x'), 'ssh?');
  assert.equal(serviceName({ ...FACT, service: 'imap', tls: true }, undefined), 'tls/imap');
  assert.equal(serviceName({ ...FACT, service: 'tls', tls: true }, undefined), 'tls');
  assert.equal(serviceName({ ...FACT, service: 'unknown', confidence: 0 }, 'ssh'), 'unknown (ssh)');
  assert.equal(serviceName(undefined, 'ssh'), '(ssh)');
  assert.equal(serviceName(undefined, undefined), '');
});

test('what strangers wrote is escaped', () => {
  const said = productText({ ...FACT, product: 'x\x1b[2J', version: '1', contradiction: 'no' });
  assert.equal(said, 'x\\u{1b}[2J 1  but no');
});

test('what nobody knew is shown by its own words, where they are words', () => {
  const said = (text: string): string =>
    productText({ ...FACT, service: 'unknown', confidence: 0, evidence: [{ source: 'greeting', text }] });
  assert.equal(said('AcmeDB server 4.2.1 ready..more'), '"AcmeDB server 4.2.1 ready"');
  assert.equal(said(`Welcome ${'x'.repeat(100)}`), `"Welcome ${'x'.repeat(52)}"`);
  for (const none of ['', '..M.....c', 'ab', '.a.b.cde', '12 34']) assert.equal(said(none), '', none);
});

test('a line for all', () => {
  const phase = { type: 'phase-end', stage: 'services', time: FACT.time } as const;
  assert.equal(servicesLine([phase]), '');
  const services = { asked: 2000, recognised: 1990, elapsedMs: 1500 };
  assert.equal(servicesLine([{ ...phase, services }]), '1,990 of 2,000 open ports recognised, 1.50 s\n');
});
