// CSV (RFC 4180).
//
//  1. What cannot be printed is escaped, so that a cell is one line.
//  2. A cell that a spreadsheet would take for a formula has an apostrophe in front.
import { escapeText } from './escape.ts';

export type Cell = string | number | boolean | null | undefined;

export function csvRow(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** Also behind spaces, and full-width as some spreadsheets take them. */
const FORMULA = /^\s*[=+\-@＝＋－＠]/u;

function csvCell(value: Cell): string {
  if (typeof value !== 'string') return value === undefined || value === null ? '' : String(value);
  const text = escapeText(value);
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
