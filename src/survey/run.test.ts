import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Finding } from '../finding/finding.ts';
import { END } from '../report/findings.test-data.ts';
import { ScanError } from '../scan/scan-error.ts';
import type { Endpoint } from '../service/endpoint.ts';
import type { Recognise } from '../service/recognise/recognise.ts';
import { allSsh, fakeEngine, fakeSurveyWorld, refusing, type Scan } from './fake.test-data.ts';
import { planSurvey } from './plan.ts';
import type { SurveyRequest } from './request.ts';
import { BOTH, endOf, endOfScan, HOST, OPEN, plainScan, refused, run, shape } from './run.test-data.ts';
import { runSurvey } from './run.ts';

test('stages one after another: each begins when the one before has ended', async () => {
  let running = 0;
  const went = await run(BOTH, async function* (spec) {
    assert.equal(running++, 0);
    await setImmediate();
    yield* plainScan(spec, {});
    running--;
  });
  assert.deepEqual(shape(went.lines), [
    ...['start', 'phase syn', 'host syn', 'phase-end syn'],
    ...['phase udp', 'host udp', 'phase-end udp', 'end'],
  ]);
  assert.deepEqual(
    went.specs.map(({ probe, rateCap, seed }) => [probe, rateCap, seed]),
    [
      ['syn', null, 'a'],
      ['udp', null, 'a'],
    ],
  );
  assert.partialDeepStrictEqual(went.lines[0], {
    ...{ type: 'start', argv: ['x'], targets: ['198.18.0.1-198.18.0.2'], stages: ['syn', 'udp'], seed: 'a' },
    ...{
      engine: 'auto',
      ports: [
        { proto: 'tcp', count: 10, list: '1-10' },
        { proto: 'udp', count: 10, list: '1-10' },
      ],
    },
  });
  assert.partialDeepStrictEqual(endOf(went), {
    ...{ hostsAsked: 2, hostsUp: 1, openPorts: 2, closedPorts: 18, probes: 40, answered: 20, retransmitted: 8 },
    ...{ silent: 20, unasked: 0, completeness: 1, elapsedMs: 200, probe: 'several', engine: 'raw', interrupted: false },
  });
});

test('two stages that saw different hosts: both count', async () => {
  const went = await run(BOTH, async function* (spec) {
    yield { ...HOST, ip: spec.probe === 'udp' ? '198.18.0.2' : '198.18.0.1' };
    yield endOfScan(spec);
  });
  assert.equal(endOf(went).hostsUp, 2);
});

test('a stage that fails is told, with its code, and the other one goes on', async () => {
  for (const failing of ['syn', 'udp']) {
    const went = await run({ ...BOTH, engine: 'raw' }, async function* (spec) {
      if (spec.probe === failing) throw refused();
      yield* plainScan(spec, {});
    });
    assert.equal(went.error, null);
    const about = went.lines.filter((line) => 'stage' in line && line.stage === failing);
    const told = { code: 'E_NO_PERMISSION', text: 'raw sockets are refused' };
    assert.deepEqual(shape(about), [`phase ${failing}`, `notice ${failing}`, `phase-end ${failing}`]);
    assert.partialDeepStrictEqual(about[1], { ...told, text: `${failing} failed: ${told.text}` });
    assert.partialDeepStrictEqual(about[2], { error: told });
    assert.partialDeepStrictEqual(endOf(went), { failedStages: [failing], openPorts: 1, interrupted: false });
  }
});

test('where every stage failed there is no end: the error is thrown', async () => {
  const one = await run({ ...BOTH, probes: ['syn'], engine: 'raw' }, async function* () {
    yield HOST;
    throw refused();
  });
  assert.equal((one.error as ScanError).code, 'E_NO_PERMISSION');
  assert.deepEqual(shape(one.lines), ['start', 'phase syn', 'host syn', 'phase-end syn']);
  const both = await run({ ...BOTH, engine: 'raw' }, async function* ({ probe }) {
    yield* [];
    throw new ScanError(`E_${probe.toUpperCase()}`, probe);
  });
  assert.equal((both.error as ScanError).code, 'E_UDP');
  assert.deepEqual(shape(both.lines), [
    ...['start', 'phase syn', 'notice syn', 'phase-end syn', 'phase udp', 'phase-end udp'],
  ]);
});

test('a fault of ours in one stage is told as one, and does not end the others', async () => {
  const went = await run(BOTH, async function* (spec) {
    if (spec.probe === 'syn') throw new TypeError('x is not a function');
    yield* plainScan(spec, {});
  });
  assert.partialDeepStrictEqual(
    went.lines.find(({ type }) => type === 'notice'),
    { code: 'E_INTERNAL', text: 'syn failed: x is not a function' },
  );
  assert.deepEqual(endOf(went).failedStages, ['syn']);
});

test('a scan that does not say how complete it was has failed', async () => {
  const { error } = await run({ ...BOTH, probes: ['syn'] }, async function* () {
    yield HOST;
  });
  assert.equal((error as ScanError).code, 'E_ENGINE_DIED');
});

test('interrupted in a stage: it ends with what it found, those after it do not begin', async () => {
  const stop = new AbortController();
  const went = await run(
    BOTH,
    async function* (spec, { signal }) {
      yield HOST;
      stop.abort();
      assert.equal(signal?.aborted, true);
      yield { ...(endOfScan(spec) as typeof END), interrupted: true, unasked: 5 };
    },
    stop.signal,
  );
  assert.equal(went.specs.length, 1);
  assert.deepEqual(shape(went.lines), ['start', 'phase syn', 'host syn', 'phase-end syn', 'end']);
  assert.partialDeepStrictEqual(endOf(went), { interrupted: true, probes: 40, unasked: 25, openPorts: 1 });
});

test('interrupted between two stages, and before the first one', async () => {
  const stop = new AbortController();
  const between = await run(
    BOTH,
    async function* (spec) {
      yield endOfScan(spec);
      stop.abort();
    },
    stop.signal,
  );
  assert.deepEqual(shape(between.lines), ['start', 'phase syn', 'phase-end syn', 'end']);
  assert.partialDeepStrictEqual(endOf(between), { interrupted: true, probes: 40, unasked: 20 });
  const before = await run(BOTH, plainScan, AbortSignal.abort());
  assert.deepEqual(shape(before.lines), ['start', 'end']);
  assert.partialDeepStrictEqual(endOf(before), { interrupted: true, probes: 40, unasked: 40 });
});

test('of a share of the probes only that is left out', async () => {
  const unasked = async (index: number): Promise<number> =>
    endOf(await run({ ...BOTH, shard: { index, count: 3 } }, plainScan, AbortSignal.abort())).unasked;
  assert.equal((await unasked(1)) + (await unasked(2)) + (await unasked(3)), 40);
});

test('raw sockets refused in spite of the right to open them: full connections, and a notice', async () => {
  const went = await run({ ...BOTH, probes: ['syn'] }, async function* (spec) {
    if (spec.engine !== 'connect') throw refused();
    yield { ...HOST, reason: 'connection-refused' };
    yield { ...(endOfScan(spec) as typeof END), engine: 'connect' };
  });
  assert.deepEqual(
    went.specs.map(({ engine }) => engine),
    ['auto', 'connect'],
  );
  assert.deepEqual(shape(went.lines), ['start', 'phase syn', 'notice syn', 'host syn', 'phase-end syn', 'end']);
  assert.partialDeepStrictEqual(went.lines[2], { code: 'N_FULL_CONNECTIONS' });
  assert.match(
    (went.lines[2] as { text: string }).text,
    /^raw sockets are refused; this scan makes full connections instead/,
  );
  assert.partialDeepStrictEqual(went.lines[3], { probe: 'connect' });
  assert.equal(endOf(went).engine, 'connect');
});

test('no full connections where raw sockets were asked for by name, where something was found, or of UDP', async () => {
  const codeOf = async (request: SurveyRequest, found: readonly Finding[] = [], recordTo?: number) => {
    const scan: Scan = async function* () {
      yield* found;
      throw refused();
    };
    const { error, specs } = await run({ ...BOTH, ...request }, scan, undefined, recordTo);
    assert.equal(specs.length, 1);
    return (error as ScanError).code;
  };
  assert.equal(await codeOf({ probes: ['syn'], engine: 'raw' }), 'E_NO_PERMISSION');
  assert.equal(await codeOf({ probes: ['syn'] }, [], 9), 'E_NO_PERMISSION');
  assert.equal(await codeOf({ probes: ['syn'] }, [HOST]), 'E_NO_PERMISSION');
  assert.equal(await codeOf({ probes: ['icmp'] }), 'E_NO_PERMISSION');
});

test('the names that were given for an address go with its host', async () => {
  const { lines } = await run({ ...BOTH, targets: ['files.example', 'backup.example'] }, async function* (spec) {
    yield { ...HOST, ip: '198.18.0.3' };
    yield endOfScan(spec);
  });
  assert.partialDeepStrictEqual(
    lines.find(({ type }) => type === 'host'),
    { names: ['files.example', 'backup.example'].map((name) => ({ name, source: 'target' })) },
  );
});

test('who reads no further ends the job', async () => {
  const plan = await planSurvey(BOTH, await fakeSurveyWorld());
  let ended = false;
  const scan: Scan = async function* () {
    try {
      for (;;) yield HOST;
    } finally {
      ended = true;
    }
  };
  for await (const { type } of runSurvey(plan, fakeEngine(scan), { recogniser: async () => refusing }))
    if (type === 'host') break;
  assert.equal(ended, true);
});

test('open ports are asked what they are for, each once, beside the scan', async () => {
  const scan: Scan = async function* () {
    yield OPEN;
    yield OPEN;
    yield END;
  };
  const { lines } = await run({ targets: ['198.18.0.3'], udp: 'none' }, scan, undefined, undefined, allSsh);
  const services = lines.filter((line) => line.type === 'service');
  assert.equal(services.length, 1);
  assert.deepEqual([services[0].service, services[0].product, services[0].stage], ['ssh', 'OpenSSH', 'services']);
  assert.equal(services[0].evidence[0].source, 'greeting');
  const phases = lines.flatMap((line) =>
    line.type === 'phase' || line.type === 'phase-end' ? [`${line.type} ${line.stage}`] : [],
  );
  assert.deepEqual(phases.toSorted(), ['phase services', 'phase syn', 'phase-end services', 'phase-end syn']);
  const ended = lines.find((line) => line.type === 'phase-end' && line.stage === 'services');
  assert(ended?.type === 'phase-end' && ended.services?.recognised === 1);
  assert.equal(lines.at(-1)?.type, 'end');
});

test('with communities agents are asked that gave no sign, on their port alone; who answers is open', async () => {
  const scan: Scan = async function* () {
    yield END;
  };
  const given: (readonly string[] | undefined)[] = [];
  const asked: Endpoint[] = [];
  const recognise: Recognise = async (endpoint, options) => {
    asked.push(endpoint);
    return endpoint.ip === '198.18.0.2' ? allSsh(endpoint, options) : refusing(endpoint, options);
  };
  const recogniser = async (communities?: readonly string[]) => {
    given.push(communities);
    return recognise;
  };
  const told: string[] = [];
  const request = { targets: ['198.18.0.1-2'], ports: '53,161', probes: ['udp'] } as const;
  for (const snmpCommunity of [undefined, ['public']]) {
    const plan = await planSurvey({ ...request, snmpCommunity }, await fakeSurveyWorld());
    for await (const line of runSurvey(plan, fakeEngine(scan), { recogniser })) {
      if (line.type === 'port') told.push(`${line.ip}:${line.port} ${line.state}`);
    }
  }
  // It may be loaded for the first one as well, who asks nobody.
  assert.deepEqual(
    given.filter((communities) => communities?.length !== 0),
    [['public']],
  );
  assert.deepEqual(
    asked.map(({ ip, port, onlyUnasked }) => [ip, port, onlyUnasked]),
    [
      ['198.18.0.1', 161, true],
      ['198.18.0.2', 161, true],
    ],
  );
  assert.deepEqual(told, ['198.18.0.2:161 open']);
});

test('communities that are none, or too long, are refused; of too many addresses the silent are left out, and told', async () => {
  const world = await fakeSurveyWorld();
  for (const snmpCommunity of [[''], ['x'.repeat(256)], Array(9).fill('x')]) {
    await assert.rejects(planSurvey({ targets: ['198.18.0.1'], snmpCommunity }, world), { code: 'E_REQUEST' });
  }
  const { notices } = await planSurvey({ targets: ['198.18.0.0/15'], snmpCommunity: ['x'] }, world);
  assert(notices.some(({ code }) => code === 'N_SNMP_COMMUNITY'));
});

test('--no-services asks nobody, and a recogniser that fails ends nothing', async () => {
  const scan: Scan = async function* () {
    yield OPEN;
    yield OPEN;
    yield END;
  };
  const fails: Recognise = async () => {
    throw new Error('broken');
  };
  const without = await run({ targets: ['198.18.0.3'], services: false }, scan, undefined, undefined, fails);
  assert(!without.lines.some((line) => line.type === 'service' || ('stage' in line && line.stage === 'services')));
  const failed = await run({ targets: ['198.18.0.3'] }, scan, undefined, undefined, fails);
  assert.equal(failed.error, null);
  assert(failed.lines.some((line) => line.type === 'phase-end' && line.error?.text === 'broken'));
  assert.equal(failed.lines.at(-1)?.type, 'end');
});
