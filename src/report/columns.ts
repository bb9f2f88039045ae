// Rows for people: a header, columns as wide as what is in them, up to a bound, and every foreign text escaped.
import { escapeText } from './escape.ts';
import { PLAIN, type Style } from './style.ts';

export interface Column<Row> {
  readonly title: string;
  /** Empty where there is nothing to say. */
  text(row: Row): string;
  /** Characters; longer texts are cut. */
  readonly most: number;
  /** Numbers stand at the right. */
  readonly right?: true;
}

/** Columns that are empty in all rows are left out. */
export function columnsText<Row>(columns: readonly Column<Row>[], rows: readonly Row[], style: Style = PLAIN): string {
  const shown = columns
    .map((column) => ({ ...column, cells: rows.map((row) => cut(escapeText(column.text(row)), column.most)) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  if (shown.length === 0) return '';
  const widths = shown.map(({ title, cells }) => Math.max(title.length, ...lengths(cells)));
  const line = (cell: (column: number) => string): string =>
    shown
      .map(({ right }, column) => (right ? cell(column).padStart(widths[column]) : cell(column).padEnd(widths[column])))
      .join('  ')
      .trimEnd();
  const header = style.bold(line((column) => shown[column].title));
  return `${[header, ...rows.map((_, row) => line((column) => shown[column].cells[row]))].join('\n')}\n`;
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** Not all at once as arguments: there may be very many. */
function lengths(cells: readonly string[]): readonly number[] {
  return [cells.reduce((most, { length }) => Math.max(most, length), 0)];
}

/** `2026-01-12 10:00`, where this machine is. */
export function minuteText(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return '';
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
