// What `-o FORMAT[=FILE]` asks for, and its spellings in nmap's and masscan's command lines.
//
//  1. `-` and no file are stdout, where there is room for one: it stands in place of the table.
//  2. No file is written by two.
import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { CSV_COLUMNS, type CsvColumn, isCsvColumn } from '../../report/formats/csv-columns.data.ts';
import { FORMAT_NAMES, type FormatName, isFormat, SHOW_CHANGES } from '../../report/formats/formats.ts';
import { usageError } from '../errors.ts';

export interface WantedReport {
  readonly format: FormatName;
  /** Null: stdout. */
  readonly file: string | null;
}

/** `-oA BASE`: with these names behind it. */
const ALL: readonly (readonly [format: FormatName, ending: string])[] = [
  ['normal', '.nmap'],
  ['grepable', '.gnmap'],
  ['xml', '.xml'],
];

/** A reader of option values, for commander: those before it, and what this one asks for. */
export function reportOption(text: string, before: readonly WantedReport[] = []): readonly WantedReport[] {
  const at = text.indexOf('=');
  const name = at < 0 ? text : text.slice(0, at);
  const file = at < 0 ? null : text.slice(at + 1);
  if (file === '') throw new InvalidArgumentError(`Give a file behind "${name}=", or - for stdout.`);
  if (name === 'all') {
    if (file === null || file === '-') throw new InvalidArgumentError('Three files need the beginning of their names.');
    return [...before, ...ALL.map(([format, ending]) => ({ format, file: file + ending }))];
  }
  if (!isFormat(name)) {
    throw new InvalidArgumentError(`Give FORMAT or FORMAT=FILE; formats are ${FORMAT_NAMES.join(', ')}.`);
  }
  return [...before, { format: name, file: file === '-' ? null : file }];
}

/** Rules 1 and 2. Throws usage errors. */
export function checkReports(reports: readonly WantedReport[], json: boolean): void {
  const onStdout = reports.filter(({ file }) => file === null).map(({ format }) => `-o ${format}`);
  if (json) onStdout.unshift('--json');
  if (onStdout.length > 1) {
    throw usageError(`${onStdout.join(' and ')} would both write to stdout: give a file, ${onStdout[1]}=FILE`);
  }
  const files = new Set<string>();
  for (const { file } of reports) {
    if (file === null || file.startsWith('/dev/')) continue;
    const path = resolve(file);
    if (files.has(path)) throw usageError(`"${file}" would be written by two formats: give each its own file`);
    files.add(path);
  }
}

/** `--fields`: columns of CSV. */
export function fieldList(text: string): readonly CsvColumn[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !isCsvColumn(name));
  if (unknown === undefined) return names.filter(isCsvColumn);
  throw new InvalidArgumentError(`There is no "${unknown}"; there are ${CSV_COLUMNS.join(', ')}.`);
}

/** Whether one of them says what is different from an earlier scan. */
export function showChanges(wanted: readonly WantedReport[]): boolean {
  return wanted.some(({ format }) => SHOW_CHANGES.has(format));
}
