// A session with a real process, without rights: full connections to loopback.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Finding } from '../finding/finding.ts';
import type { Steering } from '../finding/steering.ts';
import { openPort } from '../open-port.test-data.ts';
import type { ScanSpec } from '../scan/spec.ts';
import { parseIpv4 } from '../wire/address.ts';
import type { Engine } from './engine.ts';
import { startEngine } from './process.ts';
import { openEngine } from './session.ts';

const LINUX = { timeout: 60_000, skip: process.platform === 'linux' ? false : '/proc is Linux' };
const LOOPBACK = parseIpv4('127.0.0.1')!;

function specFor(ports: ScanSpec['ports'], change: Partial<ScanSpec> = {}): ScanSpec {
  return {
    targets: [[LOOPBACK, LOOPBACK]],
    excluded: [],
    probe: 'syn',
    ports,
    engine: 'connect',
    generators: null,
    rateCap: null,
    seed: 'a\u2028b\u2029c\u0085',
    shard: { index: 1, count: 1 },
    maxRetries: null,
    interfaceName: null,
    recordTo: null,
    ledgerLimit: 2 ** 20,
    ...change,
  };
}

async function all(findings: AsyncIterable<Finding>): Promise<Finding[]> {
  const found: Finding[] = [];
  for await (const finding of findings) found.push(finding);
  return found;
}

/** Reins that a test holds. */
function steeringOf(paused: boolean) {
  const told = new Set<() => void>();
  const reins = { paused, rateCap: undefined as number | null | undefined };
  const steering: Steering = {
    get paused() {
      return reins.paused;
    },
    get rateCap() {
      return reins.rateCap;
    },
    dropped: [],
    isDropped: () => false,
    onChange: (changed) => {
      told.add(changed);
      return () => told.delete(changed);
    },
  };
  return {
    steering,
    told,
    change(wanted: Partial<typeof reins>) {
      Object.assign(reins, wanted);
      for (const each of told) each();
    },
  };
}

test(
  'a job that begins paused asks nothing until it goes on; the newest limit wins over the one asked for',
  LINUX,
  async () => {
    const engine = connect();
    const { steering, told, change } = steeringOf(true);
    const findings: Finding[] = [];
    const spec = specFor([[1, 2000]], { rateCap: 1 });
    for await (const finding of engine.run({ kind: 'scan', spec }, { steering })) {
      findings.push(finding);
      if (finding.type !== 'progress' || !steering.paused) continue;
      assert.equal(finding.sent, 0);
      change({ rateCap: Number.NaN }); // is none, and harms nothing
      change({ paused: false, rateCap: null });
    }
    assert.partialDeepStrictEqual(findings.at(-1), { type: 'end', probes: 2000, answered: 2000, interrupted: false });
    assert.equal(told.size, 0);
    await engine.close();
  },
);

function openPortsOf(findings: readonly Finding[]): number[] {
  return findings.flatMap((each) => (each.type === 'port' && each.state === 'open' ? [each.port] : []));
}

/** Processes that this one has started and that live. */
function children(): number[] {
  const text = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}

const connect = (): Engine => openEngine({ hint: 'connect', packets: false });

test('many jobs, one after another and at once, in one process', LINUX, async (t) => {
  const port = await openPort(t);
  const before = children();
  const engine = connect();
  const mine = children().filter((pid) => !before.includes(pid));
  assert.equal(mine.length, 1);
  const job = () => all(engine.run({ kind: 'scan', spec: specFor([[port, port]]) }));
  assert.deepEqual(openPortsOf(await job()), [port]);
  const together = await Promise.all([job(), job(), job()]);
  for (const findings of together) {
    assert.deepEqual(openPortsOf(findings), [port]);
    assert.equal(findings.at(-1)?.type, 'end');
  }
  assert.deepEqual(
    children().filter((pid) => !before.includes(pid)),
    mine,
    'no other process was started',
  );
  await engine.close();
  assert.deepEqual(
    children().filter((pid) => mine.includes(pid)),
    [],
  );
});

test('a job is ended alone, early, and says so; the others go on', LINUX, async () => {
  const engine = connect();
  const abort = new AbortController();
  const slow = specFor([[1, 200]], { rateCap: 50 });
  const stopped = all(engine.run({ kind: 'scan', spec: slow }, { signal: abort.signal }));
  const other = all(engine.run({ kind: 'scan', spec: specFor([[1, 40]], { rateCap: 50 }) }));
  setTimeout(() => abort.abort(), 300);
  const end = (await stopped).at(-1);
  assert.ok(end?.type === 'end' && end.interrupted && end.unasked > 0);
  const whole = (await other).at(-1);
  assert.ok(whole?.type === 'end' && !whole.interrupted && whole.unasked === 0);
  await engine.close();
});

test('who leaves early ends the job; the session takes the next', LINUX, async () => {
  const engine = connect();
  for await (const finding of engine.run({ kind: 'scan', spec: specFor([[1, 500]], { rateCap: 100 }) })) {
    if (finding.type !== 'end') break;
  }
  assert.equal((await all(engine.run({ kind: 'scan', spec: specFor([[9, 9]]) }))).at(-1)?.type, 'end');
  await engine.close();
});

test(
  'an engine that dies ends its jobs with an error that says how; a job that is wrong harms no other',
  LINUX,
  async () => {
    const before = children();
    const engine = connect();
    const [pid] = children().filter((each) => !before.includes(each));
    const slow = all(engine.run({ kind: 'scan', spec: specFor([[1, 500]], { rateCap: 50 }) }));
    const wrong = all(engine.run({ kind: 'scan', spec: specFor([[1, 5]], { targets: [[0, 1]] }) }));
    await assert.rejects(wrong, { code: 'E_JOB', message: /0\.0\.0\.0\/8/ });
    process.kill(pid, 'SIGKILL');
    await assert.rejects(slow, { code: 'E_ENGINE_DIED', message: /signal SIGKILL/ });
    await assert.rejects(all(engine.run({ kind: 'scan', spec: specFor([[1, 5]]) })), { code: 'E_ENGINE_DIED' });
    await engine.close();
  },
);

test('with a keeper: jobs that ran when the engine died fail, and the next one has a new engine', LINUX, async () => {
  let starts = 0;
  const keeper = {
    start(hint: string) {
      if (++starts === 3) throw new Error('it is gone');
      return startEngine({ hint, giveUp: false, packets: false });
    },
    close: () => {},
  };
  const before = children();
  const engine = openEngine({ hint: 'connect', keeper });
  const [pid] = children().filter((each) => !before.includes(each));
  const slow = () => all(engine.run({ kind: 'scan', spec: specFor([[1, 500]], { rateCap: 50 }) }));
  const quick = () => all(engine.run({ kind: 'scan', spec: specFor([[9, 9]]) }));
  const failing = Promise.all([slow(), slow()].map((each) => assert.rejects(each, { code: 'E_ENGINE_DIED' })));
  process.kill(pid, 'SIGKILL');
  await failing;
  for (const findings of await Promise.all([quick(), quick()])) assert.equal(findings.at(-1)?.type, 'end');
  assert.equal(starts, 2, 'one new engine for both');

  const [next] = children().filter((each) => !before.includes(each));
  const failed = assert.rejects(slow(), { code: 'E_ENGINE_DIED' });
  process.kill(next, 'SIGKILL');
  await failed;
  await assert.rejects(quick(), { code: 'E_ENGINE_START', message: /keeper cannot start .*: it is gone/ });
  assert.equal((await quick()).at(-1)?.type, 'end');
  await engine.close();
  await assert.rejects(quick(), { code: 'E_ENGINE_DIED', message: /closed/ });
  assert.equal(starts, 4, 'none after it was closed');
});
