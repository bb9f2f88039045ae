// `portolan scan --watch INTERVAL`: rounds.ts on the engine and the inventory of a scan, with changes on stdout and to whom else is told.
import { setTimeout } from 'node:timers/promises';
import type { Line } from '../../finding/finding.ts';
import type { Change } from '../../inventory/diff/change.ts';
import { changeText } from '../../report/changes/change-text.ts';
import { jsonLine } from '../../report/json-lines.ts';
import { planSurvey } from '../../survey/plan.ts';
import { runSurvey } from '../../survey/run.ts';
import { type Console, styleFor } from '../console.ts';
import { errorText, isForPeople } from '../errors.ts';
import type { Interruption } from '../interruption.ts';
import { createKept, type StartWriter } from '../kept/kept.ts';
import { notKept } from '../kept/open.ts';
import type { ScanCommandOptions } from '../scan/options.ts';
import type { ScanOutput } from '../scan/output.ts';
import type { ScanWorld } from '../scan/world.ts';
import { runOnChange } from './command-sink.ts';
import { watchRounds } from './rounds.ts';
import { postChanges } from './webhook.ts';

export interface WatchParts {
  readonly options: ScanCommandOptions & { readonly watch: number };
  readonly console: Console;
  readonly output: ScanOutput;
  readonly world: ScanWorld;
  readonly interruption: Interruption;
  readonly argv: readonly string[];
  readonly startWriter: StartWriter | null;
  /** A wait that the signal ends; another one for tests. */
  wait?(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** Without it there is no other scan. */
const FATAL: ReadonlySet<string> = new Set(['E_ENGINE_DIED', 'E_NO_PERMISSION', 'E_OUTPUT']);

/** Returns the exit code: that of the signal that ended it. */
export async function watchScan(parts: WatchParts): Promise<number> {
  const { options, output, world, interruption, wait = waitFor } = parts;
  const { signal } = interruption;
  // What cannot be done is an error before the first round.
  const first = await planSurvey(options, world, { signal });
  for (const { text } of first.notices) output.note(text);
  const engine = await world.openEngine();
  try {
    await watchRounds({
      intervalMs: options.watch,
      signal,
      scan: () => round(parts, engine),
      changed: (changes) => tell(parts, changes),
      note: output.note,
      failed(error) {
        if (!isForPeople(error) || FATAL.has(error.code)) throw error;
        parts.console.output.err(errorText(error));
      },
      now: () => performance.now(),
      wait: (milliseconds) => wait(milliseconds, signal),
    });
  } finally {
    await engine.close();
  }
  return interruption.exitCode();
}

/** One scan, kept in the inventory as every scan is; on the screen only its progress. */
async function* round(
  { options, output, world, interruption, argv, startWriter }: WatchParts,
  engine: Awaited<ReturnType<ScanWorld['openEngine']>>,
): AsyncGenerator<Line, void, undefined> {
  const { signal } = interruption;
  const plan = await planSurvey(options, world, { signal });
  const { recogniser, lookups, ownNetwork } = world;
  const kept = createKept({
    startWriter,
    show: { take() {}, textOf: () => '', print() {}, together: (show) => show() }, // what changed alone is shown
    tell: (error) => output.note(notKept(error).text),
  });
  let state: 'failed' | 'interrupted' | 'finished' = 'failed';
  try {
    for await (const line of runSurvey(plan, engine, { signal, recogniser, lookups, ownNetwork, argv })) {
      interruption.heard();
      if (line.type === 'progress') output.take(line);
      else yield line;
      if (line.type === 'end') state = line.interrupted ? 'interrupted' : 'finished';
      const room = kept.take(line);
      if (room !== undefined) await room;
    }
    await kept.flush();
  } finally {
    output.idle();
    await kept.close(state);
  }
}

async function tell({ options, console, output, interruption }: WatchParts, changes: readonly Change[]): Promise<void> {
  const lines = changes.map((change) => jsonLine(change)).join('');
  const style = styleFor(console, options.color);
  output.screen.out(
    options.json ? lines : changes.map((change) => changeText(change, style, options.verbose)).join(''),
  );
  const { onChange, webhook } = options;
  const faults = await Promise.all([
    onChange === undefined ? null : runOnChange(onChange, lines, interruption.signal),
    webhook === undefined ? null : postChanges(webhook, changes, interruption.signal),
  ]);
  for (const fault of faults) if (fault !== null) output.note(fault);
}

async function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal }).catch(() => undefined);
}
