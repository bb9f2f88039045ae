// One survey of the server: its lines go into the inventory first, and then to whoever listens.
//
//   parts: runSurvey ── lines ──► pending ──(every 50 ms, or a thousand)──► inventory ──► events
//
// Rules:
//  1. What was pushed is kept: nobody hears of a line before the inventory has it.
//  2. Where the inventory is slow the survey waits for it, and nothing piles up.
//  3. Where the inventory cannot be written the survey ends at once: nobody would know what it found.
//  4. What it comes to is in the inventory, whatever ended it.
//  5. Targets that are added are a part of their own, with its own journal, which begins when those before have ended: so a limit of the
//     pace holds over all. To those that are dropped nothing more is sent.
//  6. Journals of what did not end are left: it can be gone on with.
import type { Engine } from '../../../engine/engine.ts';
import type { End, Line, StartLine } from '../../../finding/finding.ts';
import { withTargets } from '../../../finding/start.ts';
import type { Inventory, ScanId, ScanState, ScanWriter } from '../../../inventory/inventory.ts';
import type { ScanJournal } from '../../../journals/journals.ts';
import { createSurveyControl, type SurveyControl } from '../../../survey/control.ts';
import { surveyInTurn, targetsOf } from '../../../survey/in-turn.ts';
import type { SurveyPlan } from '../../../survey/plan.ts';
import type { RunOptions } from '../../../survey/run.ts';
import { countFlat, type FlatRanges, flatten, joinFlat, subtractFlat } from '../../../target/flat-ranges.ts';
import { rangeWords } from '../../../target/range-words.ts';
import type { Range } from '../../../target/ranges.ts';
import type { ServerEvent, SurveyStatus } from '../../api.ts';
import { createStatusBook } from './status.ts';

const FLUSH_MS = 50;
const LINES_AT_ONCE = 1000;
const STATUS_MS = 200;

/** Whom a part of a survey asks, and where it is kept. */
export interface Part {
  readonly plan: SurveyPlan;
  readonly journal: ScanJournal | null;
}

export interface SurveyRun {
  readonly plan: SurveyPlan;
  status(): SurveyStatus;
  pause(): void;
  goOn(): void;
  setRate(perSecond: number | null): void;
  /** Those that are asked, or were, but for who was dropped. */
  targets(): FlatRanges;
  /** Rule 5. False where it has ended meanwhile. */
  add(part: Part): boolean;
  drop(addresses: readonly Range[]): void;
  cancel(): void;
  /** Never rejects: what went wrong is in its status. */
  readonly done: Promise<void>;
}

export interface RunWorld extends Omit<RunOptions, 'signal' | 'control' | 'journal'> {
  readonly engine: Engine;
  readonly inventory: Inventory;
  /** The scan that it goes on with. */
  readonly goOnWith?: ScanId;
  publish(event: ServerEvent): void;
}

interface Running extends Part {
  readonly control: SurveyControl;
  /** Of the plan. */
  readonly targets: FlatRanges;
}

/** Resolves when it has its number in the inventory. Throws what kept it from that. */
export async function startRun(given: readonly [Part, ...Part[]], world: RunWorld): Promise<SurveyRun> {
  const { engine, inventory, publish, goOnWith, ...options } = world;
  const stop = new AbortController();
  const parts: Running[] = given.map(running);
  const [{ plan }] = parts;
  const waiting = [...parts];
  let isOver = false;

  const lines = surveyInTurn(inTurn(), engine, { ...options, signal: stop.signal });
  const first = await lines.next();
  let start = first.value as StartLine;
  const writer = await inventory.begin(start, goOnWith);
  const book = createStatusBook(writer.scan, start, plan.request.rate ?? null);
  const kept = createKept(writer, publish, () => stop.abort());
  const told = (): void => publish({ type: 'status', status: { ...book.status } });
  const set = (change: Partial<SurveyStatus>): void => {
    book.set(change);
    told();
  };
  kept.put(start);
  if (parts.length > 1) restate();
  told();

  function running(part: Part): Running {
    return { ...part, control: createSurveyControl(), targets: targetsOf(part.plan) };
  }

  /** Rule 5. */
  function* inTurn(): Generator<Running, void, undefined> {
    try {
      while (waiting.length > 0) yield waiting.shift()!;
    } finally {
      isOver = true;
    }
  }

  function targets(): FlatRanges {
    return joinFlat(parts.map((part) => subtractFlat(part.targets, part.control.dropped)));
  }

  function restate(): void {
    const now = targets();
    start = withTargets(start, rangeWords(now), countFlat(now));
    kept.restate(start);
    set({ targets: start.targets });
  }

  function each(change: (control: SurveyControl) => void, status: Partial<SurveyStatus>): void {
    for (const { control } of parts) change(control);
    set(book.status.state === 'stopping' ? {} : status);
  }

  async function follow(): Promise<void> {
    const telling = setInterval(() => set({}), STATUS_MS);
    let end: End | null = null;
    let error: string | null = null;
    try {
      for await (const line of lines) {
        book.take(line);
        if (line.type === 'end') end = line;
        if (line.type !== 'progress') kept.put(line);
        await kept.room();
      }
      await kept.flush();
    } catch (thrown) {
      error = textOf(thrown);
      await kept.flush().catch(() => {});
    } finally {
      isOver = true;
      clearInterval(telling);
    }
    const state: ScanState = error !== null || end === null ? 'failed' : end.interrupted ? 'interrupted' : 'finished';
    try {
      await kept.close(state);
    } catch (thrown) {
      error ??= textOf(thrown);
    }
    // Rule 6.
    const isDone = error === null && state === 'finished' && end?.failedStages === undefined;
    for (const { journal } of parts) journal?.close(isDone);
    const last = error === null ? state : 'failed';
    const ended = new Date().toISOString();
    set({ state: last as SurveyStatus['state'], ended, phase: null, secondsLeft: null, rate: null, error });
  }

  return {
    plan,
    status: () => ({ ...book.status }),
    pause: () => each((control) => control.pause(), { state: 'paused' }),
    goOn: () => each((control) => control.goOn(), { state: 'running' }),
    setRate: (perSecond) => each((control) => control.setRate(perSecond), { rateCap: perSecond }),
    targets,
    add(part) {
      if (isOver) return false;
      const more = running(part);
      const [{ control }] = parts;
      if (control.paused) more.control.pause();
      if (control.rateCap !== undefined) more.control.setRate(control.rateCap);
      parts.push(more);
      waiting.push(more);
      restate();
      return true;
    },
    drop(addresses) {
      const words = [...rangeWords(flatten(addresses))];
      for (const { control, journal } of parts) {
        journal?.drop(words);
        control.drop(addresses);
      }
      restate();
    },
    cancel() {
      if (book.status.ended === null) set({ state: 'stopping' });
      stop.abort();
    },
    done: follow(),
  };
}

interface Kept {
  put(line: Line): void;
  restate(start: StartLine): void;
  /** Waits where much is to be written (rule 2). Throws why it cannot be (rule 3). */
  room(): Promise<void>;
  flush(): Promise<void>;
  close(state: ScanState): Promise<void>;
}

/** Rule 1. `fail`: called once, where it cannot be written. */
function createKept(writer: ScanWriter, publish: RunWorld['publish'], fail: () => void): Kept {
  let pending: Line[] = [];
  let written: Promise<void> = Promise.resolve();
  let fault: unknown = null;
  const then = (work: () => Promise<void>): void => {
    written = written
      .then(() => (fault === null ? work() : undefined))
      .catch((error) => {
        fault ??= error;
        fail();
      });
  };
  const send = (): void => {
    const taken = pending;
    if (taken.length === 0) return;
    pending = [];
    then(async () => {
      await writer.write(taken);
      for (const line of taken) publish({ type: 'line', scan: writer.scan, line });
    });
  };
  const flush = async (): Promise<void> => {
    send();
    await written;
    if (fault !== null) throw fault;
  };
  const flushing = setInterval(send, FLUSH_MS);
  return {
    put: (line) => void pending.push(line),
    restate: (start) => then(() => writer.restate(start)),
    async room() {
      if (pending.length >= LINES_AT_ONCE) await flush();
      if (fault !== null) throw fault;
    },
    flush,
    async close(state) {
      clearInterval(flushing);
      await writer.close(state);
    },
  };
}

const textOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
