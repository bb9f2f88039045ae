// The ping against kernels, and against a host that means no good. Needs root; see available.ts.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MISDEEDS } from './machines/hostile-responder.ts';
import { buildLab } from './network/build.ts';
import { ip, openNamespaces, runInside } from './network/namespaces.ts';
import { scenario } from './network/scenarios.ts';
import { agree, pingFrom, pingIn, SYN, test } from './ping.test-data.ts';
import { start } from './process.ts';
import { labProgram } from './program.ts';

test('ping: an open and a closed port of a plain host', async () => {
  await using lab = await buildLab(scenario('plain'));
  const [host] = lab.hosts;
  const open = (await lab.truth()).get(host)!;
  const closed = [1, 2, 3, 4, 5, 6, 7, 8, 9].find((port) => !open.includes(port))!;
  const seen = await pingFrom(lab, { target: host, port: open[0], count: 5, intervalMs: 20 });
  agree(seen);
  assert.equal(seen.results.length, 5);
  for (const { state, reason, seq, ack, src, rttMs } of seen.results) {
    assert.deepEqual([state, reason, src, ack], ['open', 'syn-ack', '198.18.0.1', (seq + 1) >>> 0]);
    assert.ok(rttMs !== null);
  }
  assert.equal(new Set(seen.results.map(({ seq }) => seq)).size, 5);
  assert.deepEqual(seen.ends[0].strays, {});
  assert.equal(seen.ends[0].clock, 'kernel');
  assert.equal(seen.ends[0].lossPercent, 0);
  const shut = await pingFrom(lab, { target: host, port: closed, count: 3, intervalMs: 20, syn: 'bare' });
  agree(shut);
  assert.deepEqual(
    shut.results.map(({ state, reason, ack, seq }) => [state, reason, ack === (seq + 1) >>> 0]),
    new Array(3).fill(['closed', 'rst', true]),
  );
  // The target keeps nothing half open: our kernel has reset it.
  const half = await runInside(lab.namespaces.target, 'ss', ['-Htn', 'state', 'syn-recv']);
  assert.equal(half.trim(), '');
});

/** Times of SYNs and of their first SYN-ACKs in a capture of Ethernet frames, nanoseconds, by sequence number. */
function readTimes(file: Buffer): { sent: Map<number, bigint>; answered: Map<number, bigint> } {
  const sent = new Map<number, bigint>();
  const answered = new Map<number, bigint>();
  for (let at = 24; at + 16 <= file.length; ) {
    const time = BigInt(file.readUInt32LE(at)) * 1_000_000_000n + BigInt(file.readUInt32LE(at + 4));
    const length = file.readUInt32LE(at + 8);
    const tcp = at + 16 + 14 + (file[at + 16 + 14] & 15) * 4;
    const flags = file[tcp + 13];
    if (flags === SYN) sent.set(file.readUInt32BE(tcp + 4), time);
    const asked = (file.readUInt32BE(tcp + 8) - 1) >>> 0;
    if (flags === 0x12 && !answered.has(asked)) answered.set(asked, time);
    at += 16 + length;
  }
  return { sent, answered };
}

test('ping: 10,000 probes at 1,000 a second, each paired as the capture on our interface pairs it', async () => {
  await using lab = await buildLab(scenario('plain'));
  const [host] = lab.hosts;
  const [port] = (await lab.truth()).get(host)!;
  const folder = await mkdtemp(join(tmpdir(), 'portolan-lab-'));
  const path = join(folder, 'capture.pcap');
  const options = ['-i', 'eth0', '-n', '-p', '-Z', 'root', '-s', '96', '-B', '65536', '--time-stamp-precision=nano'];
  const inside = ['netns', 'exec', lab.scannerNamespace, 'tcpdump', ...options, '-w', path, `tcp port ${port}`];
  const tcpdump = start('ip', inside);
  try {
    await tcpdump.said('listening on');
    const seen = await pingFrom(lab, { target: host, port, count: 10_000, intervalMs: 1 });
    await new Promise((resolve) => setTimeout(resolve, 1200));
    tcpdump.signal('SIGINT');
    assert.match(await tcpdump.ended, /\b0 packets dropped by kernel/);
    const { sent, answered } = readTimes(await readFile(path));
    agree(seen);
    assert.equal(seen.results.length, 10_000);
    assert.equal(sent.size, 10_000);
    assert.equal(answered.size, seen.ends[0].received);
    assert.equal(seen.ends[0].clock, 'kernel');
    const differences: number[] = [];
    for (const { seq, rttMs, state } of seen.results) {
      assert.equal(answered.has(seq), state === 'open');
      if (rttMs === null) continue;
      const captured = Number(answered.get(seq)! - sent.get(seq)!) / 1000;
      differences.push(Math.abs(rttMs * 1000 - captured));
    }
    differences.sort((a, b) => a - b);
    const at = (share: number): string => differences[Math.floor((differences.length - 1) * share)].toFixed(2);
    console.log(`  RTT against the capture, microseconds: p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)}`);
  } finally {
    await tcpdump.stop(0);
    await rm(folder, { recursive: true });
  }
});

test('ping: a hostile responder: every misdeed under its own name, none in the round-trip times', async () => {
  await using spaces = await openNamespaces();
  const namespace = await spaces.add('ping-hostile');
  const plan = { interface: 'tap0', host: '198.18.0.2', delayMs: 5, lateMs: 400 };
  const responder = spaces.start(namespace, process.execPath, [
    labProgram('machines/hostile-responder'),
    JSON.stringify(plan),
  ]);
  assert.equal(await responder.line(), 'ready');
  await ip(namespace, ['addr add 198.18.0.1/24 dev tap0', 'link set tap0 up']);
  const COUNT = 10;
  const targets = Object.values(MISDEEDS).map((port: number) => ({ name: `p${port}`, address: 0xc612_0002, port }));
  targets.push({ name: 'honest', address: 0xc612_0002, port: 80 });
  const seen = await pingIn(namespace, { targets, count: COUNT, intervalMs: 150, timeoutMs: 300 });
  agree(seen);
  const ends = new Map(seen.ends.map((end) => [end.dport, end]));
  const summary = (port: number): unknown => {
    const { received, duplicates, late, outOfOrder, strays } = ends.get(port)!;
    return { received, duplicates, late, outOfOrder, strays };
  };
  const nothing = { received: 0, duplicates: 0, late: 0, outOfOrder: 0, strays: {} };
  const stray = (reason: string) => ({ ...nothing, strays: { [reason]: COUNT } });
  assert.deepEqual(summary(80), { ...nothing, received: COUNT });
  assert.deepEqual(summary(MISDEEDS.wrongAck), stray('wrong-ack'));
  assert.deepEqual(summary(MISDEEDS.otherAddress), stray('wrong-address'));
  assert.deepEqual(summary(MISDEEDS.otherPort), stray('wrong-port'));
  assert.deepEqual(summary(MISDEEDS.resetWrongAck), stray('rst-wrong-ack'));
  assert.deepEqual(summary(MISDEEDS.twice), { ...nothing, received: COUNT, duplicates: COUNT });
  assert.deepEqual(summary(MISDEEDS.late), { ...nothing, late: COUNT });
  assert.deepEqual(summary(MISDEEDS.disorder), { ...nothing, received: COUNT, outOfOrder: COUNT / 2 });
  assert.deepEqual(summary(MISDEEDS.truncated), stray('truncated'));
  assert.deepEqual(summary(MISDEEDS.badChecksum), stray('bad-checksum'));
  const all = Object.fromEntries(
    ['bad-checksum', 'rst-wrong-ack', 'truncated', 'wrong-ack', 'wrong-address', 'wrong-port'].map((name) => [
      name,
      COUNT,
    ]),
  );
  assert.deepEqual(summary(MISDEEDS.everything), { ...nothing, strays: all });
  assert.deepEqual(summary(MISDEEDS.afterAll), { ...nothing, received: COUNT, strays: all });
  for (const port of [80, MISDEEDS.twice, MISDEEDS.afterAll, MISDEEDS.disorder]) {
    const times = seen.results.filter(({ dport, rttMs }) => dport === port && rttMs !== null);
    assert.equal(times.length, port === MISDEEDS.disorder ? COUNT / 2 : COUNT);
    // The first of two, not the second: what was held back is told as out-of-order only.
    assert.ok(times.every(({ n }) => port !== MISDEEDS.disorder || n % 2 === 0));
    assert.ok(ends.get(port)!.rttMs!.min >= plan.delayMs);
  }
  for (const port of [MISDEEDS.wrongAck, MISDEEDS.late, MISDEEDS.everything]) assert.equal(ends.get(port)!.rttMs, null);
  const asked = JSON.parse(await responder.ask('report')) as Record<string, number>;
  for (const { port } of targets) assert.equal(asked[port], COUNT);
});

test('ping: two runs at once against the same target and port take nothing from each other', async () => {
  await using lab = await buildLab(scenario('plain'));
  const [host] = lab.hosts;
  const [port] = (await lab.truth()).get(host)!;
  const question = { target: host, port, count: 2000, intervalMs: 1 };
  const both = await Promise.all([pingFrom(lab, question), pingFrom(lab, question)]);
  for (const seen of both) {
    agree(seen);
    assert.deepEqual([seen.ends[0].sent, seen.ends[0].received], [2000, 2000]);
    assert.deepEqual(seen.ends[0].strays, {});
    assert.equal(seen.ends[0].duplicates, 0);
  }
  const [ours, theirs] = both.map(({ results }) => new Set(results.map(({ sport }) => sport)));
  assert.ok([...ours].every((port) => !theirs.has(port)));
});

test('ping: loss of 20 % each way: the figure is what the target’s counters say', async () => {
  await using lab = await buildLab(scenario('loss-20'));
  const [host] = lab.hosts;
  const open = (await lab.truth()).get(host)!;
  const closed = [1, 2, 3, 4, 5, 6, 7, 8, 9].find((port) => !open.includes(port))!;
  // A closed port answers each SYN with one RST, and nobody sends anything else.
  const seen = await pingFrom(lab, { target: host, port: closed, count: 2000, intervalMs: 2, timeoutMs: 500 });
  agree(seen);
  const counters = await lab.counters();
  const [end] = seen.ends;
  assert.equal(end.sent, 2000);
  assert.equal(counters['target/in-seen'], 2000);
  const lost = counters['target/in-lost'] + counters['target/out-lost'];
  assert.equal(end.sent - end.received - end.late, lost);
  assert.equal(end.lossPercent, Math.round(((end.sent - end.received) / end.sent) * 1e6) / 1e4);
  assert.ok(lost > 500, `${lost} lost of 2000`);
});

test('ping: what ICMP says, and who says it', async () => {
  await using lab = await buildLab(scenario('reject'));
  const [prohibiting, unreachable] = lab.hosts;
  const truth = await lab.truth();
  const fenced = (host: string): number =>
    [1, 2, 3, 4, 5, 6, 7, 8, 9].find((port) => !truth.get(host)!.includes(port))!;
  for (const [host, reason] of [
    [prohibiting, 'icmp-admin-prohibited'],
    [unreachable, 'icmp-port-unreachable'],
  ]) {
    const seen = await pingFrom(lab, { target: host, port: fenced(host), count: 3, intervalMs: 20 });
    agree(seen);
    const expected = new Array(3).fill(['unreachable', reason, host, null]);
    assert.deepEqual(
      seen.results.map(({ state, reason, from, rttMs }) => [state, reason, from, rttMs]),
      expected,
    );
    assert.deepEqual([seen.ends[0].received, seen.ends[0].lossPercent, seen.ends[0].strays], [0, 100, {}]);
  }
});

test('ping: a TTL too short: the router says so', async () => {
  await using lab = await buildLab(scenario('routed'));
  const [host] = (await lab.truth()).keys();
  const [port] = (await lab.truth()).get(host)!;
  const seen = await pingFrom(lab, { target: host, port, count: 2, intervalMs: 20, ttl: 1 });
  agree(seen);
  for (const { state, reason, from } of seen.results) {
    assert.deepEqual([state, reason], ['time-exceeded', 'icmp-time-exceeded']);
    assert.ok(from !== null && from !== host);
  }
  const through = await pingFrom(lab, { target: host, port, count: 2, intervalMs: 20 });
  assert.equal(through.ends[0].received, 2);
});

test('ping: 10,000 probes a second over many targets, every answer its probe’s', async () => {
  await using lab = await buildLab(scenario('plain'));
  const truth = await lab.truth();
  const targets = [...truth].flatMap(([host, ports]) => {
    const address = host.split('.').reduce((number, part) => number * 256 + Number(part), 0);
    return [...ports, 65_500, 65_501].map((port) => ({ name: `${host}:${port}`, address, port }));
  });
  const seen = await pingFrom(lab, { targets, count: 250, intervalMs: targets.length / 10 });
  agree({ ...seen, results: seen.results.filter(({ dst }) => dst === lab.hosts[0]), ends: seen.ends.slice(0, 10) });
  for (const end of seen.ends) {
    assert.deepEqual([end.sent, end.received, end.strays, end.duplicates], [250, 250, {}, 0], end.target);
  }
  for (const { dst, dport, state } of seen.results) {
    assert.equal(state, truth.get(dst)!.includes(dport) ? 'open' : 'closed');
  }
});
