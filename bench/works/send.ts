// One-way send into an interface whose far end drops everything: what the sending code can do, beside masscan's and
// zmap's.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildLab, type Lab } from '../../lab/network/build.ts';
import { scenario } from '../../lab/network/scenarios.ts';
import type { Companion } from '../../lab/process.ts';
import { labProgram } from '../../lab/program.ts';
import { type Arrival, busySpan } from '../gauges/arrivals.ts';
import { runTool } from '../gauges/run-tool.ts';
import { shownCommand } from '../product.ts';
import type { Check, WorkResult } from '../score/results.ts';
import { grouped, median, pairedRatio, spread } from '../score/statistics.ts';
import { HOSTS, type Sender, sendersFor } from '../senders.ts';
import { firstWire, startHeartbeat } from '../tools.ts';

const PORTS = 62_500;
const QUICK_PORTS = 15_625;
const RUNS = 5;
const TIMEOUT_MS = 120_000;
/** Packets in 20 ms that are more than ARP. */
const NOISE = 100;

interface Series extends Sender {
  readonly samples: Sample[];
}

interface Sample {
  /** Of the whole process. */
  readonly seconds: number;
  /** Packets that came to the far end, to its hosts. */
  readonly arrived: number;
  /** Packets a second from the first to the last that came; null: none came. */
  readonly rate: number | null;
  readonly failure: string | null;
}

export async function runSend(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  const folder = await mkdtemp(join(tmpdir(), 'portolan-bench-'));
  try {
    const emptyFile = join(folder, 'none');
    await writeFile(emptyFile, '');
    return await sendAll(quick, emptyFile, say);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function sendAll(quick: boolean, emptyFile: string, say: (text: string) => void): Promise<WorkResult> {
  await using lab = await buildLab(scenario('xdp-drop'));
  // Answers have no way back: there are none.
  await lab.passXdp(false);
  const ports = quick ? QUICK_PORTS : PORTS;
  const all = new Map<string, Series>();
  for (const [key, sender] of await sendersFor(lab, ports, emptyFile)) all.set(key, { ...sender, samples: [] });
  const { hop } = firstWire(lab);
  const watch = lab.start(hop.node, process.execPath, [labProgram('truth/arrival-watch'), hop.interface]);
  await watch.ask('report');
  for (let round = 0; round < (quick ? 1 : RUNS); round++) {
    for (const { name, words, needsPackets, samples } of all.values()) {
      const sample = await sendOnce(lab, watch, words, needsPackets);
      samples.push(sample);
      const { seconds, rate } = sample;
      say(`send: ${name}, run ${round + 1}: ${seconds.toFixed(2)} s, ${grouped(rate)} packets a second`);
    }
  }
  return resultOf(lab, all, HOSTS * ports);
}

async function sendOnce(lab: Lab, watch: Companion, words: readonly string[], needsPackets: boolean): Promise<Sample> {
  const heartbeat = needsPackets ? startHeartbeat(lab) : null;
  const before = (await lab.counters())['target/dropped'];
  const { seconds, failure } = await runTool(['ip', 'netns', 'exec', lab.scannerNamespace, ...words], TIMEOUT_MS);
  const span = busySpan(JSON.parse(await watch.ask('report')) as Arrival[], NOISE);
  const arrived = (await lab.counters())['target/dropped'] - before;
  await heartbeat?.stop();
  return { seconds, arrived, rate: span === null ? null : span.packets / span.seconds, failure };
}

function resultOf(lab: Lab, all: ReadonlyMap<string, Series>, probes: number): WorkResult {
  const series = [...all.values()];
  return {
    columns: ['tool', 'runs', 'time, s', 'packets a second', 'arrived', 'lost'],
    rows: series.map(({ name, samples }) => row(name, samples, probes)),
    checks: checks(all, probes),
    commands: series.map(({ words }) => shownCommand(['ip', 'netns', 'exec', lab.scannerNamespace, ...words])),
    notes: [
      `${grouped(probes)} packets a run, each to its own (address, port), but for zmap. Packets a second: what arrived at the far end, from the first packet to the last (its interface counter, read every 20 ms); the start of a process and its wait at the end do not count, for any tool. The far end is the same for all: an XDP program on its interface counts every packet to the hosts ("arrived") and drops it, before the kernel there makes anything of it (scenario xdp-drop). Frames from XDP cannot come to an end without one; packets that a thread hands to the kernel cost some 5 % more there than where a rule at ingress drops them, ours as well as theirs.`,
      `zmap 2 asks one port a scan: it sends ${grouped(probes / HOSTS)} probes to port 80 of each of the ${HOSTS} hosts, as many packets as the others, but not to distinct (address, port) pairs; once for ${grouped(probes / HOSTS)} packets it finds its next address. No rate is set (-r 0), and it is given an empty list of what not to scan, as Debian's has the lab's addresses in it.`,
      "portolan itself has no flood mode; bench/programs/send-rate.ts (sending threads) and bench/programs/send-xdp.ts (generators) send through the product's own code, without its pace.",
      ...series.flatMap(({ name, samples }) =>
        samples.flatMap(({ failure }) => (failure ? `${name}: ${failure}` : [])),
      ),
    ],
  };
}

function row(name: string, samples: readonly Sample[], probes: number): string[] {
  const failed = samples.filter(({ failure }) => failure !== null).length;
  const whole = samples.filter(({ failure }) => failure === null);
  return [
    name,
    failed === 0 ? String(samples.length) : `${samples.length}, ${failed} failed`,
    spread(
      whole.map(({ seconds }) => seconds),
      2,
    ),
    spread(
      whole.flatMap(({ rate }) => rate ?? []),
      0,
    ),
    grouped(median(whole.map(({ arrived }) => arrived))),
    grouped(median(whole.map(({ arrived }) => Math.max(0, probes - arrived)))),
  ];
}

/** Only one thread, or one generator, is the product's way today; a second is shown for what it would bring. */
function checks(all: ReadonlyMap<string, Series>, probes: number): Check[] {
  return [
    checkRate(all, 'raw', 1.5, 'masscan', 'masscan --rate 100000000, with one thread'),
    checkRate(all, 'kernel', 4, 'masscan', 'masscan --rate 100000000, transmit program with one generator'),
    checkRate(all, 'kernel', 4, 'zmap', 'zmap with one sender, transmit program with one generator'),
    checkArrived(all.get('zmap'), probes),
  ].filter((check) => check !== null);
}

function checkRate(
  all: ReadonlyMap<string, Series>,
  ours: string,
  times: number,
  theirs: string,
  what: string,
): Check | null {
  const rates = (key: string) => all.get(key)?.samples.map(({ rate, failure }) => (failure === null ? rate : null));
  const [our, their] = [rates(ours), rates(theirs)];
  if (our === undefined || their === undefined) return null;
  const ratio = pairedRatio(our, their);
  return {
    wanted: `${times} times the packets a second of ${what}`,
    got: ratio === null ? 'no pair of whole runs' : `${ratio.toFixed(2)} times (median of the pairs)`,
    met: ratio !== null && ratio >= times,
  };
}

/** It is asked for one port only, and told its way: all of it must have gone there. */
function checkArrived(series: Series | undefined, probes: number): Check | null {
  if (series === undefined) return null;
  const least = Math.min(...series.samples.map(({ arrived }) => arrived));
  return {
    wanted: `every packet of ${series.name} comes to the far end's hosts`,
    got: `${grouped(least)} of ${grouped(probes)} in the worst run`,
    met: least === probes,
  };
}
