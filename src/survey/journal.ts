// A survey's journal: what it is to do, and what it has found, in a folder of the person's, so that it can be gone on with after Ctrl-C,
// the end of a terminal, or the death of any of its processes.
//
//   FOLDER/survey    lines of JSON: first what was asked, then each fact, before it is shown, and which stages have ended
//   FOLDER/STAGE     what the engine keeps of a stage that runs (src/scan/journal/layout.ts)
//
// Rules:
//  1. A fact that was shown is in the file: whoever shows facts calls write() first. So it is never shown twice: what a stage finds again
//     when it goes on is dropped (`createKnown`). Facts come by the thousand: those of one turn of the event loop are one write.
//  2. The last line may be torn: then it was not shown. Any other line that is none makes the journal none.
//  3. Only its owner reads it: it may hold communities of SNMP.
//  4. It is removed when the survey has ended by itself.
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Line } from '../finding/finding.ts';
import { jsonOf } from '../finding/json.ts';
import { SurveyError } from './survey-error.ts';
import { createTextBytes } from './text-bytes.ts';

/** What `runSurvey` needs of a journal. */
export interface SurveyJournal {
  /** Facts of before, and ends of stages that had ended; read anew at each call. */
  past(): Iterable<Line>;
  /** Before the line is shown. It is in the file once this turn of the event loop is over. Throws what an earlier write did. */
  keep(line: Line): void;
  /** What was kept is in the file, now. Throws what writing does, whenever it did. */
  write(): void;
  /** Of the file that the engine keeps for this stage. */
  descriptorOf(stage: string): number;
}

/** A journal in a folder. `Asked`: whatever its owner needs to ask the same again. */
export interface FolderJournal<Asked> extends SurveyJournal {
  readonly asked: Asked;
  /** Gives its files back. `finished`: it is not needed any more. */
  close(finished: boolean): void;
}

const VERSION = 2;
/** So many bytes wait at the most. */
const WAITING_MOST = 256 * 1024;
const KEPT: ReadonlySet<Line['type']> = new Set([
  ...(['host', 'port', 'host-end', 'service', 'certificate', 'note', 'clue', 'identity', 'path', 'network'] as const),
]);

/** Throws SurveyError E_JOURNAL where one stands there already, or none can. */
export function beginJournal<Asked>(folder: string, asked: Asked): FolderJournal<Asked> {
  try {
    mkdirSync(folder, { mode: 0o700, recursive: true });
    const descriptor = openSync(join(folder, 'survey'), 'wx', 0o600);
    const length = writeSync(descriptor, `${JSON.stringify({ journal: VERSION, asked })}\n`);
    return journalIn(folder, descriptor, asked, length);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EEXIST' ? 'one stands there: go on with it (portolan resume), or remove it' : message;
    throw new SurveyError('E_JOURNAL', `no journal can be kept in ${folder}: ${why}`);
  }
}

/** One that was begun. Throws SurveyError E_JOURNAL where it is none, damaged, or another version's. */
export function openJournal<Asked>(folder: string): FolderJournal<Asked> {
  const head = linesIn(folder).next().value as { journal?: unknown; asked?: Asked } | undefined;
  if (head === undefined || typeof head.journal !== 'number' || head.asked === undefined) refuse(folder, 'is none');
  if (head.journal !== VERSION) refuse(folder, 'was written by another version of portolan: scan anew');
  for (const line of linesIn(folder)) void line; // all of it is right, before anything is sent
  const descriptor = openSync(join(folder, 'survey'), 'r+');
  const whole = readFileSync(descriptor).lastIndexOf('\n') + 1;
  ftruncateSync(descriptor, whole);
  return journalIn(folder, descriptor, head.asked, whole);
}

/** `end`: where the next line goes. */
function journalIn<Asked>(folder: string, descriptor: number, asked: Asked, end: number): FolderJournal<Asked> {
  const stages = new Map<string, number>();
  const waiting = createTextBytes();
  let failure: { readonly error: unknown } | null = null;
  let later: NodeJS.Immediate | null = null;

  function write(): void {
    if (later !== null) clearImmediate(later);
    later = null;
    if (failure !== null) throw failure.error;
    if (waiting.length === 0) return;
    const text = waiting.take();
    try {
      for (let from = 0; from < text.length; ) {
        const written = writeSync(descriptor, text, from, text.length - from, end);
        from += written;
        end += written;
      }
    } catch (error) {
      failure = { error };
      throw error;
    }
  }

  /** Who writes at the end of a turn can throw to nobody: the next one who asks is told. */
  function writeLater(): void {
    try {
      write();
    } catch {}
  }

  return {
    asked,
    write,
    *past() {
      write();
      const lines = linesIn(folder);
      lines.next();
      yield* lines as Generator<Line>;
    },
    keep(line) {
      const isEnd = line.type === 'phase-end' && line.error === undefined && line.counters?.interrupted !== true;
      if (!isEnd && !KEPT.has(line.type)) return;
      if (failure !== null) throw failure.error;
      waiting.add(jsonOf(line));
      waiting.add('\n');
      if (waiting.length >= WAITING_MOST) write();
      else later ??= setImmediate(writeLater);
    },
    descriptorOf(stage) {
      const known = stages.get(stage);
      if (known !== undefined) return known;
      const opened = openSync(join(folder, stage), 'a+', 0o600);
      closeSync(opened);
      // Not for appending: parts of it are written over.
      const file = openSync(join(folder, stage), 'r+');
      stages.set(stage, file);
      return file;
    },
    close(finished) {
      if (!finished) writeLater();
      if (later !== null) clearImmediate(later);
      for (const each of [descriptor, ...stages.values()]) closeSync(each);
      if (finished) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Rule 2. */
function* linesIn(folder: string): Generator<object, void, undefined> {
  let text: string;
  try {
    text = readFileSync(join(folder, 'survey'), 'utf8');
  } catch (error) {
    refuse(folder, `cannot be read: ${(error as Error).message}`);
  }
  const lines = text.split('\n');
  lines.pop(); // what is torn, or nothing
  for (const [index, line] of lines.entries()) {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      refuse(folder, `is damaged in line ${index + 1}`);
    }
    const isLine = typeof value === 'object' && value !== null && (index === 0 || 'type' in value);
    if (!isLine) refuse(folder, `is damaged in line ${index + 1}`);
    yield value as object;
  }
}

function refuse(folder: string, why: string): never {
  throw new SurveyError('E_JOURNAL', `the journal ${folder} ${why}; nothing was sent`);
}

export interface Known {
  take(line: Line): void;
  /** It was given before. */
  has(line: Line): boolean;
  /** This stage had ended. */
  hasEnded(stage: string): boolean;
}

/** What was found before a survey is gone on with. */
export function createKnown(): Known {
  const given = new Set<string>();
  const ended = new Set<string>();
  return {
    take(line) {
      if (line.type === 'phase-end') ended.add(line.stage);
      else given.add(keyOf(line));
    },
    has: (line) => given.size > 0 && KEPT.has(line.type) && given.has(keyOf(line)),
    hasEnded: (stage) => ended.has(stage),
  };
}

/** Told again by a scan that goes on, a port or a host has less to it: its times were not kept. */
function keyOf(line: Line): string {
  if (line.type === 'port') return `port ${line.ip} ${line.proto} ${line.port} ${line.state}`;
  if (line.type === 'host') return `host ${line.ip} ${line.stage} ${line.state} ${line.mac ?? ''}`;
  if (line.type === 'host-end') return `end ${line.ip} ${line.stage}`;
  return JSON.stringify({ ...line, time: undefined });
}
