// Side by side with nmap, masscan and zmap, on the same lab, in the same run:  node main.js [--quick] [--out FILE] [WORK...]
// Tables go to stdout and, without --quick, to bench/RESULTS.md; what happens is said on stderr.
import { readFile, writeFile } from 'node:fs/promises';
import { requireLab } from '../lab/available.ts';
import { parseArguments } from './arguments.ts';
import { loadNow, lookAtMachine, type Machine } from './machine.ts';
import { requireProduct, root } from './product.ts';
import { mergeSections, section, type WorkResult } from './score/results.ts';
import { type BenchWork, works } from './works.ts';

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

async function runWork(work: BenchWork, quick: boolean, machine: Machine): Promise<string> {
  const when = `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, load ${loadNow()} before${quick ? ', few runs (--quick)' : ''}`;
  let result: WorkResult;
  try {
    result = await work.run(quick, say);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    say(`${work.name}: ${text}`);
    result = { columns: ['could not be measured'], rows: [[text]], checks: [], commands: [], notes: [] };
  }
  const head = { name: work.name, about: work.about, when, machine: machine.facts };
  return section(head, { ...result, notes: [...result.notes, ...machine.missing] });
}

async function main(): Promise<void> {
  const names = works.map(({ name }) => name);
  const wanted = parseArguments(process.argv.slice(2), names, `${root}bench/RESULTS.md`);
  if (wanted.help) {
    process.stdout.write('Usage: npm run bench -- [--quick] [--out FILE] [WORK...]\n\n');
    for (const { name, about } of works) process.stdout.write(`  ${name.padEnd(16)} ${about}\n`);
    return;
  }
  requireProduct();
  await requireLab();
  const machine = await lookAtMachine();
  for (const text of machine.missing) say(text);
  const texts = new Map<string, string>();
  for (const work of works) {
    if (!wanted.names.includes(work.name)) continue;
    const text = await runWork(work, wanted.quick, machine);
    process.stdout.write(`${text}\n`);
    texts.set(work.name, text);
    // After each work, so that an interruption costs only the one that runs.
    if (wanted.out === null) continue;
    await writeFile(wanted.out, mergeSections(await readOld(wanted.out), texts, names));
  }
}

async function readOld(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
