// `npm test`: runs the built tests in three parts, and adds up what came of them.
//
//   1. what needs nothing: every *.test.ts, several files at once
//   2. what needs the lab, as root and with the lab's programs: every *.lab.test.ts, two files at once, as they mostly wait
//   3. of these the files named in ALONE, one at a time: they hold the product to times or rates, or look at all of the machine
//
//   node dist/lab/run-tests.js [TEXT...]     only files with one of these texts in their path
//
// Where the lab cannot be built the lab's parts are left out, file by file, and each counts as skipped. With
// PORTOLAN_REQUIRE_LAB=1 that is a failure, and so is a lab test that skips itself.
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { available } from './available.ts';

const FOLDERS = ['src', 'lab', 'bench', 'ui'];
/** dist/lab is where this file is when built. */
const DIST = join(import.meta.dirname, '..');
const ROOT = join(DIST, '..');

/** Part 3. */
const ALONE = /^lab\/(?:decide|packets|ping|resume|rights|scan|sources|udp|xdp[a-z-]*)\.lab\.test\.ts$/;
/** Files whose time is told at the end. */
const SLOWEST = 12;

interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const NOTHING: Totals = { passed: 0, failed: 0, skipped: 0 };

interface Part {
  readonly title: string;
  /** Paths of sources from the root. */
  readonly files: readonly string[];
  /** Files at once. */
  readonly concurrency: number;
  /** Milliseconds that one test, or one whole file, may take. */
  readonly timeout: number;
}

/** Runs one part; the totals are also printed by node's own reporter. */
async function runPart({ title, files, concurrency, timeout }: Part): Promise<Totals> {
  say(`\n${title}: ${fileCount(files)}`);
  const built = files.map((file) => join(DIST, file.replace(/\.ts$/, '.js')));
  const stream = run({ files: built, concurrency, timeout });
  let totals: Totals | undefined;
  const times: [file: string, seconds: number][] = [];
  stream.on('test:summary', ({ file, counts, success, duration_ms }) => {
    if (file !== undefined) {
      times.push([relative(DIST, file), duration_ms / 1000]);
      return; // those of single files are parts of the last one
    }
    const { tests, passed, skipped, todo } = counts;
    // A suite that fails in a hook is not among the tests.
    const failed = Math.max(tests - passed - skipped - todo, success ? 0 : 1);
    totals = { passed, failed, skipped: skipped + todo };
  });
  const lines = stream.compose(spec);
  lines.pipe(process.stdout, { end: false });
  await new Promise((resolve, reject) => lines.once('end', resolve).once('error', reject));
  times.sort(([, a], [, b]) => b - a);
  for (const [file, seconds] of times.slice(0, SLOWEST)) say(`  ${seconds.toFixed(1).padStart(6)} s  ${file}`);
  if (totals === undefined || totals.passed + totals.failed + totals.skipped === 0) {
    say(`${title}: not one test ran`);
    return { ...NOTHING, failed: 1 };
  }
  return totals;
}

/** The part that needs the lab, or why it is left out. */
async function runLabPart(files: readonly string[], required: boolean): Promise<Totals> {
  const { missing } = await available();
  if (missing === null) {
    const totals = await runLabParts(files);
    if (!required || totals.skipped === 0) return totals;
    say(`\n${totals.skipped} lab tests were skipped, and PORTOLAN_REQUIRE_LAB=1 requires all of them: a failure`);
    return { ...totals, failed: totals.failed + totals.skipped, skipped: 0 };
  }
  say(`\nTests in the lab, left out because it cannot be built here: ${fileCount(files)}`);
  for (const file of files) say(`  ${file}`);
  say(`What it takes: ${missing}`);
  say('Then: sudo npm test (PORTOLAN_REQUIRE_LAB=1 makes what is missing a failure)');
  return required ? { ...NOTHING, failed: files.length } : { ...NOTHING, skipped: files.length };
}

async function runLabParts(files: readonly string[]): Promise<Totals> {
  const [alone, together] = [true, false].map((isAlone) => files.filter((file) => ALONE.test(file) === isAlone));
  const parts = [
    { title: 'Tests in the lab, two files at once', files: together, concurrency: 2, timeout: 900_000 },
    { title: 'Tests in the lab, one file at a time', files: alone, concurrency: 1, timeout: 900_000 },
  ];
  const totals: Totals[] = [];
  for (const part of parts) if (part.files.length > 0) totals.push(await runPart(part));
  return added(totals);
}

function added(parts: readonly Totals[]): Totals {
  const sum = (key: keyof Totals): number => parts.reduce((total, part) => total + part[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

function fileCount(files: readonly string[]): string {
  return files.length === 1 ? '1 file' : `${files.length} files`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function main(wanted: readonly string[]): Promise<void> {
  const required = process.env.PORTOLAN_REQUIRE_LAB === '1';
  // What is set for the runner, or for the user's own scans, is not for the commands that tests run.
  for (const name of Object.keys(process.env)) if (name.startsWith('PORTOLAN_')) delete process.env[name];
  // Nor is anything written into the inventory of whoever runs them.
  process.env.PORTOLAN_NO_DB = '1';
  // By their sources: what dist still holds of a test that was removed is not run.
  const files = FOLDERS.flatMap((folder) => globSync(`${folder}/**/*.test.ts`, { cwd: ROOT }))
    .filter((file) => wanted.length === 0 || wanted.some((text) => file.includes(text)))
    .sort();
  const [lab, plain] = [true, false].map((inLab) => files.filter((file) => file.endsWith('.lab.test.ts') === inLab));
  const concurrency = Math.max(2, availableParallelism());
  const parts: Totals[] = [];
  if (plain.length > 0) {
    parts.push(await runPart({ title: 'Tests that need nothing', files: plain, concurrency, timeout: 120_000 }));
  }
  if (lab.length > 0) parts.push(await runLabPart(lab, required));
  if (parts.length === 0) {
    say(`no test file has ${wanted.map((text) => `"${text}"`).join(' or ')} in its path`);
    parts.push({ ...NOTHING, failed: 1 });
  }
  const { passed, failed, skipped } = added(parts);
  say(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed > 0 ? 1 : 0;
}

await main(process.argv.slice(2));
