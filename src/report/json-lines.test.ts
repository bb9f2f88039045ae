import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Line } from '../finding/finding.ts';
import { startLine } from '../finding/start.ts';
import { END, FINDINGS, linesOf, PROGRESS, TIME } from './findings.test-data.ts';
import { jsonLine, loadJsonSchema, surveyLine } from './json-lines.ts';
import { violations } from './lines.test-data.ts';

test('v and type come first, whatever the order of the finding', () => {
  const value = { ip: '198.18.0.1', open: 1, type: 'host-end' };
  assert.equal(jsonLine(value), '{"v":1,"type":"host-end","ip":"198.18.0.1","open":1}\n');
  assert.equal(
    jsonLine({ type: 'phase', stage: 'syn' }, TIME),
    `{"v":1,"type":"phase","stage":"syn","time":"${TIME}"}\n`,
  );
});

test('a line is one line of printable characters', () => {
  const line = jsonLine({ type: 'notice', code: 'N_X', text: 'a\nb\u2028\x9bc' });
  assert.equal(line, '{"v":1,"type":"notice","code":"N_X","text":"a\\nb\\u2028\\u009bc"}\n');
});

test('whatever stands in a value, its line is one of printable characters, and reads as that value', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.string().map((key) => `k${key}`),
        fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.boolean()),
      ),
      (rest) => {
        const value = { ...rest, type: 'x' };
        const line = jsonLine(value);
        assert.match(line, /^\{"v":1,"type":"x"[^\p{C}\p{Zl}\p{Zp}]*\}\n$/u);
        const { v, ...read } = JSON.parse(line);
        assert.deepEqual([v, read], [1, JSON.parse(JSON.stringify(value))]);
      },
    ),
  );
});

test('progress is not part of the lines', () => {
  assert.deepEqual(
    linesOf([PROGRESS]).map((line) => surveyLine(line)),
    [''],
  );
});

/** A whole survey: a stage that goes well, and one that fails. */
const WHERE = { ip: '198.18.0.3', proto: 'tcp', port: 993, stage: 'services', time: TIME } as const;
const SERVICES: readonly Line[] = [
  {
    type: 'service',
    ...WHERE,
    ...{
      service: 'imap',
      product: 'Dovecot',
      tls: true,
      confidence: 1,
      cpe: ['cpe:2.3:a:dovecot:dovecot:*:*:*:*:*:*:*:*'],
    },
    details: { capabilities: ['IMAP4rev1'] },
    evidence: [{ source: 'greeting', text: '* OK ready', sent: '', received: 'KiBPSw==' }],
  },
  {
    type: 'certificate',
    ...WHERE,
    ...{ subject: 'CN=a', issuer: 'CN=a', names: ['DNS:a'], notBefore: TIME, notAfter: TIME, selfSigned: true },
    ...{ fingerprint: '00', serial: '1', keyType: 'rsa', keyBits: 2048, chain: 1, tlsVersion: 'TLSv1.3', cipher: 'x' },
  },
  { type: 'note', ...WHERE, code: 'N_SELF_SIGNED', text: 'signed by itself', advice: 'have it signed' },
  {
    type: 'clue',
    ip: WHERE.ip,
    ...{
      about: 'os',
      value: 'Windows Server 2022',
      source: 'smb',
      confidence: 1,
      family: 'windows',
      version: '10.0.20348',
    },
    ...{ proto: 'tcp', port: 445, text: 'NTLMSSP', stage: 'identity', time: TIME },
  },
  {
    type: 'identity',
    ip: WHERE.ip,
    ...{ name: 'files', vendor: 'Dell', model: 'R640', serial: 'A1', stage: 'identity', time: TIME },
    os: {
      family: 'windows',
      name: 'Windows Server 2022',
      version: '10.0.20348',
      confidence: 1,
      because: ['smb'],
      others: [],
    },
    kind: { is: 'server', confidence: 0.9, because: ['smb'], others: [{ is: 'workstation', confidence: 0.2 }] },
    contradictions: [],
  },
  {
    ...{
      type: 'network',
      network: '198.18.0.0/24',
      interface: 'eth0',
      sources: ['interface', 'dhcp'],
      domain: 'lab.example',
    },
    ...{
      gateways: [{ ip: '198.18.0.1', source: 'routes' }],
      dhcpServers: [],
      dnsServers: [],
      stage: 'identity',
      time: TIME,
    },
    vlans: [{ id: 42, name: 'office', use: 'untagged', source: 'lldp' }],
  },
];

function wholeSurvey(): Line[] {
  const start = startLine({
    ...{
      version: '0.1.0',
      argv: ['scan', '198.18.0.0/24'],
      stages: ['syn', 'udp'],
      seed: 'abc',
      engine: 'auto',
      time: TIME,
    },
    ...{ targets: Array.from({ length: 300 }, (_, n) => `198.18.${n}.0/24`), targetCount: 300 },
  });
  const { type: _, ...counters } = END;
  return [
    start,
    { type: 'phase', stage: 'syn', time: TIME },
    ...linesOf(FINDINGS.filter(({ type }) => type !== 'end')),
    { type: 'phase-end', stage: 'syn', counters, time: TIME },
    { type: 'phase', stage: 'udp', time: TIME },
    ...SERVICES,
    { type: 'phase-end', stage: 'services', services: { asked: 1, recognised: 1, elapsedMs: 5 }, time: TIME },
    { type: 'phase-end', stage: 'udp', error: { code: 'E_NO_PERMISSION', text: 'no' }, time: TIME },
    { ...END, probe: 'several', failedStages: ['udp'], time: TIME },
  ];
}

test('every line keeps to the schema', async () => {
  const types = new Set<string>();
  for (const line of wholeSurvey()) {
    types.add(line.type);
    const text = surveyLine(line);
    if (text !== '') assert.deepEqual(violations(JSON.parse(text)), [], text);
  }
  const all = [
    'certificate',
    'clue',
    'end',
    'host',
    'host-end',
    'identity',
    'network',
    'note',
    'notice',
    'phase',
    'phase-end',
    'port',
    'progress',
    'service',
    'start',
  ];
  assert.deepEqual([...types].sort(), all);
  const probe = jsonLine({ type: 'probe', ip: '198.18.0.1', proto: 'tcp', port: 22 });
  assert.deepEqual(violations(JSON.parse(probe)), []);
});

test('the JSON Schema has every type of line, says what each is, and lets readers expect more', async () => {
  const schema = (await loadJsonSchema()) as { oneOf: Record<string, never>[]; $defs: object };
  const types = schema.oneOf.map(({ properties: { v, type } }) => {
    assert.deepEqual(v, { type: 'number', const: 1 });
    return (type as { const: string }).const;
  });
  const scan = [
    'start',
    'phase',
    'host',
    'port',
    'service',
    'certificate',
    'note',
    'clue',
    'identity',
    'path',
    'network',
    'host-end',
    'notice',
    'phase-end',
    'end',
    'probe',
  ];
  assert.deepEqual(types, [
    ...scan,
    'ping-start',
    'ping',
    'ping-stray',
    'ping-notice',
    'ping-end',
    'change',
    'compared',
  ]);
  for (const { description, required } of schema.oneOf) {
    assert.ok(description);
    assert.deepEqual((required as string[]).slice(0, 2), ['v', 'type']);
  }
  assert.doesNotMatch(JSON.stringify(schema), /additionalProperties":false/);
});

test('the schema refuses what is no finding', () => {
  const end = JSON.parse(surveyLine({ ...END, time: TIME }));
  const wrong = [
    { ...end, v: 2 },
    { ...end, probes: undefined },
    { ...end, probes: -1 },
    { ...end, limitedHosts: [1] },
    { ...end, type: 'done' },
    { ...end, surprise: true },
    { ...end, time: undefined },
    { ...end, time: '2026-11-27 03:12:12' },
    { ...end, v: undefined },
    [],
  ];
  for (const value of wrong) {
    assert.notDeepEqual(violations(JSON.parse(JSON.stringify(value))), [], JSON.stringify(value));
  }
});
