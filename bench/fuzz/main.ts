// Every record reads, and asks about, a million mutated answers:
//   npm run fuzz -- [--count N] [--seed N] [--threads N] [--from NAME] [udp|FAMILY|NAME|NAME/udp ...]
// One line a record on stdout as it is done, a table's sum at the end; what goes on is said on stderr. Exits 1 where anything
// threw, took longer than SLOW_MS, never came back, or filled its heap.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { recordFiles } from '../../src/service/mutate.test-data.ts';
import { recordedAnswers } from './answers.ts';
import { type FuzzJob, type FuzzReport, HEAP_MOST_MB } from './job.ts';
import { type FuzzRecord, RECORDS } from './records.ts';

/** One answer takes microseconds; a thread that has not gone on for so long hangs. */
const HANG_MS = 30_000;
const LOOK_MS = 1000;
const WORKER = new URL(`./worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

function wantedRecords(words: readonly string[], from: string | undefined): string[] {
  const files = recordFiles();
  const isMeant = (word: string, { key, service: { name }, odd }: FuzzRecord): boolean =>
    word === key || word === odd.proto || files.get(name)!.some((file) => file.split('/')[0] === word);
  for (const word of words) {
    if (RECORDS.some((record) => isMeant(word, record))) continue;
    throw new Error(`"${word}" is no record and no family: give for example redis or databases`);
  }
  if (from !== undefined && !RECORDS.some(({ key }) => key === from)) throw new Error(`--from: "${from}" is no record`);
  const wanted = RECORDS.filter((record) => words.length === 0 || words.some((word) => isMeant(word, record))).map(
    ({ key }) => key,
  );
  return from === undefined ? wanted : wanted.slice(Math.max(0, wanted.indexOf(from)));
}

/** Gives one job to a thread of its own; whatever happens to it, there is a report. */
function fuzz(job: FuzzJob, threads: Set<Int32Array>): Promise<FuzzReport> {
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const begin = performance.now();
  threads.add(progress);
  return new Promise((resolve) => {
    const worker = new Worker(WORKER, {
      workerData: progress,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MOST_MB },
    });
    let last = -1;
    let since = performance.now();
    const watch = setInterval(() => {
      const now = Atomics.load(progress, 0);
      if (now !== last) since = performance.now();
      else if (performance.now() - since > HANG_MS) ended(`no end within ${HANG_MS / 1000} s`);
      last = now;
    }, LOOK_MS);
    const finish = (report: FuzzReport): void => {
      clearInterval(watch);
      threads.delete(progress);
      worker.removeAllListeners();
      worker.on('error', () => {});
      void worker.terminate();
      resolve(report);
    };
    const ended = (why: string): void => {
      const answers = Atomics.load(progress, 0);
      const faults = [`${job.record} --seed ${job.seed}, answer ${answers}: ${why}`];
      const seconds = (performance.now() - begin) / 1000;
      const nothing = { recognised: 0, learnt: 0, slowest: 0, slowestAt: 0, largest: 0, heapMost: 0 };
      finish({ record: job.record, answers, seconds, ...nothing, faults });
    };
    worker.once('message', finish);
    worker.once('error', (error: Error) => ended(String(error)));
    worker.once('exit', (code) => ended(`the thread ended (${code})`));
    worker.postMessage(job);
  });
}

function lineOf(report: FuzzReport): string {
  const share = ((100 * report.recognised) / Math.max(1, report.answers)).toFixed(1);
  const heap = (report.heapMost / 2 ** 20).toFixed(0);
  return `${report.record.padEnd(20)} ${report.answers} answers, ${share} % its own, ${report.learnt} asked for more, ${report.seconds.toFixed(1)} s, slowest ${report.slowest.toFixed(1)} ms (${report.slowestAt}), largest verdict ${report.largest}, heap ${heap} MB, ${report.faults.length} faults`;
}

function sumOf(reports: readonly FuzzReport[]): string {
  const sum = (value: (report: FuzzReport) => number): number => reports.reduce((all, each) => all + value(each), 0);
  const most = (value: (report: FuzzReport) => number): number => Math.max(0, ...reports.map(value));
  return [
    `${reports.length} records, ${sum(({ answers }) => answers)} answers`,
    `${sum(({ recognised }) => recognised)} taken for their own, ${sum(({ learnt }) => learnt)} asked for more`,
    `slowest ${most(({ slowest }) => slowest).toFixed(1)} ms, largest verdict ${most(({ largest }) => largest)}`,
    `heap ${(most(({ heapMost }) => heapMost) / 2 ** 20).toFixed(0)} MB, ${sum(({ faults }) => faults.length)} faults`,
  ].join('; ');
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      count: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: '1' },
      threads: { type: 'string', default: String(availableParallelism()) },
      from: { type: 'string' },
    },
  });
  const [count, seed, threadsMost] = [Number(values.count), Number(values.seed), Number(values.threads)];
  for (const [name, value] of Object.entries({ count, seed, threads: threadsMost })) {
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name}: give a whole number from 1`);
  }
  const queue = wantedRecords(positionals, values.from);
  const all = queue.length;
  const answers = await recordedAnswers();
  const reports: FuzzReport[] = [];
  const threads = new Set<Int32Array>();
  const tell = setInterval(() => {
    const reading = [...threads].map((progress) => Atomics.load(progress, 0)).join(' and ');
    process.stderr.write(`fuzz: ${reports.length} of ${all} records; answer ${reading} of ${count}\n`);
  }, 15_000);
  const walk = async (): Promise<void> => {
    for (let record = queue.shift(); record !== undefined; record = queue.shift()) {
      const report = await fuzz({ record, count, seed, answers: answers.get(record.split('/')[0])! }, threads);
      reports.push(report);
      process.stdout.write(`${lineOf(report)}\n`);
      for (const fault of report.faults) process.stdout.write(`  ${fault}\n`);
    }
  };
  await Promise.all(Array.from({ length: threadsMost }, walk));
  clearInterval(tell);
  process.stdout.write(`${sumOf(reports)}\n`);
  if (reports.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
