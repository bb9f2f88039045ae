// The operating system, from the TCP/IP stacks that answer: kernels of the lab with settings that pretend to be another, and
// stacks that are none of theirs.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as plainTest } from 'node:test';
import { available, findProgram } from './available.ts';
import type { StackPlan } from './machines/stack-responder.ts';
import { DRESSED } from './machines/stacks.test-data.ts';
import { openHidingNetwork } from './network/hiding-network.ts';
import { ip, type Namespaces, nft, openNamespaces, sysctl } from './network/namespaces.ts';
import { openPair, type Pair } from './network/pair.ts';
import { run as runProgram } from './process.ts';
import { labProgram } from './program.ts';
import { endOf, type Line, type ProductRun, runProduct } from './runs/product.ts';

const { missing, tun } = await available();
const noTap = missing ?? (tun ? null : 'this machine makes no TAP devices');

function test(name: string, body: () => Promise<void>, without = missing): void {
  plainTest(name, { skip: without ?? false, timeout: 120_000 }, body);
}

const cluesIn = ({ lines }: ProductRun): readonly Line[] =>
  lines.filter(({ stage, type }) => type === 'clue' && stage === 'stack');

async function scan(lab: Pick<Pair, 'scannerNamespace'>, ...args: string[]): Promise<ProductRun> {
  const run = await runProduct(lab, ['scan', ...args, '--json'], { identity: true });
  assert.equal(run.code, 0, run.stderr);
  return run;
}

async function listening(addresses: readonly string[], ports: readonly number[]): Promise<Pair> {
  const pair = await openPair(addresses);
  const listeners = pair.spaces.start(pair.target, process.execPath, [labProgram('machines/listeners')]);
  assert.equal(await listeners.ask(JSON.stringify(ports.map((port) => ['0.0.0.0', port]))), 'ready');
  return pair;
}

/** What a person may set, or a paper recommends against this very thing. */
const SETTINGS: Readonly<Record<string, Readonly<Record<string, number | string>>>> = {
  'as it comes': {},
  'a TTL of 128': { 'net.ipv4.ip_default_ttl': 128 },
  'no timestamps': { 'net.ipv4.tcp_timestamps': 0 },
  'a TTL of 128, neither timestamps nor SACK': {
    ...{ 'net.ipv4.ip_default_ttl': 128, 'net.ipv4.tcp_timestamps': 0, 'net.ipv4.tcp_sack': 0 },
  },
  'all of that, and no window scaling': {
    ...{ 'net.ipv4.ip_default_ttl': 128, 'net.ipv4.tcp_timestamps': 0, 'net.ipv4.tcp_sack': 0 },
    ...{ 'net.ipv4.tcp_window_scaling': 0 },
  },
  'a TTL of 255, a small buffer, no path MTU discovery, timestamps that begin nowhere': {
    ...{ 'net.ipv4.ip_default_ttl': 255, 'net.ipv4.tcp_rmem': '4096 32768 65536', 'net.ipv4.ip_no_pmtu_disc': 1 },
    ...{ 'net.ipv4.tcp_timestamps': 2 },
  },
};

for (const [what, settings] of Object.entries(SETTINGS)) {
  test(`stack: Linux, ${what}, is Linux`, async () => {
    await using pair = await listening(['198.18.9.2'], [22, 80]);
    await sysctl(pair.target, settings);
    const run = await scan(pair, '198.18.9.2', '-p', '22,80,81');
    const clues = cluesIn(run);
    assert.deepEqual(
      clues.map(({ about, family, source }) => [about, family, source]),
      [['os', 'linux', 'tcp-stack']],
      JSON.stringify(clues),
    );
    assert.ok((clues[0].confidence as number) >= 0.5, JSON.stringify(clues));
  });
}

test('stack: without an open port a RST and the echo reply tell Linux, believed less; its echo alone tells nothing, and a TTL of 128 makes it no Windows', async () => {
  await using pair = await openPair(['198.18.9.2']);
  const families = async (): Promise<unknown[]> => {
    const clues = cluesIn(await scan(pair, '198.18.9.2', '-p', '22,80'));
    assert.ok(
      clues.every(({ confidence }) => (confidence as number) <= 0.4),
      JSON.stringify(clues),
    );
    return clues.map(({ family }) => family);
  };
  assert.deepEqual(await families(), ['linux']);
  await sysctl(pair.target, { 'net.ipv4.ip_default_ttl': 128 });
  assert.ok((await families()).every((family) => family === 'linux'));
  await nft(pair.target, NO_TCP);
  assert.ok((await families()).every((family) => family === 'linux'));
});

test('stack: behind firewalls that pass one port, and over a link that loses one packet of fifty: all are known', async () => {
  await using network = await openHidingNetwork(2);
  const run = await scan(network, '198.19.0.0/25', '-p', '22,80,443,445,3389,8080,25,53,139,5900,81');
  const clues = cluesIn(run);
  const withPorts = network.hosts.filter((_, k) => k < 70 || k >= 80);
  assert.deepEqual(clues.map(({ ip: host }) => host).sort(), [...withPorts].sort());
  for (const { family, text } of clues) assert.equal(family, 'linux', String(text));
});

test('stack: --no-identity, and full connections, ask nobody', async () => {
  await using pair = await listening(['198.18.9.2'], [22]);
  for (const args of [['--no-identity'], ['--engine', 'connect']]) {
    const run = await scan(pair, '198.18.9.2', '-p', '22', ...args);
    assert.deepEqual(cluesIn(run), []);
    assert.equal(endOf(run).openPorts, 1);
  }
});

test('stack: a port that leads to another machine: its own clue, and what passes it on', async () => {
  await using pair = await listening(['198.18.9.2'], [22]);
  const behind = await pair.spaces.add('stack-behind');
  await ip(pair.target, [
    `link add eth1 type veth peer name eth0 netns ${behind}`,
    'addr add 198.51.100.1/24 dev eth1',
    'link set eth1 up',
  ]);
  await ip(behind, ['addr add 198.51.100.2/24 dev eth0', 'link set eth0 up', 'route add default via 198.51.100.1']);
  await sysctl(pair.target, { 'net.ipv4.ip_forward': 1 });
  await nft(
    pair.target,
    'table ip nat {\n chain in {\n type nat hook prerouting priority -100;\n tcp dport 80 dnat to 198.51.100.2\n }\n}',
  );
  const listeners = pair.spaces.start(behind, process.execPath, [labProgram('machines/listeners')]);
  assert.equal(await listeners.ask(JSON.stringify([['0.0.0.0', 80]])), 'ready');
  const clues = cluesIn(await scan(pair, '198.18.9.2', '-p', '22,80,81'));
  const role = clues.find(({ about }) => about === 'role');
  assert.match(String(role?.text ?? JSON.stringify(clues)), /22: MSTNW .* ttl64-0 .*; 80: MSTNW .* ttl64-1 /);
  assert.deepEqual(
    clues.filter(({ about }) => about === 'os').map(({ family }) => family),
    ['linux'],
    'it is said once, as both are',
  );
});

interface TapLab extends AsyncDisposable {
  readonly spaces: Namespaces;
  readonly scannerNamespace: string;
}

/** A scanner with a TAP device, 198.18.8.1/24, behind which a program is the network. */
async function openTapLab(): Promise<TapLab> {
  const spaces = await openNamespaces();
  const scannerNamespace = await spaces.add('stack-scanner');
  await ip(scannerNamespace, ['tuntap add dev tap0 mode tap', 'addr add 198.18.8.1/24 dev tap0', 'link set tap0 up']);
  return { spaces, scannerNamespace, [Symbol.asyncDispose]: () => spaces[Symbol.asyncDispose]() };
}

test(
  'stack: Windows, the BSDs, Solaris, Cisco IOS as they answer, and one that nobody knows',
  async () => {
    await using lab = await openTapLab();
    const hosts = Object.fromEntries(Object.entries(DRESSED).map(([host, { clothes }]) => [host, clothes]));
    const plan: StackPlan = { interface: 'tap0', ports: [22, 443], hosts };
    const script = labProgram('machines/stack-responder');
    const responder = lab.spaces.start(lab.scannerNamespace, process.execPath, [script, JSON.stringify(plan)]);
    assert.equal(await responder.line(), 'ready');
    const clues = cluesIn(await scan(lab, '198.18.8.0/24', '-p', '22,443,80'));
    for (const [host, { family }] of Object.entries(DRESSED)) {
      const of = clues.filter((clue) => clue.ip === host);
      assert.deepEqual(
        of.map((clue) => clue.family),
        family === null ? [] : [family],
        JSON.stringify(of),
      );
    }
  },
  noTap,
);

/** Read where `npm test` runs. */
const SOURCE = 'lab/machines/lwip-host.c';
const NO_TCP = 'table ip closed {\nchain in {\ntype filter hook input priority 0\nmeta l4proto tcp drop\n}\n}\n';
const NO_DATAGRAMS = `table ip datagrams {
  chain out {
    type filter hook output priority filter;
    meta l4proto udp drop
  }
}
`;
const hasLwip = existsSync('/usr/include/lwip/lwip/tcpip.h') && findProgram('gcc') !== null;

test(
  'stack: a host whose stack is lwIP, which is none of the kernel',
  async () => {
    await using lab = await openTapLab();
    const folder = await mkdtemp(join(tmpdir(), 'plab-lwip-'));
    try {
      const program = join(folder, 'lwip-host');
      await runProgram('gcc', ['-O1', '-o', program, SOURCE, '-I/usr/include/lwip', '-llwip', '-lpthread']);
      const words = ['PRECONFIGURED_TAPIF=tap0', program, '198.18.8.2', '255.255.255.0', '80', '443'];
      const host = lab.spaces.start(lab.scannerNamespace, 'env', words);
      assert.equal(await host.line(), 'ready');
      // The package's own driver of TAP devices writes beyond its memory where a datagram has 579 bytes (a question of WS-Discovery has).
      await nft(lab.scannerNamespace, NO_DATAGRAMS);
      const clues = cluesIn(await scan(lab, '198.18.8.2', '-p', '80,443,81'));
      assert.deepEqual(
        clues.map(({ family }) => family),
        ['lwip'],
        JSON.stringify(clues),
      );
      assert.ok((clues[0].confidence as number) >= 0.5, JSON.stringify(clues));
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  noTap ?? (hasLwip ? null : 'to try it: apt-get install gcc libc6-dev liblwip-dev'),
);
