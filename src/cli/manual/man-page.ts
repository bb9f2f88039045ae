// Manual pages, in the macros of man(7), from what the helps say.
import type { HelpSection, HelpText, OptionRow } from './help-text.ts';

/** `summary`: a line of the list of commands; `others`: pages to look at as well. */
export interface PageAbout {
  readonly name: string;
  readonly summary: string;
  readonly version: string;
  readonly others: readonly string[];
}

export function manPage(about: PageAbout, help: HelpText): string {
  const lines = [
    `.TH ${about.name.toUpperCase()} 1 "" "portolan ${about.version}" "User Commands"`,
    '.SH NAME',
    `${about.name} \\- ${escaped(about.summary)}`,
    '.SH SYNOPSIS',
    `.B ${escaped(help.usage.split(' [')[0])}`,
    ...(help.usage.includes(' [') ? [escaped(help.usage.slice(help.usage.indexOf(' [') + 1))] : []),
    '.SH DESCRIPTION',
    ...help.description.flatMap((each, at) => [...(at > 0 ? ['.PP'] : []), textLine(each)]),
    ...help.sections.flatMap(section),
    ...(help.notes.length > 0
      ? ['.SH NOTES', ...help.notes.flatMap((each, at) => [...(at > 0 ? ['.PP'] : []), textLine(each)])]
      : []),
    '.SH SEE ALSO',
    about.others.map((each) => `.BR ${escaped(each)} (1)`).join(' ,\n'),
  ];
  return `${lines.filter((line) => line !== '').join('\n')}\n`;
}

function section({ title, options, lines }: HelpSection): string[] {
  const head = `.SH ${escaped(title.toUpperCase())}`;
  if (options.length > 0) return [head, ...options.flatMap(option)];
  return [head, '.nf', ...lines.map(textLine), '.fi'];
}

function option({ flags, value, text }: OptionRow): string[] {
  const names = flags.map((flag) => `\\fB${escaped(flag)}\\fR`).join(', ');
  return ['.TP', value === null ? names : `${names} \\fI${escaped(value)}\\fR`, textLine(text)];
}

/** A line that begins as a request would (groff(7)) is none. */
function textLine(text: string): string {
  return escaped(text)
    .split('\n')
    .map((line) => (/^[.']/.test(line) ? `\\&${line}` : line))
    .join('\n');
}

/** Backslashes, and what groff would make typography of: options have hyphens that can be copied. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('"', '\\(dq')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti');
}
