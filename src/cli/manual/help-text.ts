// Reads what `portolan COMMAND --help` prints: the one text that every command has, whatever reads its options. Manual pages,
// completions and the config file's keys are made of it, so that a new command has them all without a word about it.
//
//  1. Paragraphs stand apart by empty lines. One whose first line ends with a colon, and whose other lines are indented, is a section.
//  2. In a section a line `  -x, --long <value>  text` is an option; text that is indented further goes on with it.
//  3. What stands before the first section is the description, its first line the usage.

export interface OptionRow {
  /** As typed: `-p`, `--ports`. */
  readonly flags: readonly string[];
  /** What it takes: `list`; null: nothing. */
  readonly value: string | null;
  readonly text: string;
}

export interface HelpSection {
  readonly title: string;
  readonly options: readonly OptionRow[];
  /** Its lines as they stand; empty where it is of options. */
  readonly lines: readonly string[];
}

export interface HelpText {
  /** `portolan scan [options] [targets...]`. */
  readonly usage: string;
  readonly description: readonly string[];
  readonly sections: readonly HelpSection[];
  /** Paragraphs behind the first section. */
  readonly notes: readonly string[];
}

export function readHelp(text: string): HelpText {
  const paragraphs = text.trim().split(/\n{2,}/);
  const sections: HelpSection[] = [];
  const [description, notes]: string[][] = [[], []];
  let usage = '';
  for (const paragraph of paragraphs) {
    const [first, ...rest] = paragraph.split('\n');
    if (usage === '' && first.startsWith('Usage: ')) {
      usage = first.slice('Usage: '.length);
      if (rest.length > 0) description.push(rest.join(' ').trim());
    } else if (rest.length > 0 && first.endsWith(':') && rest.every((line) => line.startsWith('  '))) {
      sections.push(sectionOf(first.slice(0, -1), rest));
    } else (sections.length === 0 ? description : notes).push(paragraph.replaceAll(/\n(?! )/g, ' '));
  }
  return { usage, description, sections, notes };
}

export function optionsOf({ sections }: HelpText): OptionRow[] {
  return sections.flatMap(({ options }) => options);
}

/** Rule 2. */
function sectionOf(title: string, lines: readonly string[]): HelpSection {
  const options: OptionRow[] = [];
  for (const line of lines) {
    const match = /^ {2}(-{1,2}[A-Za-z][^ ]*(?: [^ ]+)*)(?: {2,}(.*))?$/.exec(line);
    if (match !== null) options.push(optionOf(match[1], match[2] ?? ''));
    else if (options.length > 0 && /^ {4}/.test(line)) {
      const last = options.pop()!;
      options.push({ ...last, text: `${last.text} ${line.trim()}`.trim() });
    }
  }
  return { title, options, lines: options.length > 0 ? [] : lines };
}

/** `-iL, --targets-file <file>`, `--sort COLUMN`. */
function optionOf(terms: string, text: string): OptionRow {
  const [, bracketed, capitals] = /[<[]([^>\]]+)[>\]]| ([A-Z][A-Z.|:=-]*)$/.exec(terms) ?? [];
  const value = bracketed ?? capitals?.toLowerCase() ?? null;
  const flags = terms.split(/[ ,|]+/).filter((word) => word.startsWith('-'));
  return { flags, value, text };
}
