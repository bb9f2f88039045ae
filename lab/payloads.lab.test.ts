// UDP ports that are asked in their own language, on both engines, by services that answer nothing else; and what they
// say, handed on.
import assert from 'node:assert/strict';
import { test as plainTest } from 'node:test';
import { PAYLOADS } from '../src/probe/udp/payloads.ts';
import type { ScanSpec } from '../src/scan/spec.ts';
import { normalize, type Range } from '../src/target/ranges.ts';
import { available } from './available.ts';
import { MISDEEDS } from './machines/hostile-datagrams.ts';
import { buildLab, type Lab } from './network/build.ts';
import { runInside } from './network/namespaces.ts';
import { openPair } from './network/pair.ts';
import type { Scenario } from './network/scenario.ts';
import { directWire, TARGET, TARGET_NETWORK } from './network/scenario-parts.ts';
import { labProgram } from './program.ts';
import { endOf, type Line, openPorts, runProduct } from './runs/product.ts';
import { readyForXdp } from './xdp/xdp-ready.ts';

const { missing } = await available();

function test(name: string, body: () => Promise<void>): void {
  plainTest(name, { skip: missing ?? false, timeout: 120_000 }, body);
}

const HOST = '198.19.0.1';
const HOST_NUMBER = 0xc6130001;
/** Its service wants to be asked as name servers are, and nobody knows that. */
const UNUSUAL_PORT = 3053;
const ANSWERS_ALL = 3000;
/** Nobody listens at the others of these. */
const OTHERS = { first: 3000, last: 3099 };
/** By port, ascending, the one question that is understood there: of several the last, which only repeats ask. */
const QUESTIONS = new Map(
  PAYLOADS.flatMap(({ ports, bytes }) => ports.map((port) => [port, Buffer.from(bytes).toString('hex')] as const))
    .filter(([port]) => port < OTHERS.first || port > OTHERS.last)
    .sort(([one], [other]) => one - other),
);
const ASKED = [...QUESTIONS.keys()];
const PORTS = [...ASKED, `${OTHERS.first}-${OTHERS.last}`].join(',');

const services: Scenario = {
  name: 'payloads',
  about: 'UDP services that answer nothing but what they are to be asked',
  nodes: [
    {
      name: 'scanner',
      routes: [{ to: TARGET_NETWORK, via: TARGET }],
    },
    {
      name: 'target',
      owns: [TARGET_NETWORK],
      hosts: [HOST],
      datagrams: [
        ...[...QUESTIONS].map(([port, question]) => ({ address: HOST, ports: [port], answers: question })),
        { address: HOST, ports: [UNUSUAL_PORT], answers: QUESTIONS.get(53) as string },
        { address: HOST, ports: [ANSWERS_ALL], answers: true },
      ],
      settings: { 'net.ipv4.icmp_ratemask': 0, 'net.ipv4.icmp_msgs_per_sec': 10_000_000 },
    },
  ],
  links: [directWire],
  targets: [HOST],
  ports: PORTS,
};

for (const engine of ['raw', 'kernel']) {
  test(`payloads, ${engine}: each service gets the whole of its question, with checksums that its kernel takes`, async () => {
    await using lab = await buildLab(services);
    if (engine === 'kernel') await readyForXdp(lab);
    const command = ['scan', HOST, '--probe', 'udp', '--engine', engine, '-p', PORTS, '--json'];
    const run = await runProduct(lab, command);
    assert.equal(run.code, 0, run.stderr);
    assert.equal(endOf(run).engine, engine);
    assert.deepEqual(openPorts(run), new Map([[HOST, [...ASKED, ANSWERS_ALL].sort((a, b) => a - b)]]));
    const silent = run.lines.filter(({ state }) => state === 'open|filtered').map(({ port }) => port);
    assert.deepEqual(silent, [UNUSUAL_PORT]);
    assert.equal(endOf(run).closedPorts, OTHERS.last - OTHERS.first + 1 - 2);
    assert.ok(
      run.lines.every((line) => line.payload === undefined),
      'nobody asked for what they say',
    );
  });
}

test('payloads: an interface that does not take one is told of before anything is sent, by both engines', async () => {
  await using lab = await buildLab(services);
  await runInside(lab.scannerNamespace, 'ip', ['link', 'set', 'dev', 'eth0', 'mtu', '75']);
  for (const engine of ['raw', 'kernel']) {
    const run = await runProduct(lab, ['scan', HOST, '--probe', 'udp', '--engine', engine, '-p', '123', '--json']);
    assert.equal(run.code, 1, run.stderr);
    assert.match(run.stderr, /eth0 takes packets of 75 bytes, and port 123 is asked with 76: .* \[E_MTU\]/);
  }
  const run = await runProduct(lab, [
    'scan',
    HOST,
    '--probe',
    'udp',
    '--engine',
    'raw',
    '-p',
    `${ANSWERS_ALL}`,
    '--json',
  ]);
  assert.deepEqual(openPorts(run), new Map([[HOST, [ANSWERS_ALL]]]));
});

/** The lines of a scan by another program. */
async function scanBy(lab: Lab, spec: Partial<ScanSpec>): Promise<Line[]> {
  const whole: ScanSpec = {
    targets: [[HOST_NUMBER, HOST_NUMBER]],
    excluded: [],
    probe: 'udp',
    ports: normalize([...ASKED.map((port): Range => [port, port]), [OTHERS.first, OTHERS.last]]),
    engine: 'raw',
    generators: null,
    rateCap: null,
    seed: 'payloads',
    shard: { index: 1, count: 1 },
    maxRetries: null,
    interfaceName: null,
    recordTo: null,
    ledgerLimit: 2 ** 28,
    keepResponses: true,
    ...spec,
  };
  const text = await runInside(lab.scannerNamespace, process.execPath, [
    labProgram('runs/scan-run'),
    JSON.stringify(whole),
  ]);
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

test('payloads: what the services say is handed on where that is asked for, and an engine that cannot is not taken', async () => {
  await using lab = await buildLab(services);
  for (const engine of ['raw', 'auto'] as const) {
    const lines = await scanBy(lab, { engine });
    assert.equal(lines.at(-1)?.engine, 'raw');
    const said = lines.flatMap(({ type, port, payload }) =>
      type === 'port' && payload !== undefined
        ? [[port, Buffer.from(payload as string, 'base64').toString('hex')]]
        : [],
    );
    const here = Buffer.from('here\n').toString('hex');
    assert.deepEqual(new Map(said as [number, string][]), new Map([...QUESTIONS, [ANSWERS_ALL, here]]));
  }
  await assert.rejects(scanBy(lab, { engine: 'kernel' }), /E_NO_XDP/);
});

/** Among them a scan of a second and a flood that is read beside it, on two processors. */
const HOSTILE_MOST_MS = 30_000;
const HOSTILE_MOST_CHARACTERS = 100_000;

for (const engine of ['raw', 'connect']) {
  test(`hostile answers, ${engine}: nonsense, floods, loops, and what comes from elsewhere, is no service, and takes no time`, async () => {
    const [host, stranger] = ['198.18.9.20', '198.18.9.21'];
    await using pair = await openPair([host, stranger]);
    const words = [labProgram('machines/hostile-datagrams'), JSON.stringify({ host, stranger })];
    assert.equal(await pair.spaces.start(pair.target, process.execPath, words).line(), 'ready');
    const { loops, longest, flood, otherPort, otherAddress, otherNumber, otherTransfer } = MISDEEDS;
    const answering = [...loops, longest, flood].sort((a, b) => a - b);
    const ports = [...answering, otherPort, otherAddress, otherNumber, otherTransfer].join(',');
    const args = ['scan', host, '--probe', 'udp', '--engine', engine, '-p', `U:${ports}`, '--json'];
    const run = await runProduct(pair, args, { services: true });
    assert.equal(run.code, 0, run.stderr);
    assert.deepEqual(openPorts(run), new Map([[host, answering]]));
    assert.deepEqual(openPorts(await runProduct(pair, args)), new Map([[host, answering]]), 'without services neither');
    assert.deepEqual(
      run.lines.filter(({ type, service }) => type === 'service' && service !== 'unknown'),
      [],
    );
    const text = JSON.stringify(run.lines);
    assert(!text.includes(stranger), 'nothing is told of whom nobody asked');
    assert(text.length < HOSTILE_MOST_CHARACTERS, `${text.length} characters`);
    assert((endOf(run).elapsedMs as number) < HOSTILE_MOST_MS);
  });
}
