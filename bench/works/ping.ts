// Round-trip times as pings print them, beside those that a capture on the scanner's interface shows of the same run.
import { buildLab, type Lab } from '../../lab/network/build.ts';
import { scenario } from '../../lab/network/scenarios.ts';
import { LabError } from '../../lab/process.ts';
import { measureStarts, type Starts } from '../gauges/first-packet.ts';
import { roundTripsOf } from '../gauges/round-trips.ts';
import { runTool } from '../gauges/run-tool.ts';
import { startTcpCapture, type Target } from '../gauges/tcp-capture.ts';
import { hping3, nping, PACKAGES, type Pinger, portolanPing, type Reading } from '../pingers.ts';
import { shownCommand } from '../product.ts';
import { PING_COLUMNS, type PingScore, percentile, pingRow, scorePing } from '../score/ping-score.ts';
import type { Check, WorkResult } from '../score/results.ts';
import { figure, grouped, median, spread } from '../score/statistics.ts';

const WANTED_P99_MICROS = 20;
const WANTED_START_MS = 150;
const FAST_RATE = 10_000;
/** Of the rate asked for, from the first probe to the last. */
const SUSTAINED = 0.99;
const TIMEOUT_MS = 30_000;

const COUNTS = { ours: 10_000, peers: 2000, fast: 50_000, starts: 10 };
const QUICK_COUNTS = { ours: 2000, peers: 500, fast: 10_000, starts: 3 };

interface Run extends Reading {
  readonly pinger: Pinger;
  readonly score: PingScore;
  readonly seconds: number;
  readonly failure: string | null;
}

export async function runPing(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  await using lab = await buildLab(scenario('plain'));
  const counts = quick ? QUICK_COUNTS : COUNTS;
  const target = await openPort(lab);
  // First, since its runs before the clock also warm files and the target's neighbour entry.
  const starts = await measureStarts(lab, target, counts.starts);
  say(`ping: first packet after ${spread(numbers(starts.firstMs), 0)} ms, bare ${spread(starts.bareMs, 0)} ms`);
  const fast = ['-c', String(counts.fast), '-i', `${1e6 / FAST_RATE}us`];
  const pingers = [
    portolanPing('portolan ping', target, ['-c', String(counts.ours), '-i', '1ms']),
    hping3(target, counts.peers),
    nping(target, counts.peers),
    portolanPing('portolan ping -i 100us', target, fast),
    portolanPing('portolan ping -i 100us -q', target, [...fast, '-q']),
  ];
  const runs: (Run | null)[] = [];
  for (const pinger of pingers) runs.push(await measure(lab, target, pinger, say));
  const [ours, , , paired, quiet] = runs;
  return {
    columns: PING_COLUMNS,
    rows: pingers.map((pinger, index) => rowOf(pinger, runs[index])),
    checks: [
      ...accuracyChecks(ours, counts.ours),
      pairingCheck(paired, counts.fast),
      sustainedCheck(quiet, counts.fast),
      startCheck(starts),
    ],
    commands: [...pingers.flatMap(({ words }) => (words === null ? [] : [inside(lab, words)])), ...starts.commands].map(
      shownCommand,
    ),
    notes: [...NOTES, startNote(starts), ...runs.flatMap((run) => (run === null ? [] : notesOf(run)))],
  };
}

const NOTES = [
  "Each tool by its own capture (tcpdump on the scanner's interface, nanoseconds): a probe is a SYN that left, its answer the first SYN-ACK or RST to its port that acknowledges its sequence number.",
  'hping3 prints tenths of a millisecond. nping prints no RTT of a probe: it is the difference of the times printed for the probe and for the answer, tenths of a millisecond each; all its probes bear one port and one sequence number and nothing printed pairs them, so the capture does. nping 0.7.93 takes a rate above 1,000 a second and then sends without any pause, so it is asked for 1,000.',
  'With -q only the summary is printed: pairing shows in the same run without it.',
];

async function openPort(lab: Lab): Promise<Target> {
  const [host] = lab.hosts;
  const [port] = (await lab.truth()).get(host) ?? [];
  if (port === undefined) throw new LabError('E_BENCH_TARGET', `${host} of the lab listens on no port`);
  return { host, port };
}

function inside(lab: Lab, words: readonly string[]): string[] {
  return ['ip', 'netns', 'exec', lab.scannerNamespace, ...words];
}

/** Null where the tool is not installed. */
async function measure(lab: Lab, target: Target, pinger: Pinger, say: (text: string) => void): Promise<Run | null> {
  if (pinger.words === null) return null;
  const capture = await startTcpCapture(lab, target);
  const { seconds, stdout, failure } = await runTool(inside(lab, pinger.words), TIMEOUT_MS);
  const trips = roundTripsOf((await capture.stop()).segments);
  const reading = pinger.read(stdout, trips);
  const score = scorePing(trips, reading.printed);
  const off = percentile(score.differences, 0.99);
  say(
    `ping: ${pinger.name}: ${figure(seconds, 2)} s, ${score.answered} of ${score.probes} answered, p99 off by ${off?.toFixed(2) ?? '-'} us`,
  );
  return { ...reading, pinger, score, seconds, failure };
}

function rowOf({ name, prints }: Pinger, run: Run | null): string[] {
  if (run !== null) return pingRow(name, run.score, prints, run.end?.received ?? null);
  const missing = `not installed (apt-get install ${PACKAGES[name]})`;
  return [name, missing, ...PING_COLUMNS.slice(2).map(() => '-')];
}

function notesOf({ pinger, score, seconds, failure, notes, end }: Run): string[] {
  const texts = [...notes];
  if (end !== null) texts.push(`${pinger.name}: ${figure(seconds, 2)} s in all; clock: ${end.clock}.`);
  if (score.unsure > 0) {
    texts.push(`${pinger.name}: the capture cannot say whose ${grouped(score.unsure)} answers are; they are left out.`);
  }
  if (failure !== null) texts.push(`${pinger.name} did not end well: ${failure}`);
  return texts;
}

function accuracyChecks(run: Run | null, count: number): Check[] {
  const p99 = run === null ? null : percentile(run.score.differences, 0.99);
  return [
    {
      wanted: `${grouped(count)} RTTs printed at 1,000 a second within ${WANTED_P99_MICROS} us of the capture's, 99th percentile`,
      got:
        p99 === null
          ? 'nothing to compare'
          : `${figure(p99, 2)} us over ${grouped(run?.score.differences.length ?? 0)}`,
      met: p99 !== null && p99 < WANTED_P99_MICROS && run?.score.differences.length === count,
    },
    pairingCheck(run, count),
  ];
}

/** By the capture. */
function pairingCheck(run: Run | null, count: number): Check {
  const name = run?.pinger.name ?? 'portolan ping';
  const wanted = `${name}: ${grouped(count)} probes, no reply wrongly paired, none left out`;
  if (run === null) return { wanted, got: 'did not run', met: false };
  const { probes, answered, wrong, missing } = run.score;
  return {
    wanted,
    got: `${grouped(probes)} probes, ${grouped(answered)} answered, ${wrong} wrongly paired, ${missing} left out`,
    met: probes === count && wrong === 0 && missing === 0 && answered > 0,
  };
}

/** By its own summary, and the capture's count. */
function sustainedCheck(run: Run | null, count: number): Check {
  const wanted = `${grouped(FAST_RATE)} probes a second sustained over ${grouped(count)}: all answered, no stray, no duplicate, none late`;
  if (run === null || run.end === null) return { wanted, got: 'no summary', met: false };
  const { sent, received, strays, duplicates, late } = run.end;
  const rate = run.score.rate ?? 0;
  const whole = sent === count && received === count && run.score.probes === count && run.score.answered === count;
  return {
    wanted,
    got: `${grouped(received)} of ${grouped(sent)} answered, ${strays} strays, ${duplicates} duplicates, ${late} late, ${grouped(rate)} a second, ${figure(run.seconds, 2)} s in all`,
    met: whole && strays === 0 && duplicates === 0 && late === 0 && rate >= SUSTAINED * FAST_RATE,
  };
}

function startCheck({ firstMs, bareMs }: Starts): Check {
  const [first, bare] = [median(numbers(firstMs)), median(bareMs)];
  const over = first === null || bare === null || firstMs.includes(null) ? null : first - bare;
  return {
    wanted: `first packet within ${WANTED_START_MS} ms of the bare runtime's own start-up`,
    got: over === null ? 'not in every run' : `${figure(over, 0)} ms after it (medians)`,
    met: over !== null && over <= WANTED_START_MS,
  };
}

function startNote({ firstMs, bareMs }: Starts): string {
  return `From exec to the first SYN in the capture: ${spread(numbers(firstMs), 0)} ms in ${firstMs.length} runs; the whole of \`node -e 0\`, in turns with it: ${spread(bareMs, 0)} ms. Both through ip-netns(8), clock of 1 ms.`;
}

function numbers(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}
