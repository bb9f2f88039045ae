import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServiceFact } from '../finding/finding.ts';
import { evidenceLines, productText, serviceName, servicesLine } from './service-text.ts';

const FACT: ServiceFact = {
  ...{ type: 'service', ip: '198.18.0.1', proto: 'tcp', port: 22, service: 'ssh', tls: false, confidence: 1 },
  ...{ evidence: [], stage: 'services', time: '2026-01-01T00:00:00.000Z' },
};

test('evidence: what was said, and what was kept of it as text and in hex, so much of it', () => {
  const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');
  const greeting = { source: 'greeting', text: 'SSH-2.0-x..' } as const;
  const answer = { source: 'answer', text: '$3..abc..', sent: base64('*1\r\n'), received: base64('$3') } as const;
  assert.deepEqual(evidenceLines({ ...FACT, evidence: [greeting, answer] }), [
    'greeted: SSH-2.0-x..',
    'answered: $3..abc..',
    '  sent 4 bytes: 2a310d0a "*1.."',
    '  received 2 bytes: 2433',
  ]);
  const long = { ...greeting, sent: '', received: base64('\x1b'.repeat(300)) };
  const [, kept, ...more] = evidenceLines({ ...FACT, evidence: [long] });
  assert.deepEqual([kept, more], [`  received 300 bytes: ${'1b'.repeat(100)}…`, []]);
});

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
