// One session with the engine takes many jobs: no process is started for the second, and it begins at once.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildLab } from './network/build.ts';
import { SCANNER } from './network/scenario-parts.ts';
import { scenario } from './network/scenarios.ts';
import { labProgram } from './program.ts';
import { startCapture } from './truth/capture.ts';

const RUN = labProgram('runs/engine-run');
const JOBS = 8;

test('session: jobs after the first begin without a process being started', async (t) => {
  await using lab = await buildLab(scenario('plain'));
  const [[address, [port]]] = [...(await lab.truth())];
  const capture = await startCapture(lab.arrivals[0], 'tcp[tcpflags] & tcp-syn != 0');
  const question = JSON.stringify({ address, port, jobs: JOBS, pauseMs: 200 });
  const words = ['netns', 'exec', lab.scannerNamespace, process.execPath, RUN, question];
  const lines = (await lab.run('ip', words)).trim().split('\n');
  const jobs = lines.map((line) => JSON.parse(line) as { askedAt: number; openPorts: number; children: string[] });
  const { times } = await capture.stop();
  assert.equal(jobs.length, JOBS);
  assert.equal(times.length, JOBS, 'one SYN a job');
  for (const { openPorts, children } of jobs) {
    assert.equal(openPorts, 1);
    assert.deepEqual(children, jobs[0].children);
    assert.equal(children.length, 1);
  }
  // How long it took is shown, not asserted: machines differ.
  const begins = jobs.map(({ askedAt }, index) => times[index] - askedAt);
  t.diagnostic(`from asking to the first frame, ms: ${begins.map((each) => each.toFixed(1)).join(' ')}`);
});

test('session: what changes between two jobs, a route or a rule in the middle of the targets, the next one sees', async () => {
  await using lab = await buildLab(scenario('plain'));
  const truth = [...(await lab.truth())].sort(([a], [b]) => Number(a.split('.')[3]) - Number(b.split('.')[3]));
  const hosts = truth.map(([address]) => address);
  const middle = hosts[Math.floor(hosts.length / 2) + 1];
  const ports = [...new Set(truth.map(([, [port]]) => port))].sort((a, b) => a - b);
  const changes = [
    ['ip', 'route', 'add', 'blackhole', `${middle}/32`],
    ['ip', 'route', 'del', 'blackhole', `${middle}/32`],
    ['ip', 'rule', 'add', 'to', `${middle}/32`, 'prohibit'],
    ['ip', 'rule', 'del', 'to', `${middle}/32`, 'prohibit'],
  ];
  const run = labProgram('runs/route-change-run');
  const question = JSON.stringify({ first: hosts[0], last: hosts.at(-1), ports, changes });
  const words = ['netns', 'exec', lab.scannerNamespace, process.execPath, run, question];
  const jobs = (await lab.run('ip', words))
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as string[]).toSorted());
  const all = hosts.toSorted();
  const others = all.filter((host) => host !== middle);
  assert.deepEqual(jobs, [all, others, all, others, all]);
});

test('session: a ring that waited shows no answer that came for the job before', async () => {
  await using lab = await buildLab(scenario('plain'));
  const [first, second] = lab.hosts;
  const question = { interfaceName: 'eth0', source: SCANNER, first, second, rounds: 100 };
  const words = ['netns', 'exec', lab.scannerNamespace, process.execPath, labProgram('runs/kept-ring-run')];
  const { unkept, kept } = JSON.parse(await lab.run('ip', [...words, JSON.stringify(question)]));
  assert.deepEqual(unkept, [first], 'the first question is answered');
  assert.equal(kept.length, 100);
  for (const senders of kept) assert.deepEqual(senders, [second]);
});

test('session: an engine that died is started again by the keeper, for a caller that has no rights any more', async () => {
  await using lab = await buildLab(scenario('plain'));
  const [[address, [port]]] = [...(await lab.truth())];
  const run = labProgram('runs/keeper-run');
  const words = ['netns', 'exec', lab.scannerNamespace, 'env', 'SUDO_UID=4242', 'SUDO_GID=4242', process.execPath, run];
  const lines = (await lab.run('ip', [...words, JSON.stringify({ address, port })])).trim().split('\n');
  const [first, killed, second] = lines.map((line) => JSON.parse(line));
  assert.deepEqual(killed, { code: 'E_ENGINE_DIED' });
  for (const { openPorts, caller, keeper, engine } of [first, second]) {
    assert.equal(openPorts, 1);
    assert.deepEqual(caller, { uid: '4242', permitted: '0000000000000000' });
    assert.deepEqual(engine, { uid: '4242', permitted: '000000c000003000' });
    // CAP_SETGID, CAP_SETUID and CAP_SETPCAP beside those of the engine.
    assert.deepEqual(keeper, { uid: '0', permitted: '000000c0000031c0' });
  }
});
