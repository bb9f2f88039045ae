// A scan of the server: a target is dropped, others are added, the server is killed with SIGKILL, and the scan is gone on with, by a
// server or by the command. The target's kernel knows the truth, a capture there what was asked.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { parseIpv4 } from '../src/wire/address.ts';
import { buildLab, type Lab } from './network/build.ts';
import { scenario } from './network/scenarios.ts';
import { run } from './process.ts';
import { PRODUCT } from './runs/product.ts';
import { type RpcProgram, startRpc } from './runs/rpc-program.ts';
import { startCapture } from './truth/capture.ts';

const PORTS = 8000;
const RATE = 20_000;
const DROPPED = '198.19.0.2';
const ADDED = '198.19.0.15-198.19.0.16';
/** What was handed to the engine before it heard of it. */
const GRACE_MS = 500;

type GoOn = (program: RpcProgram, scan: number, lab: Lab, state: string) => Promise<void>;

async function byServer(program: RpcProgram, scan: number): Promise<void> {
  await program.call('events/subscribe', {});
  await program.call('discovery/resume', { scan });
  const end = (): string | undefined =>
    program.events.flatMap((event) => (event.type === 'status' && event.status.ended ? [event.status.state] : []))[0];
  await program.until(() => end() !== undefined);
  assert.equal(end(), 'finished');
}

async function byCommand(_: RpcProgram, scan: number, lab: Lab, state: string): Promise<void> {
  const command = ['netns', 'exec', lab.scannerNamespace, 'env', `XDG_STATE_HOME=${state}`, process.execPath, PRODUCT];
  await run('ip', [...command, 'resume', `${scan}`], { timeoutMs: 60_000 });
}

const WAYS: readonly (readonly [who: string, goOn: GoOn])[] = [
  ['a server', byServer],
  ['portolan resume', byCommand],
];

for (const [who, goOn] of WAYS) {
  test(
    `serve: dropped, added, killed and gone on with by ${who}: all open ports of those that are asked, and nothing more to who was dropped`,
    {
      timeout: 120_000,
    },
    (t) => killedAndGoneOnWith(t, goOn),
  );
}

async function killedAndGoneOnWith(t: TestContext, goOn: GoOn): Promise<void> {
  const state = await mkdtemp(join(tmpdir(), 'portolan-state-'));
  await using lab = await buildLab(scenario('plain'));
  const env = { ...process.env, XDG_STATE_HOME: state };
  const begin = (): RpcProgram =>
    startRpc('ip', ['netns', 'exec', lab.scannerNamespace, process.execPath, PRODUCT, 'rpc'], env);
  const isDone = ({ events }: RpcProgram, share: number): boolean =>
    events.slice(-50).some((event) => event.type === 'status' && (event.status.done ?? 0) > share);
  let program = begin();
  try {
    const capture = await startCapture(lab.arrivals[0], 'tcp[tcpflags] & (tcp-syn | tcp-ack) = tcp-syn');
    await program.call('events/subscribe', {});
    const few = { services: false, identity: false, discovery: false, udp: 'none' } as const;
    const request = { targets: ['198.19.0.1-198.19.0.14'], ports: `1-${PORTS}`, rate: RATE, ...few };
    const { scan } = await program.call('discovery/start', request);
    await program.until(() => isDone(program, 0.2));
    await program.call('discovery/dropTargets', { scan, targets: [DROPPED] });
    const droppedAt = Date.now();
    await program.call('discovery/addTargets', { scan, targets: [ADDED] });
    await program.until(() => isDone(program, 0.5));
    const pushed = program.events.flatMap((event) =>
      event.type === 'line' && event.line.type === 'port' && event.line.state === 'open'
        ? [`${event.line.ip} ${event.line.port}`]
        : [],
    );
    const gone = new Promise((resolve) => program.child.once('exit', resolve));
    program.child.kill('SIGKILL');
    await gone;

    program = begin();
    assert.equal((await program.call('inventory/scans', {})).rows[0].state, 'crashed');
    assert.deepEqual(await program.call('discovery/resumable'), [scan]);
    await goOn(program, scan, lab, state);
    const { rows } = await program.call('inventory/ports', { limit: 1000 });
    const open = rows.map(({ ip, port }) => `${ip} ${port}`);
    const truth = [...(await lab.truth())].flatMap(([ip, ports]) =>
      ports.filter((port) => port <= PORTS).map((port) => `${ip} ${port}`),
    );
    const isAsked = (each: string): boolean => !each.startsWith(`${DROPPED} `);
    assert.deepEqual(open.filter(isAsked).toSorted(), truth.filter(isAsked).toSorted());
    assert.deepEqual(
      [...open, ...pushed].filter((each) => !truth.includes(each)),
      [],
    );
    assert.deepEqual(
      pushed.filter((each) => !open.includes(each)),
      [],
      'what was pushed is kept',
    );
    const [row] = (await program.call('inventory/scans', {})).rows;
    assert.deepEqual([row.id, row.state, row.targets], [scan, 'finished', ['198.19.0.1', '198.19.0.3-198.19.0.16']]);
    assert.deepEqual(await program.call('discovery/resumable'), []);

    const { times, destinations, ports, kernelDrops } = await capture.stop();
    assert.equal(kernelDrops, 0);
    const who = parseIpv4(DROPPED)!;
    const late = times.filter((time, k) => destinations[k] === who && time > droppedAt + GRACE_MS);
    assert.deepEqual(late.length, 0, 'something was sent to who was dropped');
    assert.ok(destinations.includes(who), 'it was asked before');
    const others = [...destinations.keys()].filter((k) => destinations[k] !== who);
    const pairs = new Set(others.map((k) => destinations[k] * 65_536 + ports[k]));
    assert.equal(pairs.size, 15 * PORTS);
    const again = (others.length - pairs.size) / pairs.size;
    t.diagnostic(
      `${others.length} SYNs to ${pairs.size} ports of those that are asked: ${(100 * again).toFixed(2)} % twice`,
    );
    assert.ok(again < 0.05, `${again}`);
  } finally {
    program.child.kill('SIGKILL');
    await rm(state, { recursive: true, force: true });
  }
}
