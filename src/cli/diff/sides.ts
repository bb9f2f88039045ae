// The two surveys that are compared: of the inventory by their numbers, or of files.
//
//  1. What is a number is a scan; everything else a file, in whatever format results come.
//  2. One number: with the scan of the same targets before it. None: the last two of the same targets (which-scans.ts).
import { type Picture, pictureOf } from '../../finding/fold.ts';
import type { Compared } from '../../inventory/diff/change.ts';
import { lastTwo, noTwo } from '../../inventory/diff/which-scans.ts';
import type { Inventory, ScanId } from '../../inventory/inventory.ts';
import { CliError, usageError } from '../errors.ts';
import { linesOfFile } from '../import/naming-file.ts';

export interface Survey {
  readonly picture: Picture;
  /** What the last line says of it. */
  readonly said: Compared['before'];
}

export interface DiffWorld {
  /** Opened where a scan of it is asked for. */
  inventory(): Promise<Inventory>;
  open(file: string): AsyncIterable<Uint8Array>;
}

export async function readSides(words: readonly string[], world: DiffWorld): Promise<readonly [Survey, Survey]> {
  if (words.length > 2) throw usageError(`two scans are compared, not ${words.length}: "${words[2]}" is one too many`);
  const [one, other] = words;
  if (other !== undefined) return [await read(one, world), await read(other, world)];
  if (one !== undefined && !isNumber(one))
    throw usageError(`"${one}" is compared with another file: portolan diff ${one} FILE`);
  const inventory = await world.inventory();
  const two = await lastTwo(inventory, one === undefined ? null : Number(one));
  if (two === null) throw new CliError('E_NO_SCAN', `${noTwo(one)}: portolan scans lists what there is`);
  const [before, after] = two;
  return [await readScan(before, inventory), await readScan(after, inventory)];
}

function isNumber(word: string): boolean {
  return /^\d{1,9}$/.test(word);
}

async function read(word: string, world: DiffWorld): Promise<Survey> {
  if (isNumber(word)) return readScan(Number(word), await world.inventory());
  const picture = await pictureOf(linesOfFile(word, world.open));
  return { picture, said: { file: word, time: picture.start?.time ?? null } };
}

async function readScan(scan: ScanId, inventory: Inventory): Promise<Survey> {
  const picture = await pictureOf(inventory.lines(scan));
  return { picture, said: { scan, time: picture.start?.time ?? null } };
}
