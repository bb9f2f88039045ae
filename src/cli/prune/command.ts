// `portolan prune --keep 90d`: takes old surveys out of the inventory, and what was left so that they can be gone on with.
import { forgetScans, journalsFolder } from '../../journals/journals.ts';
import { counted } from '../../report/format.ts';
import { type Console, realConsole } from '../console.ts';
import { EXIT, usageError } from '../errors.ts';
import { PRUNE_HELP } from '../help.data.ts';
import { type Open, openKept } from '../inventory/open.ts';
import { readWords } from '../inventory/words.ts';
import { placeOf } from '../kept/open.ts';

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const DAYS_MOST = 36_500;

/** Runs the command; returns its exit code. Throws errors for people. */
export async function pruneCommand(
  args: readonly string[],
  console: Console = realConsole(),
  open: Open = openKept,
  now: () => number = Date.now,
): Promise<number> {
  const words = readWords('prune', args, [], ['db', 'keep']);
  if (words.help) {
    console.output.out(PRUNE_HELP);
    return EXIT.finished;
  }
  if (words.rest.length > 0) throw usageError(`prune takes no "${words.rest[0]}": portolan prune --keep 90d`);
  const keep = words.options.get('keep');
  if (keep === undefined) throw usageError('how long surveys are kept has to be said: portolan prune --keep 90d');
  const before = new Date(now() - age(keep));
  const db = words.options.get('db') ?? (console.environment.PORTOLAN_DB || undefined);
  const inventory = await open(db, console.environment);
  try {
    const gone = await inventory.prune(before);
    forgetScans(journalsFolder(console.environment), (await placeOf({ db }, console.environment))!, gone);
    console.output.out(`${counted(gone.length, 'survey')} that ended before ${before.toISOString()}: gone\n`);
  } finally {
    await inventory.close();
  }
  return EXIT.finished;
}

/** `90d` in milliseconds. Throws E_USAGE. */
function age(text: string): number {
  const [, number, unit] = /^(\d{1,6})([hdw])$/.exec(text) ?? [];
  const milliseconds = Number(number) * UNITS[unit];
  if (milliseconds <= DAYS_MOST * UNITS.d) return milliseconds;
  throw usageError(`--keep ${text}: give hours, days or weeks, 100 years at the most: 48h, 90d, 12w`);
}
