import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Line } from '../../finding/finding.ts';
import { timeOf } from '../inventory.test-data.ts';
import { createLineText, linesIn } from './line-text.ts';

const time = fc.oneof(
  fc.integer({ min: 0, max: 5000 }).map((ms) => new Date(Date.parse(timeOf(0)) + ms).toISOString()),
  // Of other forms, or of no day at all: as they are.
  fc.constantFrom('2026-02-30T00:00:00.000Z', '2026-01-01T00:00:00Z', '2026-01-01T01:00:00.000+01:00', 'never'),
);
const port = fc
  .record(
    {
      type: fc.constant('port'),
      ip: fc.constant('198.18.0.7'),
      port: fc.nat(65_535),
      state: fc.constantFrom('open', 'closed'),
      rttMs: fc.double({ noNaN: true }),
      ttl: fc.constantFrom(63, 64),
      details: fc.constantFrom({ a: 1 }, { a: 2 }),
      time,
    },
    { requiredKeys: ['type', 'ip', 'port', 'state', 'time'] },
  )
  .chain((line) => fc.boolean().map((turned) => (turned ? line : Object.fromEntries(Object.entries(line).reverse()))));
const other = fc.record({ type: fc.constantFrom('host', 'note'), ip: fc.constant('198.18.0.7'), time });

function textOf(lines: readonly Line[]): string {
  const text = createLineText();
  for (const line of lines) text.add(line, JSON.stringify(line));
  return text.text;
}

test('whatever lines there are, reading gives them as they were, with their keys in their order', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 5, arbitrary: port }, other), { minLength: 1 }), (any) => {
      const lines = any as unknown as Line[];
      assert.deepEqual(
        linesIn(textOf(lines)).map((line) => JSON.stringify(line)),
        lines.map((line) => JSON.stringify(line)),
      );
    }),
  );
});

test('ports that differ in number, time and round trip alone take an eighth', () => {
  const lines = Array.from({ length: 100 }, (_, index) => ({
    ...{ type: 'port', ip: '198.18.0.7', proto: 'tcp', port: index, state: 'open', reason: 'syn-ack', ttl: 64 },
    ...{ window: 64_240, rttMs: 0.125, probe: 'syn', stage: 'syn', time: timeOf(index) },
  })) as unknown as Line[];
  const text = textOf(lines);
  assert.equal(text.split('\n')[1], `[1,${Date.parse(timeOf(1)) - Date.parse(timeOf(0))},0.125]`);
  assert.ok(text.length * 8 < JSON.stringify(lines).length, `${text.length}`);
});
