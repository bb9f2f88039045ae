// The lab itself, against the kernel. Needs root; see available.ts.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test as plainTest } from 'node:test';
import { available } from './available.ts';
import { buildLab, type Lab } from './network/build.ts';
import { namespaceNames, sweepNamespaces } from './network/namespaces.ts';
import { scenario, scenarioNames } from './network/scenarios.ts';
import { labProgram } from './program.ts';
import { busiest, byDestination, captureCounts, startCapture, watchDestinations } from './truth/capture.ts';

const { missing } = await available();

/** A test that is skipped, saying why, where the lab cannot be built. */
function test(name: string, body: () => Promise<void>): void {
  plainTest(name, { skip: missing ?? false }, body);
}

type Pair = readonly [host: string, port: number];

/** What the scanner's kernel says of each pair. */
async function connects(lab: Lab, pairs: readonly Pair[], patienceMs: number): Promise<string[]> {
  const program = lab.scenario.protocol === 'udp' ? 'truth/kernel-udp' : 'truth/kernel-connect';
  const args = [labProgram(program), String(patienceMs)];
  return JSON.parse(
    await lab.run(process.execPath, args, { input: JSON.stringify(pairs), timeoutMs: 60_000 }),
  ) as string[];
}

function mine(): string[] {
  return namespaceNames().filter((name) => name.startsWith(`plab${process.pid}-`));
}

/** Where a fifth is lost each way the kernel may repeat its SYN for a minute before it is heard (tcp_syn_retries of tcp(7)). */
const ANSWER_MS = 70_000;

/** What connect(2) sees at a port that is not open. Under loss, what it sees in time. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  drop: ['silent'],
  'xdp-drop': ['silent'],
  'xdp-echo': ['silent'],
  dropping: ['silent'],
  // net/ipv4/icmp.c: an unreachable with code 13 (prohibited) is EHOSTUNREACH, port unreachable ECONNREFUSED.
  reject: ['EHOSTUNREACH', 'closed'],
  'reject-limited': ['EHOSTUNREACH', 'closed'],
};

const NOTHING_OPEN = ['dead-gateway', 'dropping', 'xdp-drop', 'xdp-echo', 'xdp-arp'];

for (const name of scenarioNames) {
  test(`lab: ${name}: what the kernels say agrees, and nothing stays`, async () => {
    {
      await using lab = await buildLab(scenario(name));
      const truth = await lab.truth();
      const expected = lab.hosts.filter((host) => !lab.answersAll.includes(host));
      assert.deepEqual([...truth.keys()].sort(), [...expected].sort());
      const seen = [...truth].slice(0, 5);
      const open = seen.flatMap(([host, ports]) => ports.map((port): Pair => [host, port]));
      assert.equal(open.length === 0, NOTHING_OPEN.includes(name));
      // Patient enough for a SYN to be lost twice.
      assert.deepEqual(
        await connects(lab, open, ANSWER_MS),
        open.map(() => 'open'),
      );
      const closed = seen.flatMap(([host, ports]) => {
        const port = [1, 2, 3, 4, 5, 6, 7, 8, 9].find((candidate) => !ports.includes(candidate))!;
        // The last host of the lan drops; the test of `drop` looks at that.
        return host === '198.18.0.14' && name === 'lan' ? [] : [[host, port] as Pair];
      });
      const expectedAnswers = ELSEWHERE[name] ?? ['closed'];
      const answers = await connects(lab, closed, expectedAnswers.includes('silent') ? 300 : ANSWER_MS);
      for (const answer of answers) assert.ok(expectedAnswers.includes(answer), `${name}: ${answer}`);
    }
    assert.deepEqual(mine(), []);
  });
}

test('lab: drop: what listens behind a fence is neither truth nor reached', async () => {
  await using lab = await buildLab(scenario('drop'));
  const listeners = lab.scenario.nodes[1].listeners!;
  const truth = await lab.truth();
  const behind = listeners.flatMap(({ address, ports }) =>
    ports.filter((port) => !truth.get(address)!.includes(port)).map((port): Pair => [address, port]),
  );
  assert.equal(behind.length, 4);
  assert.deepEqual(await connects(lab, behind, 300), ['silent', 'silent', 'silent', 'silent']);
  assert.ok((await lab.counters())['target/fenced'] >= 4);
});

test('lab: routed and dead-gateway: absent is absent', async () => {
  await using lab = await buildLab(scenario('routed'));
  // The router finds nobody by ARP and says so, after about three seconds.
  assert.deepEqual(await connects(lab, [['198.19.0.19', 80]], 8000), ['EHOSTUNREACH']);
  await using dead = await buildLab(scenario('dead-gateway'));
  assert.deepEqual(await connects(dead, [['198.19.0.1', 80]], 8000), ['EHOSTUNREACH']);
});

test('lab: tarpit: every port of the proxied host answers', async () => {
  await using lab = await buildLab(scenario('tarpit'));
  const pairs = [1, 80, 4711, 65_535].map((port): Pair => [lab.answersAll[0], port]);
  assert.deepEqual(await connects(lab, pairs, 5000), ['open', 'open', 'open', 'open']);
  assert.ok((await lab.counters())['target/proxied'] >= 4);
});

test('lab: reset-limited: the kernel sends about 200 RSTs a second and swallows the rest', async () => {
  await using lab = await buildLab(scenario('reset-limited'));
  const pairs = Array.from({ length: 3000 }, (_, index): Pair => [lab.hosts[0], 1 + index]);
  const open = (await lab.truth()).get(lab.hosts[0])!;
  const answers = await connects(lab, pairs, 200);
  const counters = await lab.counters();
  const sent = counters['target/resets-seen'] - counters['target/resets-dropped'];
  assert.ok(counters['target/resets-dropped'] > 0);
  // An answer may come when the asker has just given up; none comes that was not sent.
  const closed = answers.filter((answer) => answer === 'closed').length;
  assert.ok(closed > sent / 2 && closed <= sent, `${closed} of ${sent} RSTs seen`);
  assert.equal(answers.filter((answer) => answer === 'open').length, open.filter((port) => port <= 3000).length);
});

for (const percent of [1, 5, 20]) {
  test(`lab: loss-${percent}: the kernel loses that much, each way`, async () => {
    await using lab = await buildLab(scenario(`loss-${percent}`));
    const pairs = Array.from({ length: 8000 }, (_, index): Pair => [lab.hosts[0], 1 + index]);
    await connects(lab, pairs, 250);
    const counters = await lab.counters();
    for (const way of ['in', 'out']) {
      const seen = counters[`target/${way}-seen`];
      const lost = counters[`target/${way}-lost`];
      // Five standard deviations of a binomial distribution: wrong once in two million runs.
      const share = percent / 100;
      const tolerance = 5 * Math.sqrt(seen * share * (1 - share));
      assert.ok(seen > 5000, `${way}: ${seen} packets`);
      assert.ok(Math.abs(lost - seen * share) <= tolerance, `${way}: ${lost} of ${seen} lost`);
    }
  });
}

/** UDP datagrams of 1000 bytes, as fast as they go: more than the link carries. */
const FLOOD = `
const socket = require('node:dgram').createSocket('udp4');
const payload = Buffer.alloc(1000);
let left = 12000;
(function more() {
  for (let burst = 0; burst < 40 && left > 0; burst++, left--) socket.send(payload, 9, '198.19.0.1', () => {});
  if (left > 0) setTimeout(more, 5); else setTimeout(() => process.exit(0), 300);
})();`;

test('lab: bottleneck: passes 20 Mbit/s and no more, drops the rest', async () => {
  await using lab = await buildLab(scenario('bottleneck'));
  const capture = await startCapture(lab.arrivals[0], 'udp dst port 9');
  await lab.run(process.execPath, ['-e', FLOOD], { timeoutMs: 60_000 });
  const { times, kernelDrops } = await capture.stop();
  const counters = await lab.counters();
  assert.equal(kernelDrops, 0);
  assert.ok(counters['router/eth1-dropped'] > 100, `${counters['router/eth1-dropped']} dropped`);
  assert.equal(times.length + counters['router/eth1-dropped'], 12_000);
  const FRAME_BITS = (14 + 20 + 8 + 1000) * 8;
  const rate = (times.length * FRAME_BITS) / ((times[times.length - 1] - times[0]) / 1000);
  assert.ok(rate < 20.5e6, `${rate} bit/s`);
  // 100 ms at 20 Mbit/s, the burst, and a millisecond of scheduling.
  assert.ok(busiest(times, 100) <= (20e6 * 0.101) / FRAME_BITS + 3, `${busiest(times, 100)} frames in 100 ms`);
  assert.ok(rate > 15e6, `${rate} bit/s: the link was not kept busy`);
});

test('lab: bottleneck-20ms: the answers take 20 ms, by the clock of the scanner’s kernel', async () => {
  await using lab = await buildLab(scenario('bottleneck-20ms'));
  const [host] = lab.hosts;
  const scannerSide = { namespace: lab.namespaces.router, interface: 'eth0' };
  const responderSide = { namespace: lab.namespaces.router, interface: 'tap0' };
  const asked = await startCapture(scannerSide, 'tcp[tcpflags] & tcp-syn != 0');
  const answered = await startCapture(responderSide, 'tcp[tcpflags] & tcp-rst != 0');
  assert.deepEqual(await connects(lab, [[host, 1]], 5000), ['closed']);
  const [out, back] = [await asked.stop(), await answered.stop()];
  assert.equal(out.times.length, 1);
  assert.equal(back.times.length, 1);
  const elapsed = back.times[0] - out.times[0];
  // Never less, by how it is built; an upper bound would test the machine's load.
  assert.ok(elapsed >= 20, `${elapsed} ms`);
  const counters = await lab.counters();
  assert.equal(counters['router/syn'], 1);
  assert.equal(counters['router/rstSent'], 1);
});

test('lab: the watch and the capture count the same packets, address by address', async () => {
  await using lab = await buildLab(scenario('plain'));
  const [arrival] = lab.arrivals;
  const watch = await watchDestinations(arrival);
  const capture = await startCapture(arrival, 'tcp');
  const pairs = lab.hosts.slice(0, 3).flatMap((host) => [1, 2, 3].map((port): Pair => [host, port]));
  await connects(lab, pairs, 2000);
  const captured = byDestination(await capture.stop());
  assert.deepEqual([...(await watch.packets())].sort(), [...captured].sort());
  assert.deepEqual([...captured.keys()].sort(), lab.hosts.slice(0, 3).sort());
  assert.ok([...captured.values()].every((count) => count === 3));
  assert.equal((await watch.arp()).get('198.18.0.2'), 1);
  const frames = await captureCounts(arrival, 'tcp', async () => void (await connects(lab, [[lab.hosts[0], 9]], 2000)));
  assert.equal(frames, 1);
});

test('lab: up.ts killed by -9 leaves nothing that the next sweep does not remove', async () => {
  const child = spawn(process.execPath, [labProgram('up'), 'tun'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const facts = JSON.parse(line) as { namespaces: Record<string, string>; truth: Record<string, number[]> };
  const names = Object.values(facts.namespaces);
  assert.equal(names.length, 2);
  assert.ok(names.every((name) => namespaceNames().includes(name)));
  assert.equal(facts.truth['198.19.0.1'].length, 8);
  // Who is alive is left alone.
  assert.equal((await sweepNamespaces()).filter((name) => names.includes(name)).length, 0);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await sweepNamespaces();
  assert.equal(namespaceNames().filter((name) => names.includes(name)).length, 0);
});

test('lab: up.ts takes its scenario down at SIGINT and when its input closes', async () => {
  for (const end of ['SIGINT', 'close']) {
    const child = spawn(process.execPath, [labProgram('up'), 'unprivileged'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const { namespaces } = JSON.parse(line) as { namespaces: Record<string, string> };
    if (end === 'SIGINT') child.kill('SIGINT');
    else child.stdin.end();
    const [code] = (await once(child, 'exit')) as [number];
    assert.equal(code, end === 'SIGINT' ? 130 : 0);
    assert.equal(namespaceNames().filter((name) => Object.values(namespaces).includes(name)).length, 0);
  }
});

test('lab: an address that is not the lab’s builds nothing', async () => {
  const bad = { ...scenario('plain'), targets: ['192.168.0.1'] };
  await assert.rejects(buildLab(bad), { code: 'E_LAB_ADDRESS' });
  assert.deepEqual(mine(), []);
});
