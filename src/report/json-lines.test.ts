import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../finding/finding.ts';
import { END, FINDINGS, PROGRESS } from './findings.test-data.ts';
import { findingLine, jsonLine } from './json-lines.ts';
import { SCHEMA } from './schema.data.ts';
import { violations } from './schema.test-data.ts';

test('v and type come first, whatever the order of the finding', () => {
  const finding: Finding = { ip: '198.18.0.1', open: 1, closed: 2, filtered: 0, type: 'host-end' };
  assert.equal(findingLine(finding), '{"v":1,"type":"host-end","ip":"198.18.0.1","open":1,"closed":2,"filtered":0}\n');
});

test('a line is one line of printable characters', () => {
  const line = findingLine({ type: 'notice', code: 'N_X', text: 'a\nb\u2028\x9bc' });
  assert.equal(line, '{"v":1,"type":"notice","code":"N_X","text":"a\\nb\\u2028\\u009bc"}\n');
});

test('progress is not part of the lines', () => {
  assert.equal(findingLine(PROGRESS), '');
});

test('every line keeps to the schema', () => {
  for (const finding of FINDINGS.filter(({ type }) => type !== 'progress')) {
    assert.deepEqual(violations(SCHEMA, JSON.parse(findingLine(finding))), [], finding.type);
  }
  const probe = jsonLine({ type: 'probe', ip: '198.18.0.1', proto: 'tcp', port: 22 });
  assert.deepEqual(violations(SCHEMA, JSON.parse(probe)), []);
});

test('the schema refuses what is no finding', () => {
  const end = JSON.parse(findingLine(END));
  const wrong = [
    { ...end, v: 2 },
    { ...end, probes: undefined },
    { ...end, probes: -1 },
    { ...end, limitedHosts: [1] },
    { ...end, type: 'done' },
    { ...end, surprise: true },
    [],
  ];
  for (const value of wrong) {
    assert.notDeepEqual(violations(SCHEMA, JSON.parse(JSON.stringify(value))), [], JSON.stringify(value));
  }
});
