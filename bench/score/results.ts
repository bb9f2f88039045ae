// The tables as Markdown: one section a work, each complete in itself. A new run of some works replaces their sections.

/** A figure to reach. */
export interface Check {
  readonly wanted: string;
  readonly got: string;
  readonly met: boolean;
}

/** What a work found out. */
export interface WorkResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly checks: readonly Check[];
  /** The exact commands, one for each row that has one. */
  readonly commands: readonly string[];
  /** What one must know to read the figures. */
  readonly notes: readonly string[];
}

export interface SectionHead {
  readonly name: string;
  readonly about: string;
  /** Date, load, quick or not. */
  readonly when: string;
  readonly machine: string;
}

export const PREAMBLE = `# Results

Made by \`npm run bench\`: the tools of one table ran in turns, on the same lab (lab/), in the same run. Absolute times are
those of the machine; ratios are what counts. Times are wall clock of the whole process, start included, as median
(least-most). Truth is what the target's kernel says it listens on. "Lost in the network" are packets that the kernels
between the scanner and its targets dropped, by their counters; "silent" are probes without an answer at the end, by the
tool's own account. A figure that falls short stands as it is.
`;

/** One section of the file. */
export function section(head: SectionHead, result: WorkResult): string {
  const lines = [`## ${head.name}: ${head.about}`, '', `${head.when}. ${head.machine}.`, ''];
  lines.push(...table([result.columns, ...result.rows]), '');
  for (const { wanted, got, met } of result.checks) {
    lines.push(`- ${met ? 'reached' : '**not reached**'}: wanted: ${wanted}; got: ${got}`);
  }
  if (result.checks.length > 0) lines.push('');
  for (const note of result.notes) lines.push(note, '');
  if (result.commands.length > 0) lines.push('```', ...result.commands, '```', '');
  return lines.join('\n');
}

/** Columns of one width, as `npm run check` wants them: Markdown asks for three dashes at least. */
function table(rows: readonly (readonly string[])[]): string[] {
  const cells = rows.map((row) => row.map(cell));
  const widths = cells[0].map((_, column) => Math.max(3, ...cells.map((row) => row[column].length)));
  const line = (row: readonly string[]) => `| ${row.map((text, column) => text.padEnd(widths[column])).join(' | ')} |`;
  const [head, ...others] = cells;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...others.map(line)];
}

/** A pipe would end a cell, a line end the table. */
function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
}

/** `old` with the sections of `fresh` (name to text) in place of those of the same name; others stay; `order` of works. */
export function mergeSections(old: string, fresh: ReadonlyMap<string, string>, order: readonly string[]): string {
  const sections = new Map<string, string>();
  /** Written by hand: they stay, at the end. */
  const others: string[] = [];
  for (const text of old.split(/^(?=## )/m)) {
    const name = /^## ([a-z0-9-]+):/.exec(text)?.[1];
    if (name !== undefined) sections.set(name, text);
    else if (text.startsWith('## ')) others.push(text);
  }
  for (const [name, text] of fresh) sections.set(name, text);
  const texts = order.flatMap((name) => sections.get(name) ?? []);
  return `${[PREAMBLE, ...texts, ...others].map((text) => text.trimEnd()).join('\n\n')}\n`;
}
