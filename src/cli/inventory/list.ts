// A command that lists rows of the inventory: as a table for people, as lines of JSON, as CSV.
//
//  1. A table has the first rows, and says how many there are; JSON and CSV have all of them, unless --limit says less.
//  2. Rows are asked for by the thousand, so that any number takes the same memory.
import type { Inventory, Page, Query } from '../../inventory/inventory.ts';
import { type Column, columnsText } from '../../report/columns.ts';
import { type Cell, csvRow } from '../../report/csv.ts';
import { thousands } from '../../report/format.ts';
import { jsonLine } from '../../report/json-lines.ts';
import { type Console, realConsole, styleFor } from '../console.ts';
import { EXIT, usageError } from '../errors.ts';
import { type Open, openKept } from './open.ts';
import { readWords, type Words, wholeNumber } from './words.ts';

export interface Listing<Row extends object> {
  /** The command's name, and what it lists: `hosts`. */
  readonly name: string;
  readonly help: string;
  /** The `type` of its lines of JSON. */
  readonly type: string;
  ask(inventory: Inventory, query: Query): Promise<Page<Row>>;
  readonly columns: readonly Column<Row>[];
  /** Of CSV: the names of the row itself. */
  readonly fields: readonly (keyof Row & string)[];
  /** Null: it takes no filter. */
  readonly filter: boolean;
}

const SHOWN = 1000;
const AT_ONCE = 5000;

/** Runs the command; returns its exit code: 1 where nothing is listed. */
export async function listCommand<Row extends object>(
  listing: Listing<Row>,
  args: readonly string[],
  console: Console = realConsole(),
  open: Open = openKept,
): Promise<number> {
  const words = readWords(listing.name, args, ['json', 'csv', 'no-color'], ['db', 'sort', 'limit', 'offset']);
  if (words.help) {
    console.output.out(listing.help);
    return EXIT.finished;
  }
  const { options, rest } = words;
  if (options.has('json') && options.has('csv')) throw usageError('--json and --csv exclude each other');
  if (!listing.filter && rest.length > 0) throw usageError(`${listing.name} takes no filter, so not "${rest[0]}"`);
  const inventory = await open(options.get('db'), console.environment);
  try {
    const query = queryOf(words);
    const found =
      options.has('json') || options.has('csv')
        ? await writeAll(listing, inventory, query, options.has('csv'), console)
        : await writeTable(listing, inventory, query, console, !options.has('no-color'));
    return found > 0 ? EXIT.finished : EXIT.failed;
  } finally {
    await inventory.close();
  }
}

function queryOf(words: Words): Query {
  const { options, rest } = words;
  const [limit, offset] = [wholeNumber(words, 'limit'), wholeNumber(words, 'offset')];
  return {
    filter: rest.join(' '),
    ...(options.has('sort') ? { sort: options.get('sort') } : {}),
    ...(limit === null ? {} : { limit }),
    ...(offset === null ? {} : { offset }),
  };
}

/** Rule 2. */
async function writeAll<Row extends object>(
  { ask, fields, type }: Listing<Row>,
  inventory: Inventory,
  { limit = Number.POSITIVE_INFINITY, offset = 0, ...query }: Query,
  asCsv: boolean,
  { output }: Console,
): Promise<number> {
  if (asCsv) output.out(csvRow(fields));
  for (let written = 0; ; ) {
    const most = Math.min(AT_ONCE, limit - written);
    const { rows } =
      most === 0 ? { rows: [] } : await ask(inventory, { ...query, limit: most, offset: offset + written });
    const text = rows.map((row) =>
      asCsv ? csvRow(fields.map((field) => cellOf(row[field]))) : jsonLine({ type, ...row }),
    );
    output.out(text.join(''));
    written += rows.length;
    if (rows.length < most || most === 0) return written;
  }
}

function cellOf(value: unknown): Cell {
  return Array.isArray(value) ? value.join(' ') : (value as Cell);
}

/** Rule 1. */
async function writeTable<Row extends object>(
  { ask, columns, name }: Listing<Row>,
  inventory: Inventory,
  query: Query,
  console: Console,
  color: boolean,
): Promise<number> {
  const { rows, total } = await ask(inventory, { limit: SHOWN, ...query });
  console.output.out(columnsText(columns, rows, styleFor(console, color)));
  if (rows.length === 0)
    console.output.err(`portolan: no ${name}${query.filter === '' ? ' in the inventory' : ` for ${query.filter}`}\n`);
  else if (rows.length < total) {
    const hint = 'a filter, --limit and --offset choose others, --csv and --json have all';
    console.output.err(`${thousands(rows.length)} of ${thousands(total)} ${name}: ${hint}\n`);
  }
  return rows.length;
}
