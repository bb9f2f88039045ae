// `portolan why HOST [FILE...]`: everything that surveys found about a host, and where each piece of it comes from.
//
//  1. Files are read one after another, and their facts joined, as if one survey had found them.
//  2. An address is looked for alone; of a name all hosts have to be known.
//  3. What is wrong with a file is told; what is right in it is shown.
import type { Line } from '../../finding/finding.ts';
import { createPicture, fold, type Picture } from '../../finding/fold.ts';
import { escapeText } from '../../report/escape.ts';
import { counted } from '../../report/format.ts';
import { parseIpv4 } from '../../wire/address.ts';
import { type Console, realConsole, styleFor } from '../console.ts';
import { CliError, EXIT, usageError } from '../errors.ts';
import { WHY_HELP } from '../help.data.ts';
import { hostsNamed } from './find.ts';
import { whyLine } from './json.ts';
import { type LinesRead, loadCheck, nameOf, openLines, readSurvey } from './read.ts';
import { whyText } from './text.ts';

export interface WhyWorld {
  readonly open: (file: string) => AsyncIterable<Uint8Array>;
  readonly stdinIsTerminal: boolean;
}

function realWorld(): WhyWorld {
  return { open: openLines, stdinIsTerminal: process.stdin.isTTY === true };
}
const STDIN = '-';

/** Runs the command; returns its exit code. Throws errors for people. */
export async function whyCommand(
  args: readonly string[],
  console: Console = realConsole(),
  world: WhyWorld = realWorld(),
): Promise<number> {
  let [json, color] = [false, true];
  const words: string[] = [];
  for (const arg of args) {
    if (arg === STDIN || !arg.startsWith('-')) words.push(arg);
    else if (arg === '--json') json = true;
    else if (arg === '--no-color') color = false;
    else if (arg === '-h' || arg === '--help') {
      console.output.out(WHY_HELP);
      return EXIT.finished;
    } else throw usageError(`why does not know "${arg}": there are --json, --no-color and --help`);
  }
  const [word, ...files] = words;
  if (word === undefined) throw usageError('no host is given: portolan why HOST FILE (--help has more)');
  if (files.length === 0 && world.stdinIsTerminal) {
    throw usageError(`no file is given: portolan scan --json TARGETS > FILE, then portolan why ${word} FILE`);
  }
  const { picture, read } = await readAll(files.length === 0 ? [STDIN] : files, word, world);
  for (const told of read.flatMap(faultsOf)) console.output.err(`portolan: ${escapeText(told)}\n`);
  const found = hostsNamed(picture, word);
  if (found.length === 0) throw notThere(word, read);
  const style = styleFor(console, color);
  for (const host of found) console.output.out(json ? whyLine(host) : whyText(host, style));
  return EXIT.finished;
}

/** Rules 1 and 2. */
async function readAll(
  files: readonly string[],
  word: string,
  world: WhyWorld,
): Promise<{ readonly picture: Picture; readonly read: readonly LinesRead[] }> {
  const check = await loadCheck();
  const picture = createPicture();
  const alone = parseIpv4(word) === null ? null : word;
  const read: LinesRead[] = [];
  const take = (line: Line): void => fold(picture, line);
  for (const file of files) {
    const only = (value: unknown): Line | null =>
      alone === null || (value as { readonly ip?: unknown }).ip === alone ? check(value) : null;
    read.push(await readSurvey(file, world.open, only, take));
  }
  return { picture, read };
}

/** Rule 3. */
function faultsOf({ file, foreign, firstForeign, isTorn }: LinesRead): readonly string[] {
  const torn = `the last line of ${nameOf(file)} is torn: the survey was cut off, or still runs. What came before is shown`;
  const strange = `${nameOf(file)} has ${counted(foreign, 'line')} that no survey wrote, the first of them line ${firstForeign}: passed over`;
  return [...(foreign > 0 ? [strange] : []), ...(isTorn ? [torn] : [])];
}

function notThere(word: string, read: readonly LinesRead[]): CliError {
  const files = read.map(({ file }) => nameOf(file)).join(', ');
  const what = parseIpv4(word) === null ? 'no host of that name' : 'nothing about it';
  const hint = 'only hosts that answered are in it; portolan scan -Pn asks also those that show no sign of life';
  return new CliError('E_HOST_NOT_THERE', `${word}: ${files} has ${what}: ${hint}`);
}
