// `portolan import FILE...`: what others found, or an earlier scan wrote, into the inventory.
//
//  1. A file is a scan of the inventory, in state `imported`; one with several surveys in it is as many.
//  2. A file that turns out to be none is told, and the others are read; what came before is kept, as a scan that failed.
import type { Line } from '../../finding/finding.ts';
import type { Inventory, ScanWriter } from '../../inventory/inventory.ts';
import { counted } from '../../report/format.ts';
import { readResults } from '../../report/import/results.ts';
import { type Console, realConsole } from '../console.ts';
import { CliError, EXIT, errorText, isForPeople, usageError } from '../errors.ts';
import { readWords } from '../inventory/words.ts';
import { placeOf } from '../kept/open.ts';
import { nameOf, openLines } from '../why/read.ts';
import { IMPORT_HELP } from './help.data.ts';
import { namingFile } from './naming-file.ts';

export interface ImportWorld {
  /** One that is not there is made. */
  inventory(where: string | undefined): Promise<Inventory>;
  open(file: string): AsyncIterable<Uint8Array>;
}

/** Lines that are written at once. */
const BATCH = 1000;

function realWorld({ environment }: Console): ImportWorld {
  return {
    open: openLines,
    async inventory(given) {
      const db = given ?? (environment.PORTOLAN_DB || undefined);
      const { openInventory } = await import('../../inventory/open.ts');
      return openInventory((await placeOf({ db }, environment)) ?? '');
    },
  };
}

/** Runs the command; returns its exit code. Throws errors for people. */
export async function importCommand(
  args: readonly string[],
  console: Console = realConsole(),
  world: ImportWorld = realWorld(console),
): Promise<number> {
  const { options, rest: files, help } = readWords('import', args, ['quiet'], ['db']);
  if (help) {
    console.output.out(IMPORT_HELP);
    return EXIT.finished;
  }
  if (files.length === 0) throw usageError('no file is given: portolan import FILE (--help has more)');
  const inventory = await world.inventory(options.get('db'));
  let code: number = EXIT.finished;
  try {
    for (const file of files) {
      try {
        const told = await importFile(file, inventory, world);
        if (!options.has('quiet')) console.output.out(told.map((each) => `${each}\n`).join(''));
      } catch (error) {
        if (!isForPeople(error)) throw error;
        console.output.err(errorText(error));
        code = EXIT.failed;
      }
    }
  } finally {
    await inventory.close();
  }
  return code;
}

/** A sentence for each survey in it. */
async function importFile(file: string, inventory: Inventory, world: ImportWorld): Promise<string[]> {
  const told: string[] = [];
  let writer: ScanWriter | null = null;
  let waiting: Line[] = [];
  let [hosts, ports] = [0, 0];

  async function flush(): Promise<void> {
    const lines = waiting;
    waiting = [];
    if (lines.length > 0) await writer?.write(lines);
  }

  async function finish(): Promise<void> {
    if (writer === null) return;
    await flush();
    await writer.close('imported');
    const found = `${counted(hosts, 'host')}, ${counted(ports, 'open port')}`;
    told.push(`${nameOf(file)} is scan ${writer.scan} of the inventory: ${found}`);
    [writer, hosts, ports] = [null, 0, 0];
  }

  try {
    for await (const line of readResults(world.open(file))) {
      if (line.type === 'start') {
        await finish();
        writer = await inventory.begin(line);
      } else if (writer === null) {
        throw new CliError('E_IMPORT', 'its first line, which says what was asked, is missing');
      }
      if (line.type === 'host') hosts++;
      if (line.type === 'port' && line.state === 'open') ports++;
      waiting.push(line);
      if (waiting.length >= BATCH) await flush();
    }
    await finish();
  } catch (error) {
    // Rule 2. It was assigned inside the loop, which the compiler does not see.
    await flush();
    await (writer as ScanWriter | null)?.close('failed');
    throw namingFile(file, error);
  }
  return told;
}
