// One survey of the server: its lines go into the inventory first, and then to whoever listens.
//
//   runSurvey ── lines ──► pending ──(every 50 ms, or a thousand)──► inventory ──► events
//
// Rules:
//  1. What was pushed is kept: nobody hears of a line before the inventory has it.
//  2. Where the inventory is slow the survey waits for it, and nothing piles up.
//  3. Where the inventory cannot be written the survey ends at once: nobody would know what it found.
//  4. What it comes to is in the inventory, whatever ended it.
import type { Engine } from '../../engine/engine.ts';
import type { Line, StartLine } from '../../finding/finding.ts';
import type { Inventory, ScanState, ScanWriter } from '../../inventory/inventory.ts';
import { createSurveyControl, type SurveyControl } from '../../survey/control.ts';
import type { SurveyPlan } from '../../survey/plan.ts';
import { type RunOptions, runSurvey } from '../../survey/run.ts';
import type { ServerEvent, SurveyStatus } from '../api.ts';
import { createStatusBook, type StatusBook } from './status.ts';

const FLUSH_MS = 50;
const LINES_AT_ONCE = 1000;
const STATUS_MS = 200;

export interface SurveyRun {
  status(): SurveyStatus;
  /** What it is told shows in its status. */
  readonly control: SurveyControl;
  setRate(perSecond: number | null): void;
  cancel(): void;
  /** Never rejects: what went wrong is in its status. */
  readonly done: Promise<void>;
}

export interface RunWorld extends Omit<RunOptions, 'signal' | 'control'> {
  readonly engine: Engine;
  readonly inventory: Inventory;
  publish(event: ServerEvent): void;
}

/** Resolves when it has its number in the inventory. Throws what kept it from that. */
export async function startRun(plan: SurveyPlan, world: RunWorld): Promise<SurveyRun> {
  const { engine, inventory, publish, ...options } = world;
  const stop = new AbortController();
  const control = createSurveyControl();
  const lines = runSurvey(plan, engine, { ...options, control, signal: stop.signal });
  const first = await lines.next();
  const start = first.value as StartLine;
  const writer = await inventory.begin(start);
  const book = createStatusBook(writer.scan, start, plan.request.rate ?? null);
  const told = (): void => publish({ type: 'status', status: { ...book.status } });
  const set = (change: Partial<SurveyStatus>): void => {
    book.set(change);
    told();
  };
  told();
  control.onChange(() => {
    if (book.status.state !== 'stopping') set({ state: control.state });
  });
  return {
    status: () => ({ ...book.status }),
    control,
    setRate(perSecond) {
      control.setRate(perSecond);
      set({ rateCap: perSecond });
    },
    cancel() {
      if (book.status.ended === null) set({ state: 'stopping' });
      stop.abort();
    },
    done: follow(lines, start, writer, book, publish, set, () => stop.abort()),
  };
}

async function follow(
  lines: AsyncIterable<Line>,
  start: StartLine,
  writer: ScanWriter,
  book: StatusBook,
  publish: RunWorld['publish'],
  set: StatusBook['set'],
  stop: () => void,
): Promise<void> {
  let pending: Line[] = [start];
  let written: Promise<void> = Promise.resolve();
  let fault: unknown = null;
  const flush = (): Promise<void> => {
    const taken = pending;
    pending = [];
    if (taken.length === 0) return written;
    written = written.then(async () => {
      if (fault !== null) return;
      await writer.write(taken);
      for (const line of taken) publish({ type: 'line', scan: writer.scan, line });
    });
    written = written.catch((error) => {
      fault ??= error;
      stop();
    });
    return written;
  };
  const flushing = setInterval(flush, FLUSH_MS);
  const telling = setInterval(() => set({}), STATUS_MS);
  let state: ScanState = 'failed';
  let error: string | null = null;
  try {
    for await (const line of lines) {
      book.take(line);
      if (line.type === 'end') state = line.interrupted ? 'interrupted' : 'finished';
      if (line.type !== 'progress') pending.push(line);
      if (pending.length >= LINES_AT_ONCE) await flush();
      if (fault !== null) throw fault;
    }
    await flush();
    if (fault !== null) throw fault;
  } catch (thrown) {
    state = 'failed';
    error = thrown instanceof Error ? thrown.message : String(thrown);
    await flush();
  } finally {
    clearInterval(flushing);
    clearInterval(telling);
  }
  try {
    await writer.close(state);
  } catch (thrown) {
    error ??= thrown instanceof Error ? thrown.message : String(thrown);
  }
  const ended = new Date().toISOString();
  const last = error === null ? state : 'failed';
  set({ state: last as SurveyStatus['state'], ended, phase: null, secondsLeft: null, rate: null, error });
}
