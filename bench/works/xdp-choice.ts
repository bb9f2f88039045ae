// At what size of a scan the kernel engine is faster than the raw engine, end to end: what `--engine auto` goes by.
import { buildLab, type Lab } from '../../lab/network/build.ts';
import { scenario } from '../../lab/network/scenarios.ts';
import { readyForXdp } from '../../lab/xdp/xdp-ready.ts';
import { WORTH_PROBES } from '../../src/scan/kernel/choice.ts';
import { runTool } from '../gauges/run-tool.ts';
import { shownCommand } from '../product.ts';
import { breakEven } from '../score/break-even.ts';
import type { Check, WorkResult } from '../score/results.ts';
import { compare } from '../score/score.ts';
import { grouped, pairedGain, pairedRatio, spread } from '../score/statistics.ts';
import { portolan, type ScanTool } from '../tools.ts';
import { ALL_PORTS } from './checks.ts';

const ENGINES = ['raw', 'kernel'] as const;
type Engine = (typeof ENGINES)[number];

/** Hosts and ports of each scan. */
const SIZES: readonly (readonly [hosts: number, ports: number])[] = [
  ...[1000, 4000, 16_000].map((ports) => [1, ports] as const),
  ...[1, 2, 4, 8, 16, 32].map((hosts) => [hosts, ALL_PORTS] as const),
];
const QUICK_SIZES: typeof SIZES = [
  [1, 4000],
  [1, ALL_PORTS],
  [4, ALL_PORTS],
  [16, ALL_PORTS],
];
const RUNS = 5;
const TIMEOUT_MS = 60_000;
/** Targets forget connections meanwhile. */
const PAUSE_MS = 300;

interface Kind {
  readonly scenario: string;
  readonly about: string;
  prepare(lab: Lab): Promise<void>;
  before(lab: Lab, engine: Engine): Promise<void>;
}

const KINDS: readonly Kind[] = [
  {
    scenario: 'xdp-modulus-24',
    about: 'hosts that answer from XDP',
    prepare: async () => {},
    // The kernel engine brings its own program, which lets the answers in.
    before: (lab, engine) => lab.passXdp(engine !== 'kernel'),
  },
  { scenario: 'plain', about: 'plain Linux hosts', prepare: readyForXdp, before: async () => {} },
];

/** Scans of one size, in pairs that ran one after the other. */
interface Size {
  readonly about: string;
  readonly hosts: number;
  readonly ports: number;
  /** Seconds; null: the run failed, or did not find exactly what is open. */
  readonly seconds: Readonly<Record<Engine, (number | null)[]>>;
  readonly failures: Set<string>;
}

export async function runXdpChoice(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  const sizes: Size[] = [];
  const commands: string[] = [];
  for (const kind of KINDS) {
    await using lab = await buildLab(scenario(kind.scenario));
    await kind.prepare(lab);
    const own = (quick ? QUICK_SIZES : SIZES)
      .filter(([hosts]) => hosts <= lab.hosts.length)
      .map(([hosts, ports]): Size => {
        return { about: kind.about, hosts, ports, seconds: { raw: [], kernel: [] }, failures: new Set() };
      });
    sizes.push(...own);
    for (let round = 0; round < (quick ? 1 : RUNS); round++) {
      for (const size of own) {
        for (const engine of ENGINES) await scanOnce(lab, kind, engine, size);
        const [ring, xdp] = ENGINES.map((engine) => size.seconds[engine][round]?.toFixed(2) ?? 'failed');
        const probes = grouped(size.hosts * size.ports);
        say(`xdp-choice: ${kind.about}, ${probes} probes, run ${round + 1}: ring ${ring} s, xdp ${xdp} s`);
      }
    }
    for (const engine of ENGINES) commands.push(shownCommand(inside(lab, toolFor(lab, engine, own[own.length - 1]))));
  }
  return resultOf(sizes, commands);
}

function toolFor(lab: Lab, engine: Engine, { hosts, ports }: Size): ScanTool {
  return portolan({ targets: lab.hosts.slice(0, hosts), ports: `1-${ports}` }, ['--engine', engine]);
}

function inside(lab: Lab, { words }: ScanTool): string[] {
  return ['ip', 'netns', 'exec', lab.scannerNamespace, ...words];
}

async function scanOnce(lab: Lab, kind: Kind, engine: Engine, size: Size): Promise<void> {
  await kind.before(lab, engine);
  const tool = toolFor(lab, engine, size);
  const run = await runTool(inside(lab, tool), TIMEOUT_MS);
  const account = tool.read(run.stdout);
  const truth = await lab.truth();
  const asked = new Map<string, number[]>();
  for (const host of lab.hosts.slice(0, size.hosts)) {
    asked.set(
      host,
      (truth.get(host) ?? []).filter((port) => port <= size.ports),
    );
  }
  const { found, of, wrong } = compare(account.open, asked);
  const notAll = found === of && wrong === 0 ? null : `${found} of ${of} open ports, ${wrong} wrong`;
  const failure = run.failure ?? account.failure ?? notAll;
  size.seconds[engine].push(failure === null ? run.seconds : null);
  if (failure !== null) size.failures.add(`${engine} engine, ${size.hosts} x ${size.ports}, ${size.about}: ${failure}`);
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}

interface Measured {
  readonly about: string;
  readonly size: number;
  /** How many times faster xdp is; null: no pair of whole runs. */
  readonly ratio: number | null;
  /** Seconds that it takes less. */
  readonly gained: number | null;
}

function resultOf(sizes: readonly Size[], commands: readonly string[]): WorkResult {
  const measured = sizes.map(({ about, hosts, ports, seconds }): Measured => {
    const gained = pairedGain(seconds.raw, seconds.kernel);
    return { about, size: hosts * ports, ratio: pairedRatio(seconds.raw, seconds.kernel), gained };
  });
  return {
    columns: ['hosts', 'number x ports', 'probes', 'pairs', 'raw engine, s', 'kernel engine, s', 'xdp is faster by'],
    rows: sizes.map(({ about, hosts, ports, seconds }, index) => [
      about,
      `${hosts} x ${grouped(ports)}`,
      grouped(measured[index].size),
      String(seconds.raw.length),
      ...ENGINES.map((engine) =>
        spread(
          seconds[engine].flatMap((each) => each ?? []),
          2,
        ),
      ),
      times(measured[index].ratio),
    ]),
    checks: KINDS.map(({ about }) =>
      checkChoice(
        about,
        measured.filter((each) => each.about === about),
      ),
    ),
    commands,
    notes: [
      ...KINDS.map(({ about }) => {
        const from = breakEven(measured.filter((each) => each.about === about));
        return from === null
          ? `At ${about} the kernel engine is not faster end to end, up to the largest size measured.`
          : `At ${about} the kernel engine is faster end to end from ${grouped(from)} probes on.`;
      }),
      'The largest scans are too large for the plain hosts of the lab, 16. Faster by: median of the pairs of whole runs, all of whose open ports were found. Wall clock of the whole process.',
      ...sizes.flatMap(({ failures }) => [...failures]),
    ],
  };
}

function times(ratio: number | null): string {
  return ratio === null ? 'no pair of whole runs' : `${ratio.toFixed(2)} times`;
}

/** What `auto` leaves alone: a card may take as long to accept a program (choice.ts). */
const MOST_LEFT_SECONDS = 1;

/** `auto` decides by the number of probes; its other reasons do not apply here. */
function checkChoice(about: string, measured: readonly Measured[]): Check {
  const wrong = measured.filter(({ size, ratio, gained }) => {
    if (ratio === null || gained === null) return true;
    return size >= WORTH_PROBES ? ratio < 1 : gained > MOST_LEFT_SECONDS;
  });
  const figures = wrong.map(({ size, ratio }) => `${grouped(size)} probes: ${times(ratio)}`).join(', ');
  return {
    wanted: `at ${about}: where auto takes xdp (from ${grouped(WORTH_PROBES)} probes on) it is the faster one; where not, it would gain ${MOST_LEFT_SECONDS} s at the most`,
    got: wrong.length === 0 ? 'it does' : `it does not at ${figures}`,
    met: wrong.length === 0,
  };
}
