// What 2,000 open ports of 50 hosts are for, all at once: time and memory; and the port scan beside it, with and without.
import { openPair, type Pair } from '../../lab/network/pair.ts';
import { familyOf, readProc } from '../gauges/family.ts';
import { runTool } from '../gauges/run-tool.ts';
import { benchProgram, productWords, shownCommand } from '../product.ts';
import type { WorkResult } from '../score/results.ts';
import { median, pairedRatio, spread } from '../score/statistics.ts';

const HOSTS = 50;
const FIRST_HOST = 10;
const TARGETS = `198.18.9.${FIRST_HOST}-${FIRST_HOST + HOSTS - 1}`;
const FIRST_PORT = 20_001;
const PORTS = 40;
const OPEN = `${FIRST_PORT}-${FIRST_PORT + PORTS - 1}`;
/** 500,000 probes, the open ports among them. */
const MANY = '15001-25000';
const TIMEOUT_MS = 120_000;
const PERIOD_MS = 20;
const SECONDS_MOST = 20;
const MEGABYTES_MOST = 300;
const SLOWER_MOST = 1.05;

interface Task {
  readonly name: string;
  readonly words: readonly string[];
  readonly seconds: number[];
  readonly megabytes: number[];
  /** The port scan's own time, where there is one. */
  readonly scanSeconds: (number | null)[];
  recognised: number;
  readonly failures: Set<string>;
}

function task(name: string, words: readonly string[]): Task {
  const figures = { seconds: [], megabytes: [], scanSeconds: [], recognised: 0, failures: new Set<string>() };
  return { name, words: [...productWords, ...words, '--json', '-q'], ...figures };
}

export async function runServicesCrowd(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  const addresses = Array.from({ length: HOSTS }, (_, k) => `198.18.9.${FIRST_HOST + k}`);
  await using pair = await openPair(addresses);
  const target = pair.spaces.start(pair.target, process.execPath, [
    benchProgram('programs/crowd-target'),
    String(FIRST_PORT),
    String(PORTS),
  ]);
  if ((await target.line()) !== 'ready') throw new Error('services-crowd: the target does not listen');
  const identify = task('identify', ['identify', ...addresses.map((address) => `${address}:${OPEN}`)]);
  const scan = task('scan, these ports alone', ['scan', TARGETS, '-p', OPEN]);
  const without = task('scan, 500,000 probes, --no-services', ['scan', TARGETS, '-p', MANY, '--no-services']);
  const beside = task('scan, 500,000 probes', ['scan', TARGETS, '-p', MANY]);
  const [times, pairs] = quick ? [1, 2] : [2, 5];
  for (let round = 0; round < times; round++) for (const one of [identify, scan]) await runOnce(pair, one, say);
  for (let round = 0; round < pairs; round++) for (const one of [without, beside]) await runOnce(pair, one, say);
  const tasks = [identify, scan, without, beside];
  const slower = pairedRatio(beside.scanSeconds, without.scanSeconds);
  return {
    columns: ['command', 'runs', 'time, s', "the port scan's own time, s", 'peak RSS, MB', 'recognised'],
    rows: tasks.map(({ name, seconds, scanSeconds, megabytes, recognised }) => [
      name,
      String(seconds.length),
      spread(seconds, 2),
      spread(known(scanSeconds), 2),
      spread(megabytes, 0),
      recognised === 0 ? '-' : `${recognised} of ${HOSTS * PORTS}`,
    ]),
    checks: [
      limit('time of identify', median(identify.seconds), SECONDS_MOST, 's'),
      limit('memory of identify', median(identify.megabytes), MEGABYTES_MOST, 'MB'),
      limit('memory of a scan, engine and all', median(scan.megabytes), MEGABYTES_MOST, 'MB'),
      limit('the port scan, with services beside it', slower, SLOWER_MOST, 'times'),
    ],
    commands: [...tasks.slice(1).map(({ words }) => shownCommand(words)), 'identify as above, with 50 of HOST:PORTS'],
    notes: [
      'Of ten ports three are web servers (one in TLS), four others say what they are, one closes at once, one is silent, one answers noise: 1,400 of 2,000 can be recognised. One target process serves all, on the same two cores.',
      'Memory is the sum over all processes of each one’s highest resident size (VmHWM), pages that they share counted once for each.',
      ...tasks.flatMap(({ name, failures }) => [...failures].map((text) => `${name} failed: ${text}`)),
    ],
  };
}

const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);

function limit(what: string, got: number | null, most: number, unit: string) {
  return {
    wanted: `${what}: ${most} ${unit} at the most`,
    got: got === null ? 'no whole run' : `${got.toFixed(2)} ${unit}`,
    met: got !== null && got <= most,
  };
}

async function runOnce({ scannerNamespace }: Pair, one: Task, say: (text: string) => void): Promise<void> {
  const highest = new Map<number, number>();
  let timer: NodeJS.Timeout | undefined;
  const run = await runTool(['ip', 'netns', 'exec', scannerNamespace, ...one.words], TIMEOUT_MS, (root) => {
    timer = setInterval(() => {
      for (const pid of familyOf(root)) highest.set(pid, Math.max(highest.get(pid) ?? 0, highestResident(pid)));
    }, PERIOD_MS);
  });
  clearInterval(timer);
  if (run.failure !== null) {
    one.failures.add(run.failure);
    one.scanSeconds.push(null);
    return;
  }
  const lines = run.stdout.split('\n').filter((line) => /"type":"(service|phase-end)"/.test(line));
  const facts = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  one.recognised = facts.filter(({ type, service }) => type === 'service' && service !== 'unknown').length;
  one.seconds.push(run.seconds);
  one.megabytes.push([...highest.values()].reduce((all, bytes) => all + bytes, 0) / 1e6);
  const ports = facts.find(({ type, stage }) => type === 'phase-end' && stage === 'syn')?.counters;
  one.scanSeconds.push(ports === undefined ? null : (ports as { elapsedMs: number }).elapsedMs / 1000);
  say(
    `services-crowd: ${one.name}: ${run.seconds.toFixed(2)} s, scan ${one.scanSeconds.at(-1) ?? '-'} s, ${one.megabytes.at(-1)!.toFixed(0)} MB, ${one.recognised} recognised`,
  );
}

function highestResident(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readProc(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;
}
