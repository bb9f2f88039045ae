// How long the command takes to start, beside the bare runtime.

import { runTool } from '../gauges/run-tool.ts';
import { productWords, root, shownCommand } from '../product.ts';
import type { WorkResult } from '../score/results.ts';
import { median, spread } from '../score/statistics.ts';

const WANTED = 3;
const TIMEOUT_MS = 30_000;
/** The launcher may have to build first. */
const FIRST_TIMEOUT_MS = 300_000;

export async function runStart(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  const starts = [
    { name: 'bare runtime', words: [process.execPath, '-e', '0'] },
    { name: 'portolan, built', words: [...productWords, '--version'] },
    { name: './portolan', words: [`${root}portolan`, '--version'] },
  ].map((start) => ({ ...start, seconds: [] as number[], failures: new Set<string>() }));
  // Once without the clock: files are read, and built where sources are newer.
  for (const { words } of starts) await runTool(words, FIRST_TIMEOUT_MS);
  for (let round = 0; round < (quick ? 5 : 20); round++) {
    for (const { words, seconds, failures } of starts) {
      const run = await runTool(words, TIMEOUT_MS);
      if (run.failure === null) seconds.push(run.seconds);
      else failures.add(run.failure);
    }
  }
  const bare = median(starts[0].seconds);
  const timesBare = starts.map(({ seconds }) => {
    const own = median(seconds);
    return own === null || bare === null ? null : own / bare;
  });
  const said = timesBare.map((times) => (times === null ? 'no whole run' : `${times.toFixed(2)} times`));
  for (const [index, { name, seconds }] of starts.entries()) {
    say(`start: ${name}: ${spread(seconds, 3)} s, beside the bare runtime: ${said[index]}`);
  }
  return {
    columns: ['command', 'runs', 'time, s', 'beside the bare runtime'],
    rows: starts.map(({ name, seconds }, index) => [name, String(seconds.length), spread(seconds, 3), said[index]]),
    checks: starts.slice(1).map(({ name }, index) => ({
      wanted: `${name} --version: under ${WANTED} times the bare runtime's own start`,
      got: said[index + 1],
      met: (timesBare[index + 1] ?? WANTED) < WANTED,
    })),
    commands: starts.map(({ words }) => shownCommand(words)),
    notes: starts.flatMap(({ name, failures }) => [...failures].map((text) => `${name} failed: ${text}`)),
  };
}
