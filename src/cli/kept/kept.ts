// What a survey says goes to the inventory first, and is shown when it is kept there: what a person has seen is never lost.
//
//   survey ─ take ─► waiting ─ a batch at a time ─► writer's thread ─ kept ─► shown
//
//  1. What is kept costs by the batch: one begins PAUSE_MS after the one before it, earlier where LINES_MOST or TEXT_MOST wait, or
//     somebody waits for all. While it is written the next one grows as far; then the survey waits.
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

/** `goOnWith`: the number of a scan that it goes on with. */
export type StartWriter = (start: StartLine, goOnWith?: number) => WriterThread;

export interface Show {
  /** Shows a line; `json` is what it is as JSON, where that was made. */
  take(line: Line, json?: string): void;
  /** What is shown meanwhile is written at once. */
  together(show: () => void): void;
}

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
const LINES_MOST = 4000;
const TEXT_MOST = 4 * 1024 * 1024;

export function createKept({ startWriter, show, tell, begun = () => {}, journals = () => [] }: KeptOptions): Kept {
  let writer: WriterThread | null = null;
  let hasBegun = false;
  let waiting: Line[] = [];
  let texts: string[] = [];
  let length = 0;
  let batch: readonly (readonly [Line, string])[] = [];
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

  const isFull = (): boolean => waiting.length >= LINES_MOST || length >= TEXT_MOST;

  /** Rule 1. */
  async function pause(): Promise<void> {
    // Lines come by the handful: those that are on their way are taken along.
    await setImmediate();
    const rest = begunAt + PAUSE_MS - performance.now();
    if (rest <= 0 || isHurried || isFull()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, rest);
    hurry = resolve;
    await promise;
    clearTimeout(timer);
  }

  /** One batch after another until nothing waits. */
  async function work(): Promise<void> {
    while (waiting.length > 0) {
      await pause();
      begunAt = performance.now();
      const [lines, said] = [waiting, texts];
      [waiting, texts, length] = [[], [], 0];
      room.resolve();
      room = Promise.withResolvers();
      batch = lines.map((line, index) => [line, said[index]]);
      try {
        const scan = await writer?.write(lines, said);
        if (scan !== undefined && !hasBegun) begun(scan);
        hasBegun ||= scan !== undefined;
      } catch (error) {
        fail(error);
      }
      writeJournal();
      showBatch();
    }
  }

  function showBatch(): void {
    const shown = batch;
    batch = [];
    show.together(() => {
      for (const [line, text] of shown) show.take(line, text);
    });
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
      waiting.push(line);
      texts.push(text);
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
      showBatch();
      for (const [index, line] of waiting.entries()) show.take(line, texts[index]);
      [waiting, texts, writer] = [[], [], null];
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
