// UDP by ordinary sockets, of a host that limits its ICMP errors: --decide all goes on until each port is what its own kernel says.
import assert from 'node:assert/strict';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as plainTest } from 'node:test';
import type { SurveyRequest } from '../src/survey/request.ts';
import { available } from './available.ts';
import { LIMITED_TARGET, type LimitedPair, openLimitedPair } from './network/limited-pair.ts';
import { nft, runInside, sysctl } from './network/namespaces.ts';
import { labProgram } from './program.ts';
import { endOf, type Line, NOBODY, type ProductRun, runProduct } from './runs/product.ts';
import { startCapture } from './truth/capture.ts';
import { readBound } from './truth/truth.ts';

const { missing } = await available();
/** Ports of which no language is known, and that nobody asks in another way: each question is the scan's. */
const FIRST = 20_001;
const PORTS = 200;
const RANGE = `${FIRST}-${FIRST + PORTS - 1}`;
const ANSWERING = [20_017, 20_018, 20_160];
/** Bound, and nothing is said. */
const SILENT = [20_040, 20_150];
const DROPPED = [20_070, 20_071, 20_199];
const FORBIDDEN = Array.from({ length: 20 }, (_, k) => 20_100 + k);
const DECIDING = ['scan', LIMITED_TARGET, '-sU', '--udp', RANGE, '--decide', 'all', '--json'];
/** Linux's own limit is one error a second: the target's is raised, so that all can be decided in a quarter of a minute. */
const LIMIT_MS = 60;
/** Few enough while the first part runs that each port is told by its number (host-end.ts), then many. */
const SLOW_MS = 500;
const QUICK_MS = 25;

function test(name: string, body: () => Promise<void>): void {
  plainTest(name, { skip: missing ?? false, timeout: 120_000 }, body);
}

async function openTarget(limitMs: number): Promise<LimitedPair> {
  const pair = await openLimitedPair(1, limitMs);
  const places = [...ANSWERING, ...SILENT].map((port) => [LIMITED_TARGET, port, ANSWERING.includes(port)]);
  const datagrams = pair.spaces.start(pair.target, process.execPath, [labProgram('machines/datagrams')]);
  assert.equal(await datagrams.ask(JSON.stringify(places)), 'ready');
  return pair;
}

const fence = (pair: LimitedPair): Promise<void> =>
  nft(
    pair.target,
    `table ip lab-firewall {
      chain in {
        type filter hook input priority filter;
        udp dport { ${DROPPED} } drop
        udp dport { ${FORBIDDEN} } reject with icmp admin-prohibited
      }
    }`,
  );

type Told = Pick<ProductRun, 'lines' | 'stderr'>;
interface Progress {
  readonly atMs: number;
  readonly remainingMs: number | null;
}
const ascending = (a: number, b: number): number => a - b;

/** Ports told in a state, ascending. */
function portsIn({ lines }: Told, wanted: string): number[] {
  const told = lines.filter(({ type, state }) => type === 'port' && state === wanted);
  return told.map(({ port }) => port as number).sort(ascending);
}

async function checkAll(run: Told, pair: LimitedPair): Promise<void> {
  const bound = (await readBound(pair.target, [LIMITED_TARGET])).get(LIMITED_TARGET) as number[];
  const { engine, closedPorts, unasked } = endOf(run);
  assert.deepEqual(portsIn(run, 'open'), ANSWERING);
  assert.deepEqual([...ANSWERING, ...SILENT].sort(ascending), bound);
  assert.deepEqual(portsIn(run, 'open|filtered'), [...SILENT, ...DROPPED].sort(ascending));
  assert.deepEqual(portsIn(run, 'filtered'), FORBIDDEN);
  const closed = PORTS - bound.length - DROPPED.length - FORBIDDEN.length;
  assert.deepEqual([engine, closedPorts, unasked], ['connect', closed, 0]);
}

/** By the library, which tells how far it is. */
async function survey({ scannerNamespace }: LimitedPair, request: SurveyRequest): Promise<readonly Line[]> {
  const program = [process.execPath, labProgram('runs/survey-run'), JSON.stringify(request)];
  const text = await runInside(scannerNamespace, NOBODY[0], [...NOBODY.slice(1), ...program], { timeoutMs: 100_000 });
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

test('--decide all without raw sockets: each port is what the target’s kernel and its firewall make it, and the time left is believable', async () => {
  await using pair = await openTarget(LIMIT_MS);
  await fence(pair);
  const alone = { discovery: false, services: false, identity: false } as const;
  const lines = await survey(pair, {
    targets: [LIMITED_TARGET],
    probes: ['udp'],
    udp: RANGE,
    decide: 'all',
    ...alone,
  });
  await checkAll({ lines, stderr: '' }, pair);
  const ended = lines.at(-1)?.atMs as number;
  const told = lines.filter(({ type }) => type === 'progress') as unknown as readonly Progress[];
  // The first moments measure the pace; the last ones are for who is silent for good.
  const middle = told.filter(({ atMs }) => atMs > ended / 4 && atMs < (ended * 3) / 4);
  assert.ok(middle.length > 20, `${middle.length} of ${told.length}`);
  for (const { atMs, remainingMs } of middle) {
    assert.ok(remainingMs !== null, `${atMs} ms`);
    const wrong = Math.abs(atMs + remainingMs - ended) / ended;
    assert.ok(wrong < 0.3, `at ${Math.round(atMs)} of ${Math.round(ended)} ms ${Math.round(remainingMs)} are left`);
  }
});

test('--decide all without raw sockets, ended by Ctrl-C: resume goes on, and what had answered is not asked again', async () => {
  await using pair = await openTarget(SLOW_MS);
  await fence(pair);
  const state = await mkdtemp(join(tmpdir(), 'portolan-state-'));
  await chown(state, Number(NOBODY[2]), Number(NOBODY[4]));
  const prefix = ['env', `XDG_STATE_HOME=${state}`, ...NOBODY];
  try {
    const meanwhile = (pid: number): void => void process.kill(pid, 'SIGINT');
    const first = await runProduct(pair, DECIDING, { prefix, meanwhile, afterMs: 7000, fromFirstLine: true });
    assert.equal(first.code, 130, first.stderr);
    const answered = ['open', 'closed', 'filtered'].flatMap((each) => portsIn(first, each));
    const { closedPorts, filteredPorts } = endOf(first) as Record<string, unknown>;
    assert.equal(answered.length, (closedPorts as number) + (filteredPorts as number) + ANSWERING.length);
    const refusals = (await pair.told()).get(pair.sources[0]) as number;
    assert.ok(refusals > 12, `${refusals}`);
    assert.equal(answered.length - ANSWERING.length, refusals, 'each that was sent is told');

    await sysctl(pair.target, { 'net.ipv4.icmp_ratelimit': QUICK_MS });
    const capture = await startCapture({ namespace: pair.target, interface: 'eth0' }, `udp and dst portrange ${RANGE}`);
    const run = await runProduct(pair, ['resume'], { prefix });
    const { ports, kernelDrops } = await capture.stop();
    assert.equal(run.code, 0, run.stderr);
    await checkAll(run, pair);
    assert.equal(kernelDrops, 0);
    const asked = new Set(ports);
    assert.deepEqual(
      answered.filter((port) => asked.has(port)),
      [],
    );
    assert.equal(asked.size, PORTS - answered.length);
    assert.equal((await pair.told()).get(pair.sources[0]), PORTS - SILENT.length - DROPPED.length - answered.length);
  } finally {
    await rm(state, { recursive: true });
  }
});
