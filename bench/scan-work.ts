// A work that is a scan: several tools in turns on one lab, each run held against the truth.
import { buildLab, type Lab } from '../lab/network/build.ts';
import { scenario } from '../lab/network/scenarios.ts';
import type { Truth } from '../lab/truth/truth.ts';
import type { Gauge } from './gauges/gauge.ts';
import { runTool } from './gauges/run-tool.ts';
import { readWire } from './gauges/wire-counters.ts';
import { shownCommand } from './product.ts';
import type { Check, WorkResult } from './score/results.ts';
import { compare, failuresOf, type Sample, SCAN_COLUMNS, scanRow } from './score/score.ts';
import { type ScanTool, startHeartbeat } from './tools.ts';

/** A tool and how often it runs. */
export interface Contender {
  /** Null: it is not installed. */
  readonly tool: ScanTool | null;
  readonly runs: number;
  /** Of one run; the work's own unless told. */
  readonly timeoutMs?: number;
}

/** The samples of each contender by its key; none where it did not run. */
export type Series = (key: string) => readonly Sample[];

export interface ScanWork {
  readonly name: string;
  readonly about: string;
  readonly scenario: string;
  /** Of one run. */
  readonly timeoutMs: number;
  /** By a key of the work's own; they run in this order. */
  contenders(lab: Lab, quick: boolean): Promise<Readonly<Record<string, Contender>>>;
  /** What is open, where not all of the lab. */
  truth?(lab: Lab, quick: boolean): Promise<Truth>;
  /** Done once, when the lab stands. */
  prepare?(lab: Lab): Promise<void>;
  /** Done before each run of a tool. */
  before?(lab: Lab, tool: ScanTool): Promise<void>;
  readonly gauge?: Gauge;
  /** False where packets do not leave the scanner's machine. */
  readonly onWire: boolean;
  checks(series: Series): readonly (Check | null)[];
  readonly notes: readonly string[];
}

/** Targets forget connections meanwhile, and buffers empty. */
const PAUSE_MS = 500;

/** Runs all contenders once, then again those that have runs left, and so on. */
export async function runScanWork(work: ScanWork, quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  await using lab = await buildLab(scenario(work.scenario));
  await work.prepare?.(lab);
  const entries = Object.entries(await work.contenders(lab, quick)).flatMap(([key, { tool, ...rest }]) =>
    tool === null ? [] : [{ key, tool, timeoutMs: work.timeoutMs, ...rest, samples: [] as Sample[] }],
  );
  const rounds = Math.max(...entries.map(({ runs }) => runs));
  for (let round = 0; round < rounds; round++) {
    for (const { tool, runs, timeoutMs, samples } of entries) {
      if (round >= runs) continue;
      const sample = await runOnce(work, lab, tool, timeoutMs, quick);
      samples.push(sample);
      say(`${work.name}: ${tool.name}, run ${round + 1} of ${runs}: ${describe(sample)}`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
  return {
    columns: [...SCAN_COLUMNS, ...(work.gauge?.titles ?? [])],
    rows: entries.map(({ tool, samples }) => scanRow(tool.name, samples)),
    checks: work
      .checks((key) => entries.find((entry) => entry.key === key)?.samples ?? [])
      .filter((check) => check !== null),
    commands: entries.map(({ tool }) => shownCommand(inside(lab, tool.words))),
    notes: [...work.notes, ...entries.flatMap(({ tool, samples }) => failuresOf(tool.name, samples))],
  };
}

async function runOnce(work: ScanWork, lab: Lab, tool: ScanTool, timeoutMs: number, quick: boolean): Promise<Sample> {
  await work.before?.(lab, tool);
  const heartbeat = tool.needsPackets ? startHeartbeat(lab) : null;
  const before = await readWire(lab);
  let gauge: ReturnType<Gauge['start']> | undefined;
  const run = await runTool(inside(lab, tool.words), timeoutMs, (pid) => {
    gauge = work.gauge?.start(lab, pid);
  });
  const gauged = (await gauge?.stop()) ?? work.gauge?.titles.map(() => null) ?? [];
  const after = await readWire(lab);
  await heartbeat?.stop();
  const account = tool.read(run.stdout);
  const truth = (await work.truth?.(lab, quick)) ?? (await lab.truth());
  return {
    seconds: run.seconds,
    failure: run.failure ?? account.failure,
    ...compare(account.open, truth),
    sent: work.onWire ? after.sent - before.sent : null,
    lost: work.onWire ? after.lost - before.lost : null,
    silent: account.silent,
    gauged,
  };
}

function inside(lab: Lab, words: readonly string[]): string[] {
  return ['ip', 'netns', 'exec', lab.scannerNamespace, ...words];
}

function describe({ seconds, failure, found, of, wrong, gauged }: Sample): string {
  const gauges = gauged.map((value) => (value === null ? '-' : value.toFixed(2))).join(' ');
  const end = failure === null ? '' : ` (${failure})`;
  return `${seconds.toFixed(2)} s, ${found} of ${of}${wrong === 0 ? '' : `, ${wrong} wrong`} ${gauges}${end}`;
}
