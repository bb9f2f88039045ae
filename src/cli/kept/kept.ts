// What a survey says goes to the inventory first, and is shown when it is kept there: what a person has seen is never lost.
//
//   survey ─ take ─► waiting ─ a batch at a time ─► writer's thread ─ kept ─► shown
//
//  1. What is kept costs by the batch and by the hosts in it: one begins PAUSE_MS after the one before it, FLOOD_PAUSE_MS after one that
//     had more lines than anybody reads; earlier where LINES_MOST or TEXT_MOST wait, or somebody waits for all. While it is written the
//     next one grows as far; then the survey waits.
//  2. The status line is neither kept nor does it wait.
//  3. An inventory that cannot be written is told once, and is no reason to end a scan: from then on everything is shown at once.
//  4. What a scan's journal has to have first (src/survey/journal.ts) it is given a batch at a time too.
//  5. The inventory is closed behind what is shown last: nobody waits for that with nothing to read.
import { setImmediate } from 'node:timers/promises';
import type { Line, StartLine } from '../../finding/finding.ts';
import { jsonOf } from '../../finding/json.ts';
import type { ScanState } from '../../inventory/inventory.ts';
import type { WriterThread } from '../../inventory/thread/start.ts';
import type { SurveyJournal } from '../../survey/journal.ts';
import { createHeld, type Show } from './held.ts';

/** `goOnWith`: the number of a scan that it goes on with. */
export type StartWriter = (start: StartLine, goOnWith?: number) => WriterThread;

export interface Kept {
  /** Resolves when there is room for more. Throws what showing threw. */
  take(line: Line): Promise<void> | undefined;
  /** Resolves when all is kept and shown. Throws what showing threw. */
  flush(): Promise<void>;
  /** Shows what waits, kept or not: there is no time left. */
  showAll(): void;
  close(state: ScanState): Promise<void>;
}

export interface KeptOptions {
  /** Called with the first line; null: there is no inventory. */
  readonly startWriter: StartWriter | null;
  readonly show: Show;
  /** Rule 3. */
  readonly tell: (error: unknown) => void;
  /** Told the scan's number as soon as something of it is kept. */
  readonly begun?: (scan: number) => void;
  /** Rule 4; of each part. */
  readonly journals?: () => readonly Pick<SurveyJournal, 'write'>[];
}

/** Nobody sees that something is shown so much later. */
const PAUSE_MS = 80;
const FLOOD_LINES = 500;
const FLOOD_PAUSE_MS = 400;
const LINES_MOST = 16_000;
const TEXT_MOST = 4 * 1024 * 1024;

export function createKept({ startWriter, show, tell, begun = () => {}, journals = () => [] }: KeptOptions): Kept {
  let writer: WriterThread | null = null;
  let hasBegun = false;
  /** What waits for the next batch, and what is in the one that is written. */
  let [next, batch] = [createHeld(show), createHeld(show)];
  let [waiting, length, pauseMs] = [0, 0, PAUSE_MS];
  let writing: Promise<void> | null = null;
  let room = Promise.withResolvers<void>();
  let begunAt = Number.NEGATIVE_INFINITY;
  /** Ends the pause before the next batch. */
  let hurry = (): void => {};
  let isHurried = false;
  let cannotShow: { readonly error: unknown } | null = null;

  function fail(error: unknown): void {
    if (writer === null) return;
    writer = null;
    tell(error);
  }

  /** One that cannot be written ends the survey at its next fact: what it found before is shown all the same. */
  function writeJournal(): void {
    try {
      for (const journal of journals()) journal.write();
    } catch {}
  }

  const isFull = (): boolean => waiting >= LINES_MOST || length >= TEXT_MOST;

  /** Rule 1. */
  async function pause(): Promise<void> {
    // Lines come by the handful: those that are on their way are taken along.
    await setImmediate();
    const rest = begunAt + pauseMs - performance.now();
    if (rest <= 0 || isHurried || isFull()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, rest);
    hurry = resolve;
    await promise;
    clearTimeout(timer);
  }

  /** One batch after another until nothing waits. */
  async function work(): Promise<void> {
    while (waiting > 0) {
      await pause();
      begunAt = performance.now();
      pauseMs = waiting > FLOOD_LINES ? FLOOD_PAUSE_MS : PAUSE_MS;
      [next, batch] = [batch, next];
      [waiting, length] = [0, 0];
      room.resolve();
      room = Promise.withResolvers();
      try {
        const scan = await writer?.write();
        if (scan !== undefined && !hasBegun) begun(scan);
        hasBegun ||= scan !== undefined;
      } catch (error) {
        fail(error);
      }
      writeJournal();
      batch.show();
    }
  }

  return {
    take(line) {
      if (cannotShow !== null) throw cannotShow.error;
      if (line.type === 'start' && startWriter !== null) {
        try {
          writer = startWriter(line);
        } catch (error) {
          tell(error);
        }
      }
      if (line.type === 'progress' || (writer === null && writing === null && journals().length === 0)) {
        show.take(line);
        return undefined;
      }
      const text = jsonOf(line);
      writer?.add(line, text);
      next.add(line, text);
      waiting++;
      length += text.length;
      writing ??= work()
        .catch((error: unknown) => {
          cannotShow = { error };
          room.resolve();
        })
        .finally(() => {
          writing = null;
        });
      if (!isFull()) return undefined;
      hurry();
      return room.promise;
    },
    async flush() {
      isHurried = true;
      hurry();
      await writing;
      if (cannotShow !== null) throw cannotShow.error;
    },
    showAll() {
      writeJournal();
      batch.show();
      next.show();
      [waiting, writer] = [0, null];
    },
    async close(state) {
      try {
        await writing;
        await writer?.close(state);
      } catch (error) {
        fail(error);
      }
    },
  };
}
