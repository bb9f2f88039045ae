// Hosts and, below each, its ports: one table, in columns that do not move from host to host.
//
//  1. The rows are made twice: to measure the columns, and to be shown. So a table of a million rows is never held in rows.
//  2. A host with rows or remarks stands by itself, between empty lines; those that have none follow one another.
import { countedEnds } from '../../finding/after-all.ts';
import type { HostPicture } from '../../finding/fold.ts';
import type { KnownPort } from '../../finding/port-set.ts';
import { escapeText } from '../escape.ts';
import { counted, roundTrip } from '../format.ts';
import { limitText } from '../limit-text.ts';
import { type PortRow, portRows } from '../port-rows.ts';
import { evidenceLines } from '../service-text.ts';
import { PLAIN, type Style } from '../style.ts';
import { type Columns, createColumns } from './columns.ts';
import { hostLine } from './host-line.ts';
import { hasOpen, portListing } from './listed-ports.ts';
import type { TableOptions } from './options.ts';

const STATE = 1;
const SERVICE = 5;
const INDENT = '  ';

export function hostBlocks(hosts: readonly HostPicture[], options: TableOptions): string {
  const style = options.style ?? PLAIN;
  const shown = options.onlyOpen ? hosts.filter(hasOpen) : hosts;
  const listing = portListing(shown, options);
  const mayJoin = !options.verbose && !options.evidence;
  const rowsOf = (host: HostPicture): PortRow[] => portRows(host, listing(host), options.registered, mayJoin);
  const columns = createColumns([
    { title: 'PORT', right: true },
    { title: 'STATE' },
    { title: 'REASON' },
    { title: 'TTL', right: true },
    { title: 'RTT', right: true },
    { title: 'SERVICE' },
    { title: 'PRODUCT' },
  ]);
  let hasRows = false;
  for (const host of shown) {
    for (const row of rowsOf(host)) {
      hasRows = true;
      // What silence may mean is no name: it stands in nobody's way.
      columns.measure(cellsOf(row, options), (column) => column !== SERVICE || row.state === 'open');
    }
  }
  let text = hasRows ? `${style.dim(INDENT + columns.header())}\n` : '';
  let wasBlock = false;
  for (const host of shown) {
    const rows = rowsOf(host);
    const below = remarks(host, options, style) + rowLines(host, rows, columns, options, style) + notesOf(host, style);
    const isBlock = below !== '';
    if (wasBlock) text += '\n';
    else if (isBlock && text !== '' && host !== shown[0]) text += '\n';
    text += hostLine(host, portsIn(rows), style) + below;
    wasBlock = isBlock;
  }
  const hidden = hosts.length - shown.length;
  if (shown.length > 0) text += '\n';
  if (hidden > 0) text += `${counted(hidden, 'more host is', 'more hosts are')} up without an open port.\n\n`;
  return text;
}

function portsIn(rows: readonly PortRow[]): number {
  return rows.reduce((sum, { ports }) => sum + ports, 0);
}

function cellsOf({ label, state, name, says, port }: PortRow, { verbose = false }: TableOptions): string[] {
  return [label, state, ...(verbose ? why(port) : ['', '', '']), name, says];
}

function why({ reason, ttl, rttMs }: KnownPort): string[] {
  return [reason ?? '', ttl === undefined ? '' : String(ttl), rttMs === undefined ? '' : roundTrip(rttMs)];
}

function rowLines(
  { services }: HostPicture,
  rows: readonly PortRow[],
  columns: Columns,
  options: TableOptions,
  style: Style,
): string {
  let text = '';
  for (const row of rows) {
    const paint = (cell: string, column: number): string => {
      if (column !== STATE) return cell;
      return row.state === 'open' ? style.green(cell) : style.dim(cell);
    };
    text += `${INDENT}${columns.line(cellsOf(row, options), paint)}\n`;
    const fact = options.evidence ? services?.service(row.port) : undefined;
    if (fact !== undefined) for (const said of evidenceLines(fact)) text += `${' '.repeat(12)}${style.dim(said)}\n`;
  }
  return text;
}

/** What a reader of the rows has to know first. */
function remarks({ identity, ends, ports }: HostPicture, { verbose, evidence }: TableOptions, style: Style): string {
  const all = verbose || evidence ? (identity?.contradictions ?? []).map((each) => `? ${escapeText(each)}`) : [];
  for (const end of countedEnds({ ends, ports })) {
    if (end.answersAll) all.push('answers on every port (SYN proxy or tarpit): its ports are not listed');
    else all.push(limitText(end));
  }
  return all
    .filter(Boolean)
    .map((each) => `${INDENT}${style.yellow(each)}\n`)
    .join('');
}

/** What to act on: a line a kind, with the ports that it is about. */
function notesOf({ services }: HostPicture, style: Style): string {
  const byText = new Map<string, number[]>();
  for (const { text, advice, port } of services?.notes() ?? []) {
    const line = `${escapeText(text)}: ${escapeText(advice)}`;
    byText.set(line, [...(byText.get(line) ?? []), port]);
  }
  return [...byText].map(([line, ports]) => `${INDENT}${style.yellow(`! ${someOf(ports)}`)}  ${line}\n`).join('');
}

function someOf(ports: readonly number[]): string {
  return ports.length <= 5 ? ports.join(', ') : `${ports.slice(0, 5).join(', ')} and ${ports.length - 5} more`;
}
