// Where journals of scans stand, each a folder with a number for its name, and which of them belong to scans that run.
//
// A scan that runs holds its journal: its process's number stands there, and when that process began (proc_pid_stat(5)), so that another one
// with the same number is told from it. A scan that is kept in an inventory is called by its number there (KEPT_AS). A scan to which targets
// were added has a journal for each part. What a process that is gone left behind is taken over as a copy: its engine may still have an open file.
import {
  appendFileSync,
  constants,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { stateFolder } from '../inventory/place.ts';
import { isGone, thisProcess } from '../inventory/write/process.ts';
import { beginJournal, type FolderJournal, openJournal } from '../survey/journal.ts';
import type { SurveyPlan } from '../survey/plan.ts';
import type { SurveyRequest } from '../survey/request.ts';
import { SurveyError } from '../survey/survey-error.ts';
import { flatten } from '../target/flat-ranges.ts';
import { rangeWords } from '../target/range-words.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What it takes to ask the same again. */
export interface Asked {
  /** Of `portolan scan`, behind the command's name. */
  readonly args: readonly string[];
  /** Variables that count as options. */
  readonly environment: Readonly<Record<string, string>>;
  /** The same as a request, for whoever has no command line. */
  readonly request: SurveyRequest;
  /** The very addresses, whatever names were given. */
  readonly targets: readonly string[];
  readonly names: readonly (readonly [address: number, names: readonly string[]])[];
  readonly seed: string;
  readonly interfaceName: string | null;
  /** RFC 3339. */
  readonly begun: string;
}

export interface ScanJournal extends FolderJournal<Asked> {
  /** How `portolan resume` calls it: by the number that the scan has in the inventory, where it is kept in one. */
  readonly name: string;
  readonly folder: string;
  /** Where the scan is kept beside it; null: nowhere. */
  readonly kept: KeptAs | null;
  /** It is kept there. */
  keptAs(kept: KeptAs): void;
  /** Targets that were taken out while it ran, as words: nobody asks them when it is gone on with. */
  readonly dropped: readonly string[];
  drop(words: readonly string[]): void;
}

export interface KeptAs {
  /** The inventory. */
  readonly place: string;
  readonly scan: number;
}

const HOLDER = 'running';
const FACTS = 'survey';
/** Says where the scan is kept beside. */
const KEPT_AS = 'kept';
/** Words of targets, a line each. */
const DROPPED = 'dropped';
const OURS: readonly string[] = [HOLDER, FACTS, KEPT_AS, DROPPED];

export function journalsFolder(environment: Environment): string {
  return join(stateFolder(environment), 'journals');
}

export function askedOf(plan: SurveyPlan, args: readonly string[], environment: Environment): Asked {
  const { spec } = [...plan.scans.values()].at(-1)!;
  const set = Object.entries(environment).filter(
    ([name, value]) => name.startsWith('PORTOLAN_') && value !== undefined,
  );
  return {
    args,
    environment: Object.fromEntries(set) as Record<string, string>,
    request: plan.request,
    targets: [...rangeWords(flatten(spec.targets))],
    names: [...plan.names],
    seed: plan.seed,
    interfaceName: spec.interfaceName,
    begun: new Date().toISOString(),
  };
}

/** In a folder of its own below `root`, by the next number. Throws E_JOURNAL. */
export function beginNumbered(root: string, asked: Asked): ScanJournal {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  for (let number = Math.max(0, ...numbersIn(root)) + 1; ; number++) {
    try {
      mkdirSync(join(root, `${number}`), { mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw error;
    }
    return beginIn(join(root, `${number}`), asked);
  }
}

/** In this folder. Throws E_JOURNAL. */
export function beginIn(folder: string, asked: Asked): ScanJournal {
  const journal = beginJournal(folder, asked);
  hold(folder);
  return named(journal, folder);
}

/**
 * All parts of a scan that was left, in the order in which they came. `word`: its number in the inventory, or the folder of a part;
 * undefined: the newest. Throws E_JOURNAL; then none is held.
 */
export function takeUpParts(root: string, word: string | undefined): readonly [ScanJournal, ...ScanJournal[]] {
  const name = word ?? newestIn(root);
  if (name === undefined)
    throw new SurveyError('E_JOURNAL', `no scan can be gone on with: there is no journal in ${root}`);
  const parts: ScanJournal[] = [];
  try {
    for (const folder of partsBeside(folderOf(root, name))) parts.push(takeUp(folder));
  } catch (error) {
    for (const part of parts) part.close(false);
    throw error;
  }
  return parts as [ScanJournal, ...ScanJournal[]];
}

/** One that was left. Throws E_JOURNAL. */
export function takeUp(folder: string): ScanJournal {
  const holder = holderOf(folder);
  if (holder !== null && isAlive(holder)) {
    throw new SurveyError(
      'E_JOURNAL',
      `the scan of the journal ${folder} runs still (process ${holder.split(' ')[0]})`,
    );
  }
  const journal = openJournal<Asked>(folder);
  if (holder !== null) for (const file of readdirSync(folder)) if (!OURS.includes(file)) renew(join(folder, file));
  hold(folder);
  return named(journal, folder);
}

/** A scan that was left. */
export interface Left {
  readonly name: string;
  /** Of each part, in the order in which they came. */
  readonly asked: readonly Asked[];
}

/** The newest first; those that run are left out. */
export function journalsIn(root: string): readonly Left[] {
  const found = new Map<string, { readonly name: string; readonly asked: Asked[] }>();
  for (const number of numbersIn(root).sort((a, b) => b - a)) {
    const folder = join(root, `${number}`);
    const holder = holderOf(folder);
    if (holder !== null && isAlive(holder)) continue;
    try {
      const { asked, close } = openJournal<Asked>(folder);
      close(false);
      const scan = JSON.stringify(keptOf(folder) ?? folder);
      const others = found.get(scan);
      if (others === undefined) found.set(scan, { name: nameOf(folder), asked: [asked] });
      else others.asked.unshift(asked);
    } catch {
      // Damaged: told when it is asked for by name.
    }
  }
  return [...found.values()];
}

/** Scans of an inventory that can be gone on with, and the folders of their journals: several where targets were added. */
export function leftIn(root: string, place: string): ReadonlyMap<number, readonly string[]> {
  const left = new Map<number, string[]>();
  for (const number of numbersIn(root).sort((a, b) => a - b)) {
    const folder = join(root, `${number}`);
    const kept = keptOf(folder);
    const holder = holderOf(folder);
    if (kept?.place !== place || (holder !== null && isAlive(holder))) continue;
    const folders = left.get(kept.scan);
    if (folders === undefined) left.set(kept.scan, [folder]);
    else folders.push(folder);
  }
  return left;
}

/** Removes the journals of scans that are no longer in their inventory; one that runs keeps its own. */
export function forgetScans(root: string, place: string, scans: readonly number[]): void {
  const left = leftIn(root, place);
  for (const scan of scans) {
    for (const folder of left.get(scan) ?? []) rmSync(folder, { recursive: true, force: true });
  }
}

/** By its scan's number in the inventory; else that of its folder, where no scan of the inventory has it. */
function folderOf(root: string, word: string): string {
  if (!/^\d+$/.test(word)) return word;
  const folders = numbersIn(root).map((number) => join(root, `${number}`));
  return folders.find((folder) => nameOf(folder) === word) ?? join(root, word);
}

/** Of the scan that this journal is a part of; a scan that is kept nowhere has no other. */
function partsBeside(folder: string): readonly string[] {
  const kept = keptOf(folder);
  if (kept === null) return [folder];
  const root = dirname(resolve(folder));
  const all = numbersIn(root).sort((a, b) => a - b);
  const parts = all.map((number) => join(root, `${number}`)).filter((each) => isSame(keptOf(each), kept));
  return parts.length > 0 ? parts : [folder];
}

function isSame(one: KeptAs | null, other: KeptAs): boolean {
  return one?.place === other.place && one.scan === other.scan;
}

function nameOf(folder: string): string {
  return `${keptOf(folder)?.scan ?? folder}`;
}

function keptOf(folder: string): KeptAs | null {
  try {
    const { place, scan } = JSON.parse(readFileSync(join(folder, KEPT_AS), 'utf8')) as Partial<KeptAs>;
    return typeof place === 'string' && Number.isSafeInteger(scan) ? { place, scan: scan as number } : null;
  } catch {
    return null;
  }
}

function droppedOf(folder: string): string[] {
  try {
    return readFileSync(join(folder, DROPPED), 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}

function named(journal: FolderJournal<Asked>, folder: string): ScanJournal {
  return {
    ...journal,
    folder,
    get name() {
      return nameOf(folder);
    },
    get kept() {
      return keptOf(folder);
    },
    get dropped() {
      return droppedOf(folder);
    },
    drop(words) {
      appendFileSync(join(folder, DROPPED), words.map((word) => `${word}\n`).join(''), { mode: 0o600 });
    },
    keptAs(kept) {
      writeFileSync(join(folder, KEPT_AS), JSON.stringify(kept), { mode: 0o600 });
    },
    close(finished) {
      rmSync(join(folder, HOLDER), { force: true });
      journal.close(finished);
    },
  };
}

function numbersIn(root: string): number[] {
  try {
    return readdirSync(root)
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function newestIn(root: string): string | undefined {
  const left = numbersIn(root).filter((number) => {
    const holder = holderOf(join(root, `${number}`));
    return holder === null || !isAlive(holder);
  });
  const touched = (number: number): number =>
    statSync(join(root, `${number}`, FACTS), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return left.sort((a, b) => touched(b) - touched(a)).map(String)[0];
}

function hold(folder: string): void {
  const { pid, since } = thisProcess();
  writeFileSync(join(folder, HOLDER), `${pid} ${since}`, { mode: 0o600 });
}

function holderOf(folder: string): string | null {
  try {
    return readFileSync(join(folder, HOLDER), 'utf8');
  } catch {
    return null;
  }
}

function isAlive(holder: string): boolean {
  const [pid, since] = holder.split(' ');
  return since !== '' && !isGone({ ...thisProcess(), pid: Number(pid), since });
}

function renew(file: string): void {
  copyFileSync(file, `${file}.new`, constants.COPYFILE_FICLONE);
  renameSync(`${file}.new`, file);
}
