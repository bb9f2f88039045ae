// `portolan export SCAN -o FORMAT[=FILE]`: a survey that is kept, in other formats.
//
//  1. What is a number is a scan of the inventory, `last` the newest of it; everything else is a file.
//  2. A scan of the inventory is told beside the one of the same targets before it, where a format shows changes.
import { Command, Option } from 'commander';
import type { Line } from '../../finding/finding.ts';
import { linesBefore } from '../../inventory/diff/which-scans.ts';
import type { Inventory, ScanId } from '../../inventory/inventory.ts';
import { type Environment, readArguments } from '../command-line.ts';
import { type Console, realConsole } from '../console.ts';
import { CliError, EXIT, usageError } from '../errors.ts';
import { EXPORT_HELP } from '../import/help.data.ts';
import { linesOfFile } from '../import/naming-file.ts';
import { openKept } from '../inventory/open.ts';
import { plainText } from '../option-values.ts';
import { openReports } from '../reports/open-reports.ts';
import { checkReports, fieldList, reportOption, showChanges } from '../reports/wanted.ts';
import { openLines } from '../why/read.ts';

export interface ExportWorld {
  inventory(where: string | undefined, environment: Environment): Promise<Inventory>;
  open(file: string): AsyncIterable<Uint8Array>;
}

/** Runs the command; returns its exit code. Throws errors for people, and ClosedPipeError. */
export async function exportCommand(
  args: readonly string[],
  console: Console = realConsole(),
  world: ExportWorld = { inventory: openKept, open: openLines },
): Promise<number> {
  if (args.some((word) => word === '-h' || word === '--help')) {
    console.output.out(EXPORT_HELP);
    return EXIT.finished;
  }
  const command = new Command('portolan export').argument('[scans...]').helpOption(false);
  command
    .addOption(new Option('-o, --output <format=file>').argParser(reportOption))
    .addOption(new Option('--fields <list>').argParser(fieldList))
    .addOption(new Option('--db <place>').argParser(plainText))
    .addOption(new Option('--open'))
    .addOption(new Option('--append-output'));
  readArguments(command, args, []);
  const { output: wanted = [], fields, db, open: onlyOpen = false, appendOutput = false } = command.opts();
  const [scan, ...more] = command.args;
  if (scan === undefined) throw usageError('no scan is given: portolan export last -o FORMAT=FILE (--help has more)');
  if (more.length > 0) throw usageError(`one scan is exported, not ${more.length + 1}: "${more[0]}" is one too many`);
  if (wanted.length === 0)
    throw usageError(`no format is given: portolan export ${scan} -o html=FILE (--help has more)`);
  checkReports(wanted, false);
  const showsChanges = showChanges(wanted);
  await using source = await sourceOf(scan, showsChanges, () => world.inventory(db, console.environment), world);
  const options = { onlyOpen, fields, before: source.before };
  const reports = await openReports(wanted, appendOutput, options, console.output);
  try {
    for await (const line of source.lines) reports.take(line);
  } finally {
    reports.end();
  }
  return reports.hasFailed ? EXIT.failed : EXIT.finished;
}

interface Source extends AsyncDisposable {
  readonly lines: AsyncIterable<Line>;
  readonly before?: readonly Line[];
}

/** Rules 1 and 2. */
async function sourceOf(
  word: string,
  showsChanges: boolean,
  openInventory: () => Promise<Inventory>,
  world: ExportWorld,
): Promise<Source> {
  if (word !== 'last' && !/^\d{1,9}$/.test(word)) {
    return { lines: linesOfFile(word, world.open), [Symbol.asyncDispose]: async () => {} };
  }
  const inventory = await openInventory();
  const scan = word === 'last' ? await lastScan(inventory) : (await inventory.scan(Number(word))).id;
  const before = showsChanges ? await linesBefore(inventory, await inventory.scan(scan), scan) : undefined;
  return {
    lines: inventory.lines(scan),
    ...(before === undefined ? {} : { before }),
    [Symbol.asyncDispose]: () => inventory.close(),
  };
}

async function lastScan(inventory: Inventory): Promise<ScanId> {
  const { rows } = await inventory.scans({ limit: 1 });
  if (rows.length === 0) throw new CliError('E_NO_SCAN', 'the inventory has no scan: portolan scan makes one');
  return rows[0].id;
}
