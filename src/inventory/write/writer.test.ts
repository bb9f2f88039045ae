import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Line, StartLine } from '../../finding/finding.ts';
import { openInventory } from '../open.ts';

const TIME = '2026-11-27T12:00:00.000Z';
const START: StartLine = {
  type: 'start',
  time: TIME,
  version: '0',
  argv: ['scan', '198.18.0.7'],
  targets: ['198.18.0.7'],
  stages: ['syn'],
  seed: 'x',
  engine: 'raw',
};
const LINES: readonly Line[] = [
  START,
  { type: 'phase', stage: 'syn', time: TIME },
  { type: 'host', ip: '198.18.0.7', state: 'up', reason: 'rst', probe: 'syn', stage: 'syn', time: TIME },
  {
    type: 'port',
    ip: '198.18.0.7',
    proto: 'tcp',
    port: 22,
    state: 'open',
    reason: 'syn-ack',
    probe: 'syn',
    stage: 'syn',
    time: TIME,
  },
];

test('written and read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-'));
  try {
    const file = join(folder, 'deep/inventory.db');
    const inventory = await openInventory(file);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const writer = await inventory.begin(START);
    await writer.write(LINES);
    await writer.close('finished');
    assert.deepEqual(await all(inventory.lines(1)), [LINES[0], LINES[2], LINES[3]]);
    console.log(await inventory.hosts(), await inventory.ports(), await inventory.services(), await inventory.scans());
    await inventory.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

async function all(lines: AsyncIterable<Line>): Promise<Line[]> {
  const every: Line[] = [];
  for await (const line of lines) every.push(line);
  return every;
}
