// UDP, small and whole: all ports of this machine's own loopback; and a host whose answers are made to be misread.

import { MISDEEDS } from '../../lab/machines/hostile-datagrams.ts';
import { openPair } from '../../lab/network/pair.ts';
import { LabError } from '../../lab/process.ts';
import { labProgram } from '../../lab/program.ts';
import { readBound } from '../../lab/truth/truth.ts';
import { runTool } from '../gauges/run-tool.ts';
import { productWords, shownCommand } from '../product.ts';
import type { Check, WorkResult } from '../score/results.ts';
import { spread } from '../score/statistics.ts';

const TIMEOUT_MS = 120_000;
const HERE = '127.0.0.1';
const [HOST, STRANGER] = ['198.18.9.20', '198.18.9.21'];
const SECONDS_MOST = 10;
const HOSTILE_SECONDS_MOST = 30;
const HOSTILE_CHARACTERS_MOST = 100_000;
/** On the address itself, on all addresses, and on a neighbour that must not be found; whether they answer. */
const LISTENERS: readonly (readonly [address: string, port: number, answers: boolean])[] = [
  [HERE, 53, true],
  [HERE, 161, false],
  [HERE, 40_000, true],
  [HERE, 65_535, false],
  ['0.0.0.0', 1, false],
  ['0.0.0.0', 123, true],
  ['0.0.0.0', 50_000, false],
  ['127.0.0.2', 631, true],
];

interface Told {
  readonly type: string;
  readonly port: number;
  readonly state?: string;
  readonly service?: string;
}

const linesOf = (stdout: string): readonly Told[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Told);

const portsIn = (lines: readonly Told[], ...states: readonly string[]): string =>
  [
    ...new Set(
      lines.filter(({ type, state }) => type === 'port' && states.includes(state ?? '')).map(({ port }) => port),
    ),
  ]
    .sort((a, b) => a - b)
    .join();

export async function runUdpLoopback(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  await using lab = await openPair([HOST]);
  const listeners = lab.spaces.start(lab.scannerNamespace, process.execPath, [labProgram('machines/datagrams')]);
  const said = await listeners.ask(JSON.stringify(LISTENERS));
  if (said !== 'ready') throw new LabError('E_BENCH_LISTENERS', `expected "ready", got "${said.slice(0, 200)}"`);
  const words = [...productWords, 'scan', HERE, '--probe', 'udp', '--udp', 'all', '--json', '-q'];
  const seconds: number[] = [];
  const failures: string[] = [];
  let exact = 0;
  const runs = quick ? 1 : 5;
  for (let round = 0; round < runs; round++) {
    const run = await runTool(['ip', 'netns', 'exec', lab.scannerNamespace, ...words], TIMEOUT_MS);
    if (run.failure !== null) failures.push(run.failure);
    const bound = [...((await readBound(lab.scannerNamespace, [HERE])).get(HERE) ?? [])].join();
    const isExact = run.failure === null && portsIn(linesOf(run.stdout), 'open', 'open|filtered') === bound;
    exact += isExact ? 1 : 0;
    seconds.push(run.seconds);
    say(`udp-loopback: ${run.seconds.toFixed(2)} s, ${isExact ? 'exact' : 'not exact'}`);
  }
  return {
    columns: ['command', 'runs', 'time, s', 'exactly what is bound'],
    rows: [['portolan scan', `${runs}`, spread(seconds, 2), `${exact} of ${runs}`]],
    checks: [
      {
        wanted: 'open or open|filtered is what `ss -Hlnu` lists, in every run',
        got: `${exact} of ${runs}`,
        met: exact === runs,
      },
      {
        wanted: `in seconds: under ${SECONDS_MOST}`,
        got: `${spread(seconds, 2)} s`,
        met: Math.max(...seconds) < SECONDS_MOST,
      },
    ],
    commands: [shownCommand(words)],
    notes: ['In a namespace of its own, so that no other program opens a port meanwhile.', ...failures],
  };
}

export async function runUdpHostile(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  await using lab = await openPair([HOST, STRANGER]);
  const hostile = [labProgram('machines/hostile-datagrams'), JSON.stringify({ host: HOST, stranger: STRANGER })];
  const said = await lab.spaces.start(lab.target, process.execPath, hostile).line();
  if (said !== 'ready') throw new LabError('E_BENCH_LISTENERS', `expected "ready", got "${said.slice(0, 200)}"`);
  const { loops, longest, flood, ...elsewhere } = MISDEEDS;
  const answering = [...loops, longest, flood].sort((a, b) => a - b);
  const ports = `U:${[...answering, ...Object.values(elsewhere)].join()}`;
  const wordsFor = (engine: string): readonly string[] => [
    ...[
      ...productWords,
      'scan',
      HOST,
      '--probe',
      'udp',
      '--engine',
      engine,
      '-p',
      ports,
      '--no-identity',
      '--json',
      '-q',
    ],
  ];
  const rows: string[][] = [];
  const checks: Check[] = [];
  const failures: string[] = [];
  for (const engine of ['raw', 'connect']) {
    const [seconds, characters]: [number[], number[]] = [[], []];
    let wrong = 0;
    for (let round = 0; round < (quick ? 1 : 5); round++) {
      const words = ['ip', 'netns', 'exec', lab.scannerNamespace, ...wordsFor(engine)];
      const run = await runTool(words, TIMEOUT_MS);
      if (run.failure !== null) failures.push(`${engine}: ${run.failure}`);
      const lines = linesOf(run.stdout);
      const named = lines.filter(({ type, service }) => type === 'service' && service !== 'unknown').length;
      const isRight = portsIn(lines, 'open') === answering.join() && !run.stdout.includes(STRANGER);
      wrong += named + (isRight && run.failure === null ? 0 : 1);
      seconds.push(run.seconds);
      characters.push(run.stdout.length);
    }
    rows.push([engine, `${seconds.length}`, spread(seconds, 1), spread(characters, 0), `${wrong}`]);
    say(`udp-hostile: ${rows.at(-1)?.join(', ')}`);
    checks.push(
      {
        wanted: `${engine}: those that answer are open, no other, and no service is told`,
        got: `${wrong} wrong`,
        met: wrong === 0,
      },
      {
        wanted: `${engine}: bounded: under ${HOSTILE_SECONDS_MOST} s and ${HOSTILE_CHARACTERS_MOST.toLocaleString('en-US')} characters`,
        got: `${spread(seconds, 1)} s, ${spread(characters, 0)}`,
        met: Math.max(...seconds) < HOSTILE_SECONDS_MOST && Math.max(...characters) < HOSTILE_CHARACTERS_MOST,
      },
    );
  }
  return {
    columns: ['engine', 'runs', 'time, s', 'characters told', 'wrong'],
    rows,
    checks,
    commands: [shownCommand(wordsFor('raw')), shownCommand(wordsFor('connect'))],
    notes: [
      'One host: names that point to themselves, answers of 65,507 bytes, 3,000 of 700 bytes for each question, and right answers from ports and addresses that nobody asked. Without identity, which hears SSDP from any port of a host, as UPnP has it, and whoever speaks DHCP on the link.',
      ...failures,
    ],
  };
}
