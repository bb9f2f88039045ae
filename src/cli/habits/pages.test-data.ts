// The pages in docs/ for who comes from another tool: its command lines and ours, made from the corpus.
import { parsePingOptions } from '../ping/options.ts';
import { parseScanOptions } from '../scan/options.ts';
import { argumentsOf, type CorpusEntry, corpus } from './corpus-entries.test-data.ts';
import { PING_COMMAND_HABITS } from './ping-habits.ts';
import { SCAN_HABITS } from './scan-habits.ts';
import { type OwnOptions, translate } from './translate.ts';

const PINGS: readonly string[] = ['ping', 'fping', 'hping3', 'nping'];

interface Page {
  /** Below docs/. */
  readonly name: string;
  readonly title: string;
  readonly command: 'scan' | 'ping';
  readonly tools: readonly string[];
}

export const PAGES: readonly Page[] = [
  { name: 'from-nmap.md', title: 'nmap', command: 'scan', tools: ['nmap'] },
  { name: 'from-masscan.md', title: 'masscan', command: 'scan', tools: ['masscan'] },
  {
    name: 'from-naabu-rustscan-zmap.md',
    title: 'naabu, RustScan or zmap',
    command: 'scan',
    tools: ['naabu', 'RustScan', 'zmap'],
  },
  {
    name: 'from-ping-fping-hping3-nping.md',
    title: 'ping, fping, hping3 or nping',
    command: 'ping',
    tools: PINGS,
  },
];

export function pageText({ title, command, tools }: Page, ours: OwnOptions): string {
  const entries = corpus().filter(({ tool }) => tools.includes(tool));
  const habits = command === 'scan' ? SCAN_HABITS : PING_COMMAND_HABITS;
  const sections = tools.map((tool) => {
    const rows = entries.filter((entry) => entry.tool === tool).map((entry) => rowOf(entry, ours, habits));
    const heading = tools.length > 1 ? `## ${tool}\n\n` : '';
    return `${heading}| There | Here | To know |\n|---|---|---|\n${rows.join('')}`;
  });
  return `# Coming from ${title}

\`portolan ${command}\` takes these command lines as they are: type \`portolan ${command}\` in place of the tool's name. The column in the
middle says the same in our own words. What only tunes the other tool is taken, and told on stderr; where there is no such
thing here, the command says so, of all options at once, before anything is sent.

${sections.join('\n')}
Made from the command lines that the tests try (\`src/cli/habits/corpus.test-data.ts\`), by
\`WRITE_TEXTS=1 node --test dist/src/cli/habits/pages.test.js\`.
`;
}

function rowOf(entry: CorpusEntry, ours: OwnOptions, habits: typeof SCAN_HABITS): string {
  const { problems } = translate(argumentsOf(entry), ours, habits);
  const refusals = [...Map.groupBy(problems, ({ instead }) => instead)].map(
    ([instead, alike]) => `${alike.map(({ flag }) => flag).join(', ')}: ${instead}`,
  );
  const told = [...notesOf(entry), ...refusals].map(asCell).join('<br>');
  const here = entry.outcome === 'refused' ? '' : code(`portolan ${entry.ours}`);
  return `| ${code(entry.theirs)} | ${here} | ${told} |\n`;
}

function notesOf(entry: CorpusEntry): readonly string[] {
  if (entry.outcome !== 'noted') return [];
  const read = PINGS.includes(entry.tool) ? parsePingOptions : parseScanOptions;
  const options = read(argumentsOf(entry), {});
  return 'notes' in options ? options.notes : [];
}

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;
const asCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*');
