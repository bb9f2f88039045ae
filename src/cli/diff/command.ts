// `portolan diff [SCAN] [SCAN]`: what is different between two scans. Errors end with 2, as 1 says that something is different.

import type { Compared } from '../../inventory/diff/change.ts';
import { diff } from '../../inventory/diff/diff.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { changeText, comparedText } from '../../report/changes/change-text.ts';
import { jsonLine } from '../../report/json-lines.ts';
import { type Console, realConsole, styleFor } from '../console.ts';
import { EXIT, errorText } from '../errors.ts';
import { DIFF_HELP } from '../inventory/help.data.ts';
import { type Open, openKept } from '../inventory/open.ts';
import { readWords } from '../inventory/words.ts';
import { ClosedPipeError } from '../output.ts';
import { openLines } from '../why/read.ts';
import { type DiffWorld, readSides } from './sides.ts';

export const DIFF_EXIT = { same: 0, different: 1, error: 2 } as const;

/** Runs the command; returns its exit code. Throws ClosedPipeError. */
export async function diffCommand(
  args: readonly string[],
  console: Console = realConsole(),
  open: Open = openKept,
  openFile: DiffWorld['open'] = openLines,
): Promise<number> {
  try {
    return await compare(args, console, open, openFile);
  } catch (error) {
    if (error instanceof ClosedPipeError) throw error;
    console.output.err(errorText(error));
    return DIFF_EXIT.error;
  }
}

async function compare(
  args: readonly string[],
  console: Console,
  open: Open,
  openFile: DiffWorld['open'],
): Promise<number> {
  const { options, rest, help } = readWords('diff', args, ['json', 'why', 'no-color'], ['db']);
  if (help) {
    console.output.out(DIFF_HELP);
    return EXIT.finished;
  }
  const opened: Inventory[] = [];
  const inventory = async (): Promise<Inventory> => {
    if (opened.length === 0) opened.push(await open(options.get('db'), console.environment));
    return opened[0];
  };
  try {
    const [before, after] = await readSides(rest, { inventory, open: openFile });
    const { changes, ...said } = diff(before.picture, after.picture);
    const style = styleFor(console, !options.has('no-color'));
    for (const change of changes) {
      console.output.out(options.has('json') ? jsonLine(change) : changeText(change, style, options.has('why')));
    }
    const sides = { before: before.said, after: after.said };
    const compared: Compared = { type: 'compared', ...sides, changes: changes.length, ...said };
    if (options.has('json')) console.output.out(jsonLine(compared));
    else console.output.err(comparedText(compared));
    return changes.length === 0 ? DIFF_EXIT.same : DIFF_EXIT.different;
  } finally {
    for (const each of opened) await each.close();
  }
}
