import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FACTS } from '../../finding/facts/facts.schema.ts';
import { certificateFact, serviceFact, told } from './fact.test-data.ts';
import type { Seen } from './source.ts';
import { cluesOf, SOURCES } from './sources.ts';

const SERVICES = [
  ...[
    'mdns',
    'netbios-ns',
    'snmp',
    'microsoft-ds',
    'ms-wbt-server',
    'ldap',
    'ssh',
    'ssdp',
    'sip',
    'http',
    'ws-discovery',
  ],
  ...['mbap', 's7comm', 'adb', 'plex-gdm', 'dhcps', 'domain', 'asf-rmcp', 'toString', '__proto__', 'constructor', '9p'],
];
const DETAILS = [
  ...[
    'services',
    'instances',
    'names',
    'mac',
    'sysDescr',
    'sysName',
    'sysObjectId',
    'enterprise',
    'engineId',
    'banner',
  ],
  ...[
    'types',
    'scopes',
    'title',
    'server',
    'agent',
    'www-authenticate',
    'cookies',
    'dnsName',
    'netbiosName',
    'osVersion',
  ],
  ...['roles', 'defaultnamingcontext', 'domaincontrollerfunctionality', 'routers', 'serial', 'vendor', 'model', 'name'],
];
const hostileText = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.constantFrom(
    '\x1b[2J\x1b]0;x\x07',
    '\u202egnp.exe',
    'a'.repeat(100_000),
    '0c:'.repeat(40_000),
    '__proto__',
    '-'.repeat(9999),
  ),
);
const value: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.anything(),
  fc.array(
    fc.oneof(
      hostileText,
      fc.record({ name: hostileText, kind: fc.constantFrom('workstation', 'messenger'), group: fc.boolean() }),
    ),
    { maxLength: 300 },
  ),
  fc.array(fc.record({ name: hostileText, host: fc.anything(), texts: fc.array(hostileText) }), { maxLength: 60 }),
);
const service = fc
  .record({
    service: fc.oneof(fc.constantFrom(...SERVICES), hostileText),
    ...{ hostname: fc.option(hostileText, { nil: undefined }), os: fc.option(hostileText, { nil: undefined }) },
    ...{ device: fc.option(hostileText, { nil: undefined }), product: fc.option(hostileText, { nil: undefined }) },
    confidence: fc.double({ min: 0, max: 1, noNaN: true }),
    details: fc.option(fc.dictionary(fc.constantFrom(...DETAILS), value), { nil: undefined }),
  })
  .map((each) => serviceFact(JSON.parse(JSON.stringify({ ...each, details: plain(each.details) }))));

/** As it would come: what JSON holds. */
function plain(details: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(details, (_, each) => (typeof each === 'bigint' ? 0 : each)) ?? '{}');
  } catch {
    return {};
  }
}

const clueSchema = FACTS.find((each) => each.shape.type.value === 'clue')!;

function holds(fact: Seen): void {
  const clues = cluesOf(fact);
  assert(clues.length <= 200, `${clues.length} clues`);
  for (const clue of clues) {
    const whole = { type: 'clue', ip: '198.18.0.9', ...clue, stage: 'identity', time: '2026-01-01T00:00:00.000Z' };
    const parsed = clueSchema.safeParse(whole);
    assert(parsed.success, `${JSON.stringify(clue)}: ${parsed.error}`);
    assert(!/[\p{Cc}\p{Cf}]/u.test(`${clue.value}${clue.text ?? ''}`), JSON.stringify(clue));
  }
}

test('whatever a stranger wrote into a fact, no source throws, and what it says is bounded and can be shown', () => {
  fc.assert(fc.property(service, holds), { numRuns: 1500 });
  fc.assert(
    fc.property(fc.array(hostileText), hostileText, hostileText, (names, subject, issuer) =>
      holds(certificateFact({ names: names.map((each) => `DNS:${each}`), subject, issuer })),
    ),
  );
  const host = { type: 'host', ip: '198.18.0.9', state: 'up', reason: 'arp-reply', probe: 'arp' } as const;
  fc.assert(
    fc.property(hostileText, hostileText, (vendor, name) =>
      holds({ ...host, mac: '02:42:c6:12:00:09', vendor, names: [{ name, source: 'target' }] }),
    ),
  );
});

test('names of sources are words that clues may have', () => {
  assert.equal(new Set(SOURCES).size, SOURCES.length);
  for (const service of SERVICES) {
    for (const { source } of cluesOf(serviceFact({ service, hostname: 'labnas' })))
      assert.match(source, /^[a-z][a-z0-9-]*$/);
  }
});

test('what is only half sure is said half as sure, and what is contradicted less', () => {
  assert.deepEqual(told(serviceFact({ service: 'smtp', hostname: 'mail.example.org', confidence: 0.7 })), [
    'smtp name mail.example.org 0.49',
  ]);
  const contradicted = { service: 'smtp', hostname: 'mail.example.org', contradiction: 'does not answer EHLO' };
  assert.deepEqual(told(serviceFact(contradicted)), ['smtp name mail.example.org 0.35']);
});

test('names that every host has are no names', () => {
  for (const hostname of ['localhost', 'localhost.localdomain', '(none)', '198.18.0.9', '']) {
    assert.deepEqual(told(serviceFact({ service: 'ftp', hostname })), []);
  }
});
