// What keeping a scan costs: the same scan with nothing kept, with the journal, with the inventory, and with both, in turns. Its JSON
// goes to a file, as a person's would: no program that reads along takes a share of the processors.
import { copyFileSync, createReadStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildLab, type Lab } from '../../lab/network/build.ts';
import { scenario } from '../../lab/network/scenarios.ts';
import { openInventory } from '../../src/inventory/open.ts';
import { familyOf } from '../gauges/family.ts';
import { proportionalBytes, residentBytes, sum } from '../gauges/memory-gauge.ts';
import { runTool } from '../gauges/run-tool.ts';
import { shownCommand } from '../product.ts';
import type { WorkResult } from '../score/results.ts';
import { grouped, median, pairedRatio, spread } from '../score/statistics.ts';
import { portolan } from '../tools.ts';

const TIMEOUT_MS = 180_000;
const PERIOD_MS = 50;
/** Every so many periods: the kernel walks through all pages of a process for it. */
const PSS_EVERY = 10;
const MEMORY_MOST_MB = 300;
const SLOWER_MOST = 1.05;
const MEGABYTE = 1e6;

const WAYS = [
  { name: 'nothing', args: ['--no-db', '--no-journal'] },
  { name: 'journal', args: ['--no-db'] },
  { name: 'inventory', args: ['--no-journal'] },
  { name: 'both', args: [] },
] as const;
type WayName = (typeof WAYS)[number]['name'];

interface Run {
  readonly seconds: number;
  readonly open: number;
  /** Of the command's own process, and of it with its engine: most at once. `onceMB`: pages that both have counted once (PSS). */
  readonly commandMB: number;
  readonly allMB: number;
  readonly onceMB: number;
}

export interface KeptWork {
  readonly scenario: string;
  readonly rounds: number;
  readonly ways: readonly WayName[];
}

export async function runKept(work: KeptWork, quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  await using lab = await buildLab(scenario(work.scenario));
  const truth = [...(await lab.truth()).values()].reduce((sum, ports) => sum + ports.length, 0);
  const runs = WAYS.filter(({ name }) => work.ways.includes(name)).map((way) => ({ ...way, runs: [] as Run[] }));
  const failures: string[] = [];
  const prepared = mkdtempSync(join(tmpdir(), 'portolan-kept-'));
  const empty = join(prepared, 'inventory.db');
  await (await openInventory(empty)).close();
  for (let round = 0; round < (quick ? 1 : work.rounds); round++) {
    // Each round begins with another way: who is first has no advantage over all.
    for (let turn = 0; turn < runs.length; turn++) {
      const { name, args, runs: done } = runs[(round + turn) % runs.length];
      const run = await runOnce(lab, args, empty);
      if (typeof run === 'string') failures.push(`${name}: ${run}`);
      else done.push(run);
      const told = typeof run === 'string' ? run : `${run.seconds.toFixed(2)} s, ${run.open} of ${truth} open ports`;
      say(`kept: ${work.scenario}: ${name}, round ${round + 1}: ${told}`);
    }
  }
  rmSync(prepared, { recursive: true });
  const bare = runs.find(({ name }) => name === 'nothing')!.runs.map(({ seconds }) => seconds);
  const rows = runs.map(({ name, runs: done }) => ({ name, done, ratio: slower(done, bare) }));
  const most = Math.max(...rows.flatMap(({ done }) => done.map(({ commandMB }) => commandMB)));
  const once = Math.max(...rows.flatMap(({ done }) => done.map(({ onceMB }) => onceMB)));
  const kept = rows.filter(({ name }) => name !== 'nothing');
  return {
    columns: [
      'kept',
      'runs',
      'time, s',
      'beside nothing kept',
      'open ports',
      'command, peak RSS, MB',
      'with its engine, MB',
      'of it, shared pages once (PSS), MB',
    ],
    rows: rows.map(({ name, done, ratio }) => [
      name,
      `${done.length}`,
      spread(
        done.map(({ seconds }) => seconds),
        2,
      ),
      percent(ratio),
      `${grouped(median(done.map(({ open }) => open)))} of ${grouped(truth)}`,
      spread(
        done.map(({ commandMB }) => commandMB),
        0,
      ),
      spread(
        done.map(({ allMB }) => allMB),
        0,
      ),
      spread(
        done.map(({ onceMB }) => onceMB),
        0,
      ),
    ]),
    checks: [
      ...kept.map(({ name, ratio }) => ({
        wanted: `slowed by at most 5 % (${name})`,
        got: percent(ratio),
        met: ratio !== null && ratio <= SLOWER_MOST,
      })),
      {
        wanted: `under ${MEMORY_MOST_MB} MB for the command, which writes JSON and SQLite`,
        got: `${most.toFixed(0)} MB in the largest run`,
        met: most < MEMORY_MOST_MB,
      },
      {
        wanted: `under ${MEMORY_MOST_MB} MB for command and engine, what they share counted once`,
        got: `${once.toFixed(0)} MB in the largest run`,
        met: once < MEMORY_MOST_MB,
      },
    ],
    commands: runs.map(({ args }) => shownCommand(words(lab, args))),
    notes: [
      '"beside nothing kept" is the median of the ratios of the runs of one round; the JSON goes to a file',
      'the inventory is there and empty, as every scan but the first one finds it made',
      ...failures,
    ],
  };
}

function slower(done: readonly Run[], bare: readonly number[]): number | null {
  return pairedRatio(
    done.map(({ seconds }) => seconds),
    bare,
  );
}

function percent(ratio: number | null): string {
  return ratio === null ? '-' : `${ratio < 1 ? '-' : '+'} ${Math.abs(100 * (ratio - 1)).toFixed(1)} %`;
}

function words(lab: Lab, args: readonly string[]): string[] {
  return [...portolan(lab, ['--engine', 'kernel', ...args]).words];
}

/** Or why it does not count. */
async function runOnce(lab: Lab, args: readonly string[], inventory: string): Promise<Run | string> {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-kept-'));
  mkdirSync(join(folder, 'portolan'));
  copyFileSync(inventory, join(folder, 'portolan/inventory.db'));
  const file = join(folder, 'found.jsonl');
  let [command, all, once, ticks] = [0, 0, 0, 0];
  let timer: NodeJS.Timeout | undefined;
  const measured = ['env', '-u', 'PORTOLAN_NO_DB', `XDG_STATE_HOME=${folder}`, ...words(lab, args)];
  const toFile = ['sh', '-c', 'exec "$@" >"$0"', file, 'ip', 'netns', 'exec', lab.scannerNamespace, ...measured];
  try {
    const run = await runTool(toFile, TIMEOUT_MS, (pid) => {
      timer = setInterval(() => {
        const family = familyOf(pid);
        command = Math.max(command, residentBytes(family[0]));
        all = Math.max(all, sum(family, residentBytes));
        if (ticks++ % PSS_EVERY === 0) once = Math.max(once, sum(family, proportionalBytes));
      }, PERIOD_MS);
    });
    if (run.failure !== null) return run.failure;
    const sizes = { commandMB: command / MEGABYTE, allMB: all / MEGABYTE, onceMB: once / MEGABYTE };
    return { seconds: run.seconds, open: await openPortsIn(file), ...sizes };
  } finally {
    clearInterval(timer);
    rmSync(folder, { recursive: true });
  }
}

async function openPortsIn(file: string): Promise<number> {
  let open = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (line.includes('"type":"port"') && line.includes('"state":"open"')) open++;
  }
  return open;
}
