// What only the kernel engine has to show: it respects others' programs, its rate is kept by a program, and where it cannot
// work the scan goes on without it. That it leaves nothing behind: xdp-kill.lab.test.ts.
import assert from 'node:assert/strict';
import { test as plainTest } from 'node:test';
import { available } from './available.ts';
import { dotted } from './network/addresses.ts';
import { buildLab, type Lab } from './network/build.ts';
import { scenario } from './network/scenarios.ts';
import { labProgram } from './program.ts';
import { endOf, openPorts, PRODUCT, runProduct, scanLab } from './runs/product.ts';
import { busiest, startCapture } from './truth/capture.ts';
import { programsOn } from './xdp/bpf-objects.ts';
import { readyForXdp } from './xdp/xdp-ready.ts';

const { missing } = await available();

function test(name: string, body: () => Promise<void>): void {
  plainTest(name, { skip: missing ?? false, timeout: 180_000 }, body);
}

async function assertTruth(lab: Lab, found: Map<string, number[]>): Promise<void> {
  const sorted = (map: ReadonlyMap<string, readonly number[]>) =>
    [...map].filter(([, ports]) => ports.length > 0).map(([ip, ports]) => [ip, [...ports].sort((a, b) => a - b)]);
  assert.deepEqual(sorted(found).sort(), sorted(await lab.truth()).sort());
}

test('xdp: a program of someone else stays where it is, and the scan is complete all the same', async () => {
  await using lab = await buildLab(scenario('plain'));
  await readyForXdp(lab);
  for (const mode of ['native', 'generic']) {
    const foreign = lab.start('scanner', process.execPath, [labProgram('xdp/xdp-pass'), 'eth0', mode]);
    assert.equal(await foreign.line(), 'ready');
    const before = await programsOn(lab);
    assert.equal(before.length, 1);
    const run = await scanLab(lab, ['--engine', 'kernel']);
    assert.equal(run.code, 0, run.stderr);
    assert.equal(endOf(run).engine, 'kernel');
    assert.equal(endOf(run).completeness, 1);
    await assertTruth(lab, openPorts(run));
    assert.deepEqual(await programsOn(lab), before);
    await foreign.stop();
  }
});

test('xdp: where no frame leaves, auto goes on with the raw engine, and --engine kernel says why not', async () => {
  // Without a program at its other end this veth takes no frame from XDP.
  await using lab = await buildLab(scenario('plain'));
  const run = await runProduct(lab, ['scan', '198.19.0.1-31', '--json', '--engine', 'auto']);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(run.stderr, '');
  const end = endOf(run);
  assert.equal(end.engine, 'raw');
  assert.equal(end.completeness, 1);
  assert.equal(end.probes, 31 * 65_535);
  // Nothing of what the kernel engine tried counts; where the raw engine looks for its pace, a queue may run over.
  assert.ok((end.retransmitted as number) < 0.05 * 31 * 65_535, `${end.retransmitted}`);
  assert.equal(end.duplicates, 0);
  const truth = [...(await lab.truth())];
  assert.deepEqual(
    [...openPorts(run)].sort(),
    truth.map(([ip, ports]) => [ip, [...ports].sort((a, b) => a - b)]).sort() as [string, number[]][],
  );
  const notice = run.lines.find(({ code }) => code === 'N_ENGINE');
  assert.match(String(notice?.text), /of 256 frames handed to eth0 only 0 left/);
  const forced = await scanLab(lab, ['--engine', 'kernel']);
  assert.equal(forced.code, 1);
  assert.match(forced.stderr, /E_NO_XDP/);
  assert.deepEqual(await programsOn(lab), []);
});

test('xdp: frames that other programs send meanwhile are no proof that ours leave', async () => {
  await using lab = await buildLab(scenario('plain'));
  const host = lab.hosts[0];
  const chatter = lab.start('scanner', process.execPath, [
    labProgram('machines/udp-prober'),
    '198.18.0.1',
    '40007',
    host,
  ]);
  assert.equal(await chatter.line(), 'ready');
  const run = await runProduct(lab, ['scan', '198.19.0.1-31', '-p', '1-20000', '--json', '--engine', 'auto']);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(endOf(run).engine, 'raw');
  assert.equal(endOf(run).completeness, 1);
  const notice = run.lines.find(({ code }) => code === 'N_ENGINE');
  assert.match(String(notice?.text), /of 256 frames handed to eth0 only 0 left/);
});

test('xdp: auto takes it for a large scan, and tells nothing but the result', async () => {
  await using lab = await buildLab(scenario('xdp-modulus-24'));
  await readyForXdp(lab);
  const run = await runProduct(lab, ['scan', '198.19.0.0/24', '-p', '1-8000', '--json']);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(endOf(run).engine, 'kernel');
  assert.equal(endOf(run).answered, 256 * 8000);
  const found = openPorts(run);
  assert.equal(found.size, 256);
  for (const ports of found.values()) assert.deepEqual(ports, [80, 1080, 2080, 3080, 4080, 5080, 6080, 7080]);
});

test('xdp: --rate is never exceeded over any 100 ms, at the receiver', async () => {
  await using lab = await buildLab(scenario('plain'));
  await readyForXdp(lab);
  for (const [rate, ports] of [
    [50, '1-6'],
    [1000, '1-80'],
    [60_000, '1-8000'],
  ] as const) {
    const capture = await startCapture(lab.arrivals[0], 'tcp[tcpflags] & tcp-syn != 0');
    const run = await scanLab(lab, ['-p', ports, '--rate', String(rate), '--engine', 'kernel']);
    const { times, kernelDrops } = await capture.stop();
    assert.equal(run.code, 0, run.stderr);
    assert.equal(kernelDrops, 0);
    assert.ok(times.length >= 16 * Number(ports.slice(2)));
    assert.ok(busiest(times, 100) <= rate / 10 + 1 + rate / 500, `${busiest(times, 100)} in 100 ms at --rate ${rate}`);
  }
});

test('xdp: two generators find all, send each probe once, and together keep under --rate', async () => {
  await using lab = await buildLab(scenario('xdp-set'));
  await lab.passXdp(false);
  const watch = lab.start('target', process.execPath, [labProgram('truth/arrival-watch'), 'eth0']);
  await watch.ask('report');
  // The first one is trusted with 400,000 a second: the second one has to help.
  const [rate, ports] = [500_000, 30_000];
  const args = ['-p', `1-${ports}`, '--engine', 'kernel', '--generators', '2', '--rate', String(rate)];
  const before = await lab.counters();
  const run = await scanLab(lab, args);
  const after = await lab.counters();
  assert.equal(run.code, 0, run.stderr);
  const end = endOf(run);
  assert.equal(end.completeness, 1);
  assert.equal(after['target/syn'] - before['target/syn'], (end.probes as number) + (end.retransmitted as number));
  assert.equal(end.probes, 16 * ports);
  const asked = [...(await lab.truth())].map(([ip, open]) => [ip, open.filter((port) => port <= ports)] as const);
  assert.deepEqual(
    [...openPorts(run)].map(([ip, open]) => [ip, open.sort((a, b) => a - b)]).sort(),
    asked.filter(([, open]) => open.length > 0).sort(),
  );
  const arrivals = JSON.parse(await watch.ask('report')) as [ms: number, packets: number][];
  await watch.stop();
  // The watcher shares its processors with the generators: a look may be some milliseconds away from its time.
  for (const [index, [ms, packets]] of arrivals.entries()) {
    const later = arrivals.slice(index + 1).find(([then]) => then - ms >= 300);
    if (later === undefined) break;
    const most = (rate * (later[0] - ms + 10)) / 1000;
    assert.ok(later[1] - packets <= most, `${later[1] - packets} in ${later[0] - ms} ms`);
  }
});

test('xdp: the order of the dry run, and every probe once over all shards', async () => {
  await using lab = await buildLab(scenario('plain'));
  await readyForXdp(lab);
  const args = ['198.19.0.1-16', '-p', '1-40,50,60-99', '--seed', 'order'];
  const node = ['netns', 'exec', lab.scannerNamespace, process.execPath];
  const planned = await lab.run('ip', [...node, PRODUCT, 'scan', ...args, '--dry-run']);
  const pairs: string[] = [];
  for (const shard of [null, 1, 2, 3]) {
    const capture = await startCapture(lab.arrivals[0], 'tcp[tcpflags] & tcp-syn != 0');
    const shards = shard === null ? [] : ['--shard', `${shard}/3`];
    const run = await runProduct(lab, ['scan', ...args, ...shards, '--json', '--engine', 'kernel']);
    assert.equal(run.code, 0, run.stderr);
    const { destinations, ports } = await capture.stop();
    const sent = [...destinations].map((address, index) => `${dotted(address)}:${ports[index]}`);
    if (shard === null) assert.deepEqual(planned.trim().split('\n'), sent);
    else pairs.push(...sent);
  }
  assert.deepEqual(pairs.sort(), planned.trim().split('\n').sort());
});

test('xdp: Ctrl-C ends within a second with what was found', async () => {
  await using lab = await buildLab(scenario('plain'));
  await readyForXdp(lab);
  const run = await scanLab(lab, ['--engine', 'kernel', '--rate', '50000'], {
    afterMs: 1500,
    meanwhile: (pid) => process.kill(pid, 'SIGINT'),
  });
  assert.equal(run.code, 130, run.stderr);
  assert.equal(endOf(run).interrupted, true);
  assert.ok((endOf(run).unasked as number) > 0);
  assert.deepEqual(await programsOn(lab), []);
});
