// Everything that is made of the helps: the snapshot of them, manual pages, and the table of commands and their options that completions
// and the config file use. `npm run texts` writes it; a test says where it is out of date.
import { COMMANDS } from '../commands.ts';
import { type HelpText, optionsOf, readHelp } from './help-text.ts';
import { manPage } from './man-page.ts';

/** By path in the checkout. */
export type MadeTexts = ReadonlyMap<string, string>;

export const SNAPSHOT = 'src/cli/help.snapshot.txt';
const TABLE = 'src/cli/manual/commands.data.ts';

/** `help`: what a command prints for `--help`; for none that of the whole. */
export async function makeTexts(
  help: (command: string | null) => Promise<string>,
  version: string,
): Promise<MadeTexts> {
  const names = Object.keys(COMMANDS);
  const texts = await Promise.all([null, ...names].map(help));
  const [main, ...each] = texts;
  const summaries = summariesOf(main);
  const pages = names.map((name) => `portolan-${name}`);
  const made = new Map<string, string>([[SNAPSHOT, texts.join('\n----------\n\n')]]);
  made.set(
    TABLE,
    tableOf(names.map((name, at) => ({ name, summary: summaries.get(name) ?? '', help: readHelp(each[at]) }))),
  );
  const whole = { name: 'portolan', summary: 'charts a network: every host, every open port', version, others: pages };
  made.set('man/portolan.1', manPage(whole, readHelp(main)));
  for (const [at, name] of names.entries()) {
    const about = { name: pages[at], summary: summaries.get(name) ?? '', version, others: ['portolan'] };
    made.set(`man/${pages[at]}.1`, manPage(about, readHelp(each[at])));
  }
  return made;
}

/** From the list of commands in the help of the whole. */
export function summariesOf(main: string): ReadonlyMap<string, string> {
  const { sections } = readHelp(main);
  const summaries = new Map<string, string>();
  let last = '';
  for (const line of sections.find(({ title }) => title === 'Commands')?.lines ?? []) {
    const [, name, text = ''] = /^ {2}([a-z]\S*)(?: \S+)*?(?: {2,}(\S.*))?$/.exec(line) ?? [];
    if (name !== undefined) last = name;
    summaries.set(last, [summaries.get(last), name === undefined ? line.trim() : text].filter(Boolean).join(' '));
  }
  return summaries;
}

interface Command {
  readonly name: string;
  readonly summary: string;
  readonly help: HelpText;
}

function tableOf(commands: readonly Command[]): string {
  const rows = commands.map(({ name, summary, help }) => {
    const options = optionsOf(help).map(({ flags, value, text }) => `      ${JSON.stringify([flags, value, text])},`);
    return `  ${JSON.stringify(name)}: {\n    summary: ${JSON.stringify(summary)},\n    options: [\n${options.join('\n')}\n    ],\n  },`;
  });
  return `// Made by \`npm run texts\` of what each command says for --help.
// biome-ignore format: made

/** Flags, what they take, what they do. */
export type OptionEntry = readonly [flags: readonly string[], value: string | null, text: string];

// biome-ignore format: made
export const COMMAND_TABLE: Readonly<Record<string, { readonly summary: string; readonly options: readonly OptionEntry[] }>> = {
${rows.join('\n')}
};
`;
}
