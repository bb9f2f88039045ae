// One-way send into an interface whose far end drops everything: what the sending code can do, beside masscan's.
import { findProgram } from '../../lab/available.ts';
import { buildLab, type Lab } from '../../lab/build.ts';
import { scenario } from '../../lab/scenarios.ts';
import { type Arrival, busySpan } from '../arrivals.ts';
import { benchProgram, shownCommand } from '../product.ts';
import type { Check, WorkResult } from '../results.ts';
import { runTool } from '../run-tool.ts';
import { grouped, median, pairedRatio, spread } from '../statistics.ts';
import { firstWire, masscanWay, startHeartbeat } from '../tools.ts';
import { macOf } from '../wire-counters.ts';

const HOSTS = 64;
const PORTS = 62_500;
const QUICK_PORTS = 15_625;
const RUNS = 5;
const TIMEOUT_MS = 120_000;
const WANTED = 1.5;
/** Packets in 20 ms that are more than ARP. */
const NOISE = 100;

interface Sender {
  readonly name: string;
  readonly words: readonly string[];
  readonly needsPackets: boolean;
  readonly samples: Sample[];
}

interface Sample {
  /** Of the whole process. */
  readonly seconds: number;
  /** Packets that came to the far end. */
  readonly arrived: number;
  /** Packets a second from the first to the last that came; null: none came. */
  readonly rate: number | null;
  readonly failure: string | null;
}

export async function runSend(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  await using lab = await buildLab(scenario('dropping'));
  const senders = await sendersFor(lab, quick ? QUICK_PORTS : PORTS);
  const { hop } = firstWire(lab);
  const watch = lab.start(hop.node, process.execPath, [benchProgram('arrival-watch'), hop.interface]);
  const probes = HOSTS * (quick ? QUICK_PORTS : PORTS);
  await watch.ask('report');
  for (let round = 0; round < (quick ? 1 : RUNS); round++) {
    for (const { name, words, needsPackets, samples } of senders) {
      const heartbeat = needsPackets ? startHeartbeat(lab) : null;
      const before = (await lab.counters())['target/arrived'];
      const run = await runTool(['ip', 'netns', 'exec', lab.scannerNamespace, ...words], TIMEOUT_MS);
      const span = busySpan(JSON.parse(await watch.ask('report')) as Arrival[], NOISE);
      const arrived = (await lab.counters())['target/arrived'] - before;
      await heartbeat?.stop();
      const rate = span === null ? null : span.packets / span.seconds;
      samples.push({ seconds: run.seconds, arrived, rate, failure: run.failure });
      say(`send: ${name}, run ${round + 1}: ${run.seconds.toFixed(2)} s, ${grouped(rate)} packets a second`);
    }
  }
  return resultOf(lab, senders, probes);
}

async function sendersFor(lab: Lab, ports: number): Promise<Sender[]> {
  const { scanner, hop } = firstWire(lab);
  const mac = await macOf(lab.namespaces[hop.node], hop.interface);
  const first = lab.hosts[0];
  const program = benchProgram('send-rate');
  const ours = [1, 2].map((threads) => ({
    name: `portolan, ${threads} sending ${threads === 1 ? 'thread' : 'threads'}`,
    words: [process.execPath, program, scanner.interface, mac, first, ...[HOSTS, ports, threads].map(String)],
    needsPackets: false,
    samples: [],
  }));
  if (findProgram('masscan') === null) return ours;
  const last = lab.hosts[HOSTS - 1];
  const words = ['masscan', `${first}-${last}`, `-p1-${ports}`, '--rate', '100000000', ...(await masscanWay(lab))];
  const full = [...words, '--wait', '0'];
  return [...ours, { name: 'masscan --rate 100000000', words: full, needsPackets: true, samples: [] }];
}

function resultOf(lab: Lab, senders: readonly Sender[], probes: number): WorkResult {
  return {
    columns: ['tool', 'runs', 'time, s', 'packets a second', 'arrived', 'lost'],
    rows: senders.map(({ name, samples }) => row(name, samples, probes)),
    checks: checks(senders),
    commands: senders.map(({ words }) => shownCommand(['ip', 'netns', 'exec', lab.scannerNamespace, ...words])),
    notes: [
      `${grouped(probes)} probes a run, each to its own (address, port). Packets a second: what arrived at the far end, from the first packet to the last (its interface counter, read every 20 ms); the start of a process and its wait at the end do not count, for either tool. Arrived: counted by the rule that drops them.`,
      "portolan itself has no flood mode; bench/send-rate.ts sends through the product's own code, without its pace.",
      ...senders.flatMap(({ name, samples }) =>
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

/** Only the first sender is the product's way; a second thread is shown for what it would bring. */
function checks([one, ...others]: readonly Sender[]): Check[] {
  const masscan = others.find(({ name }) => name.startsWith('masscan'));
  if (masscan === undefined) return [];
  const rates = ({ samples }: Sender) => samples.map(({ rate, failure }) => (failure === null ? rate : null));
  const ratio = pairedRatio(rates(one), rates(masscan));
  return [
    {
      wanted: `${WANTED} times the packets a second of masscan --rate 100000000, with one thread`,
      got: ratio === null ? 'no pair of whole runs' : `${ratio.toFixed(2)} times (median of the pairs)`,
      met: ratio !== null && ratio >= WANTED,
    },
  ];
}
