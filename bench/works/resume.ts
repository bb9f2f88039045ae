// Scans killed with SIGKILL at random moments and gone on with: whether all is found, each port once, and what was asked twice.
import { buildLab } from '../../lab/network/build.ts';
import { scenario } from '../../lab/network/scenarios.ts';
import { type Kill, killedRun, type Victim } from '../../lab/runs/killed-run.ts';
import type { WorkResult } from '../score/results.ts';

const RUNS = 20;
const QUICK_RUNS = 3;
const VICTIMS: readonly Victim[] = ['both', 'command', 'engine'];
const TWICE_MOST = 0.01;

interface Way {
  readonly name: string;
  readonly scenario: string;
  readonly args: readonly string[];
  /** Milliseconds that the scan takes, about. */
  readonly takes: number;
}

const WAYS: readonly Way[] = [
  { name: 'raw', scenario: 'plain', args: ['--engine', 'raw', '--rate', '150000'], takes: 7000 },
  { name: 'connect', scenario: 'plain', args: ['-sT', '-p', '1-16000', '--rate', '40000'], takes: 6400 },
  { name: 'kernel', scenario: 'xdp-modulus', args: ['--engine', 'kernel', '--rate', '200000'], takes: 5200 },
];

export async function runResume(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  const rows: string[][] = [];
  let whole = 0;
  let [syns, pairs, killed, most] = [0, 0, 0, 0];
  const runs = quick ? QUICK_RUNS : RUNS;
  for (let run = 0; run < runs; run++) {
    const way = WAYS[run % WAYS.length];
    const kills = Array.from(
      { length: 1 + (run % 2) },
      (_, index): Kill => ({
        afterMs: 200 + Math.random() * way.takes * (run % 2 === 0 ? 0.85 : 0.4),
        victim: VICTIMS[(run + index) % VICTIMS.length],
      }),
    );
    await using lab = await buildLab(scenario(way.scenario));
    const outcome = await killedRun(lab, way.args, kills, way.name === 'kernel');
    const last = way.args.includes('-p') ? 16_000 : 65_535;
    let missed = 0;
    let truth = 0;
    for (const [ip, ports] of await lab.truth()) {
      const asked = ports.filter((port) => port <= last);
      truth += asked.length;
      const found = new Set(outcome.open.get(ip));
      missed += asked.filter((port) => !found.has(port)).length;
    }
    const told = [...outcome.open.values()].reduce((sum, ports) => sum + ports.length, 0);
    const isWhole = missed === 0 && told === truth && outcome.toldTwice === 0 && outcome.left.length === 0;
    if (isWhole) whole++;
    const again = (outcome.syns - outcome.pairs) / outcome.pairs;
    most = Math.max(most, again);
    syns += outcome.syns;
    pairs += outcome.pairs;
    killed += outcome.runs.length - 1;
    const how = kills.map(({ afterMs, victim }) => `${victim} at ${(afterMs / 1000).toFixed(2)} s`).join(', ');
    const twice = `${(100 * again).toFixed(3)} %`;
    say(
      `resume: ${way.name}: ${how}: ${told} of ${truth} open ports, ${outcome.toldTwice} told twice, ${twice} asked twice`,
    );
    rows.push([way.name, how, String(outcome.runs.length - 1), `${told} of ${truth}`, String(missed), twice]);
  }
  const all = (syns - pairs) / pairs;
  return {
    columns: ['engine', 'killed', 'times', 'open ports', 'missed', 'asked twice'],
    rows,
    checks: [
      { wanted: 'every run finds all open ports, each once', got: `${whole} of ${runs}`, met: whole === runs },
      {
        wanted: `under ${100 * TWICE_MOST} % of the probes sent twice`,
        got: `${(100 * all).toFixed(3)} %; the worst run ${(100 * most).toFixed(3)} %`,
        met: all < TWICE_MOST,
      },
    ],
    commands: WAYS.map(({ args }) => `portolan scan TARGETS ${args.join(' ')}; kill -9; portolan resume`),
    notes: [
      `${killed} kills; SYNs are counted in the target's namespace, those of the kernel engine at the scanner's interface`,
    ],
  };
}
