import assert from 'node:assert/strict';
import test from 'node:test';
import { mergeSections, section } from './results.ts';

const head = { name: 'plain', about: '16 hosts', when: '2026-01-02', machine: 'Linux' };
const result = {
  columns: ['tool', 'time'],
  rows: [['portolan', '1.0']],
  checks: [
    { wanted: '1.5 times faster', got: '1.42', met: false },
    { wanted: 'all', got: 'all', met: true },
  ],
  commands: ['portolan scan'],
  notes: ['A note.'],
};

test('results: a section has the table, the figures that fall short, and the commands', () => {
  assert.equal(
    section(head, result),
    [
      '## plain: 16 hosts',
      '',
      '2026-01-02. Linux.',
      '',
      '| tool     | time |',
      '| -------- | ---- |',
      '| portolan | 1.0  |',
      '',
      '- **not reached**: wanted: 1.5 times faster; got: 1.42',
      '- reached: wanted: all; got: all',
      '',
      'A note.',
      '',
      '```',
      'portolan scan',
      '```',
      '',
    ].join('\n'),
  );
});

test('results: what a tool said cannot break the table', () => {
  assert.match(section(head, { ...result, rows: [['a|b', 'c\nd']] }), /^\| a\\\|b \| c d {2}\|$/m);
});

test('results: a new run replaces its own section only, in the order of the works', () => {
  const text = (name: string, body: string) => section({ ...head, name }, { ...result, notes: [body] });
  const order = ['plain', 'loss-5', 'send'];
  const first = mergeSections('', new Map(order.map((name) => [name, text(name, `old ${name}`)])), order);
  const second = mergeSections(first, new Map([['loss-5', text('loss-5', 'new')]]), order);
  assert.deepEqual(
    [...second.matchAll(/^(?:## ([a-z0-9-]+)|(old \S+|new)$)/gm)].map((match) => match[1] ?? match[2]),
    ['plain', 'old plain', 'loss-5', 'new', 'send', 'old send'],
  );
  assert.equal(mergeSections(second, new Map(), order), second);
});

test('results: a section that no work has made stays, at the end', () => {
  const text = '## Beside an older commit\n\nBy hand.\n';
  const merged = mergeSections(text, new Map([['plain', '## plain: x\n\nnew\n']]), ['plain']);
  assert.match(merged, /## plain: x\n\nnew\n\n## Beside an older commit\n\nBy hand\.\n$/);
});
