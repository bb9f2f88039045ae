// Scans killed with SIGKILL in mid-flight and gone on with: the target's kernel knows the truth, a capture there what was asked.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildLab } from './network/build.ts';
import { scenario } from './network/scenarios.ts';
import { type Kill, killedRun } from './runs/killed-run.ts';

const MOST = 16_000;
const FEW = ['-p', `1-${MOST}`];

const RUNS: readonly (readonly [name: string, args: readonly string[], kills: readonly Kill[]])[] = [
  ['raw, command and engine killed', ['--engine', 'raw', '--rate', '40000', ...FEW], both(3000)],
  ['raw, the engine alone', ['--engine', 'raw', '--rate', '40000', ...FEW], [{ afterMs: 2500, victim: 'engine' }]],
  ['connect, the command alone', ['-sT', '--rate', '40000', ...FEW], [{ afterMs: 2500, victim: 'command' }]],
];

function both(...times: readonly number[]): readonly Kill[] {
  return times.map((afterMs) => ({ afterMs, victim: 'both' }));
}

for (const [name, args, kills] of RUNS) {
  test(`resume: ${name}: all open ports, each once, and hardly a probe sent twice`, { timeout: 180_000 }, async (t) => {
    await using lab = await buildLab(scenario('plain'));
    const { runs, open, toldTwice, syns, pairs, left } = await killedRun(lab, args, kills);
    assert.equal(runs.length, kills.length + 1, 'it was killed before it ended');
    const truth = [...(await lab.truth())].map(([ip, ports]) => [ip, ports.filter((port) => port <= MOST)] as const);
    assert.deepEqual([...open].toSorted(), truth.filter(([, ports]) => ports.length > 0).toSorted());
    assert.equal(toldTwice, 0);
    const again = (syns - pairs) / pairs;
    t.diagnostic(`runs took ${runs.map(({ lines }) => lines.at(-1)?.elapsedMs ?? '?')} ms`);
    t.diagnostic(`${syns} SYNs to ${pairs} ports: ${(100 * again).toFixed(3)} % twice`);
    assert.ok(again < 0.01, `${syns} SYNs to ${pairs} ports`);
    assert.deepEqual(left, []);
  });
}
