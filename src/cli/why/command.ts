// `portolan why HOST [FILE...]`: everything that surveys found about a host, and where each piece of it comes from. Without files: what
// the inventory has, and why addresses are taken for one machine's (kept.ts).
//
//  1. Files are read one after another, and their facts joined, as if one survey had found them.
//  2. An address, or a network, is looked for alone; of a name all hosts have to be known.
//  3. What is wrong with a file is told; what is right in it is shown.
import type { Line } from '../../finding/finding.ts';
import { createPicture, fold, type Picture } from '../../finding/fold.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { escapeText } from '../../report/escape.ts';
import { counted } from '../../report/format.ts';
import { jsonLine } from '../../report/json-lines.ts';
import { parseIpv4 } from '../../wire/address.ts';
import { type Console, realConsole, styleFor } from '../console.ts';
import { CliError, EXIT, usageError } from '../errors.ts';
import { WHY_HELP } from '../help.data.ts';
import { type Open, openKept } from '../inventory/open.ts';
import { readWords, wholeNumber } from '../inventory/words.ts';
import { hostsNamed } from './find.ts';
import { whyLine } from './json.ts';
import { whyKept } from './kept.ts';
import { isNetwork, networksAround, networksNamed, whyNetwork } from './networks.ts';
import { type LinesRead, loadCheck, nameOf, openLines, readSurvey } from './read.ts';
import { whyText } from './text.ts';

export interface WhyWorld {
  readonly open: (file: string) => AsyncIterable<Uint8Array>;
  readonly openInventory: Open;
}

const REAL: WhyWorld = { open: openLines, openInventory: openKept };

/** Runs the command; returns its exit code. Throws errors for people. */
export async function whyCommand(
  args: readonly string[],
  console: Console = realConsole(),
  world: WhyWorld = REAL,
): Promise<number> {
  const words = readWords('why', args, ['json', 'no-color'], ['db', 'undo-merge']);
  if (words.help) {
    console.output.out(WHY_HELP);
    return EXIT.finished;
  }
  const merge = wholeNumber(words, 'undo-merge');
  const [word, ...files] = words.rest;
  const openInventory = (): Promise<Inventory> => world.openInventory(words.options.get('db'), console.environment);
  if (merge !== null) return undo(await openInventory(), merge, console);
  if (word === undefined) throw usageError('no host is given: portolan why HOST [FILE...] (--help has more)');
  const shown = { json: words.options.has('json'), style: styleFor(console, !words.options.has('no-color')) };
  if (files.length === 0) return whyKept(await openInventory(), word, shown, console.output);
  const { picture, read } = await readAll(files, word, world);
  for (const told of read.flatMap(faultsOf)) console.output.err(`portolan: ${escapeText(told)}\n`);
  const found = hostsNamed(picture, word);
  const named = found.length === 0 ? networksNamed(picture.networks.values(), word) : [];
  if (found.length + named.length === 0) throw notThere(word, read);
  for (const network of named) console.output.out(shown.json ? jsonLine(network) : whyNetwork(network, shown.style));
  for (const host of found) {
    const around = networksAround(picture.networks.values(), host.ip);
    console.output.out(shown.json ? whyLine(host, around) : whyText(host, around, shown.style));
  }
  return EXIT.finished;
}

async function undo(inventory: Inventory, merge: number, { output }: Console): Promise<number> {
  try {
    await inventory.undoMerge(merge);
  } finally {
    await inventory.close();
  }
  output.err(`portolan: merge ${merge} is undone, and will not be made again\n`);
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
  const alone = parseIpv4(word) === null && !isNetwork(word) ? null : word;
  const read: LinesRead[] = [];
  const take = (line: Line): void => fold(picture, line);
  for (const file of files) {
    const only = (value: unknown): Line | null => {
      const { ip, type } = value as { readonly ip?: unknown; readonly type?: unknown };
      return alone === null || ip === alone || type === 'network' ? check(value) : null;
    };
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
  const isName = parseIpv4(word) === null && !isNetwork(word);
  const what = isName ? 'no host of that name' : 'nothing about it';
  const hint = isNetwork(word)
    ? 'networks in which a host was found are in it, as the survey names them'
    : 'only hosts that answered are in it; portolan scan -Pn asks also those that show no sign of life';
  return new CliError('E_HOST_NOT_THERE', `${word}: ${files} has ${what}: ${hint}`);
}
