// One port of one host: the whole command beside nmap's, in turns.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../lab/available.ts';
import { buildLab } from '../../lab/network/build.ts';
import { scenario } from '../../lab/network/scenarios.ts';
import { runTool } from '../gauges/run-tool.ts';
import { productWords, shownCommand } from '../product.ts';
import type { WorkResult } from '../score/results.ts';
import { median, pairedRatio, spread } from '../score/statistics.ts';

const WANTED = 3;
const TIMEOUT_MS = 30_000;

export async function runOnePort(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  await using lab = await buildLab(scenario('plain'));
  const [host] = [...(await lab.truth()).keys()];
  const inside = ['ip', 'netns', 'exec', lab.scannerNamespace];
  const state = mkdtempSync(join(tmpdir(), 'portolan-one-port-'));
  const kept = ['env', '-u', 'PORTOLAN_NO_DB', `XDG_STATE_HOME=${state}`];
  const scan = [...productWords, 'scan', '-p', '80', host];
  const bareScan = [...scan, '-Pn', '--no-services', '--no-identity', '--udp', 'none', '--no-db', '--no-journal'];
  const ways = [
    { name: 'bare runtime', words: [process.execPath, '-e', '0'] },
    { name: 'nmap -p 80', words: ['nmap', '-p', '80', '-n', host] },
    { name: 'nmap -Pn -p 80', words: ['nmap', '-Pn', '-p', '80', '-n', host] },
    // What the command does unless it is told otherwise: services, and who the host is.
    { name: 'nmap -A -p 80', words: ['nmap', '-A', '-p', '80', '-n', host] },
    { name: 'portolan, as it comes', words: scan, kept },
    { name: 'portolan, nothing kept', words: [...scan, '--no-db', '--no-journal'] },
    { name: 'portolan, the port alone, nothing kept', words: bareScan },
  ].map((way) => ({ ...way, all: [...inside, ...(way.kept ?? []), ...way.words], seconds: [] as number[] }));
  const asItComes = ways.findIndex((way) => way.kept !== undefined);
  const failures = new Set<string>();
  if (findProgram('nmap') === null) failures.add('nmap is not installed');
  try {
    for (const { all } of ways) await runTool(all, TIMEOUT_MS);
    for (let round = 0; round < (quick ? 3 : 15); round++) {
      for (const { name, all, seconds } of ways) {
        const run = await runTool(all, TIMEOUT_MS);
        if (run.failure === null) seconds.push(run.seconds);
        else failures.add(`${name}: ${run.failure}`);
      }
    }
  } finally {
    rmSync(state, { recursive: true });
  }
  const nmap = ways[1].seconds;
  const ratios = ways.map(({ seconds }) => pairedRatio(seconds, nmap));
  const said = ratios.map((ratio) => (ratio === null ? '-' : `${ratio.toFixed(2)} times`));
  for (const [index, { name, seconds }] of ways.entries()) {
    say(
      `one-port: ${name}: ${spread(seconds, 3)} s, beside nmap: ${said[index]}, median ${median(seconds)?.toFixed(3)}`,
    );
  }
  return {
    columns: ['command', 'runs', 'time, s', 'beside nmap -p 80'],
    rows: ways.map(({ name, seconds }, index) => [name, `${seconds.length}`, spread(seconds, 3), said[index]]),
    checks: [
      {
        wanted: `portolan scan -p 80 HOST within ${WANTED} times nmap's time`,
        got: said[asItComes],
        met: (ratios[asItComes] ?? WANTED) < WANTED,
      },
    ],
    commands: ways.map(({ words }) => shownCommand(words)),
    notes: ['the port is closed: nothing has to be asked what it is for', ...failures],
  };
}
