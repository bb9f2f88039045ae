import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Engine, TraceJob } from '../../engine/engine.ts';
import type { HostFact, PortFact } from '../../finding/finding.ts';
import type { StageLine } from '../../finding/stamp.ts';
import { UNSTEERED } from '../../finding/steering.ts';
import { parseIpv4 } from '../../wire/address.ts';
import { fakeSurveyWorld } from '../fake.test-data.ts';
import { planSurvey } from '../plan.ts';
import type { SurveyRequest } from '../request.ts';
import type { StageContext } from './stage.ts';
import { accompany } from './stage-trace.ts';
import { companionsOf } from './stages.ts';

const TIME = '2026-11-27T12:00:00.000Z';

const host = (last: number, change: Partial<HostFact> = {}): HostFact => ({
  ...{ type: 'host', ip: `198.18.0.${last}`, state: 'up', reason: 'echo-reply', stage: 'discover', time: TIME },
  ...change,
});
const open = (last: number, port: number): PortFact => ({
  ...{ type: 'port', ip: `198.18.0.${last}`, proto: 'tcp', port, state: 'open', reason: 'syn-ack', stage: 'syn' },
  time: TIME,
});

async function run(lines: readonly StageLine[], request: SurveyRequest = {}) {
  const jobs: TraceJob[] = [];
  const engine = {
    async *run(job: TraceJob) {
      jobs.push(job);
      const steps = [{ address: parseIpv4('198.18.9.1'), rttMs: 1.23456 }, { address: null }];
      yield { type: 'path', address: job.options.targets[0].address, method: 'icmp', reached: false, steps };
      yield { type: 'traced', probes: 3, answered: 1, elapsedMs: 9 };
    },
    close: async () => {},
  } as unknown as Engine;
  const plan = await planSurvey({ targets: ['198.18.0.0/28'], traceroute: true, ...request }, await fakeSurveyWorld());
  const context = { engine, plan, steering: UNSTEERED, time: () => TIME } as unknown as StageContext;
  const running = accompany(context, new AbortController().signal);
  for (const line of lines) running.take(line);
  const found: StageLine[] = [];
  for await (const line of running.rest()) found.push(line);
  return { jobs, found };
}

test('it is asked for by name', () => {
  const isAmong = (request: SurveyRequest): boolean => companionsOf(request).some(({ name }) => name === 'trace');
  assert.equal(isAmong({}), false);
  assert.equal(isAmong({ traceroute: true }), true);
  assert.equal(isAmong({ traceBy: 'udp' }), true);
});

test('each host is asked by what it has answered best; those on our link are not', async () => {
  const { jobs } = await run([
    host(1, { hops: 3 }),
    host(2, { reason: 'rst' }),
    host(3, { reason: 'icmp-port-unreachable' }),
    host(4),
    open(4, 443),
    open(4, 444),
    host(5, { mac: '02:00:00:00:00:05' }),
    host(6, { reason: 'local' }),
  ]);
  assert.deepEqual(
    jobs[0].options.targets.map(({ address, method, port, hops }) => [address & 255, method, port, hops]),
    [
      [1, 'icmp', 0, 3],
      [2, 'tcp', 80, null],
      [3, 'udp', 33_434, null],
      [4, 'tcp', 443, null],
    ],
  );
});

test('by a protocol that was chosen all are asked: TCP at an open port, where one is known and none was named', async () => {
  const lines = [host(1, { reason: 'udp-response' }), host(2), open(2, 443)];
  const asked = async (traceBy: string) =>
    (await run(lines, { traceBy })).jobs[0].options.targets.map(({ method, port }) => `${method}:${port}`);
  assert.deepEqual(await asked('tcp'), ['tcp:80', 'tcp:443']);
  assert.deepEqual(await asked('tcp:22'), ['tcp:22', 'tcp:22']);
  assert.deepEqual(await asked('udp'), ['udp:33434', 'udp:33434']);
  assert.deepEqual(await asked('udp:53'), ['udp:53', 'udp:53']);
  assert.deepEqual(await asked('icmp'), ['icmp:0', 'icmp:0']);
});

test('what the engine found is a fact', async () => {
  const { found } = await run([host(1)]);
  assert.deepEqual(found, [
    {
      ...{ type: 'path', ip: '198.18.0.1', method: 'icmp', reached: false, stage: 'trace', time: TIME },
      steps: [{ ip: '198.18.9.1', rttMs: 1.235 }, {}],
    },
  ]);
});

test('where nobody is far away nothing is asked; by full connections it cannot be', async () => {
  assert.deepEqual((await run([host(5, { mac: '02:00:00:00:00:05' })])).jobs, []);
  await assert.rejects(run([host(1)], { engine: 'connect' }), { code: 'E_NO_PERMISSION' });
});
