// Next hops in the lab: routers that move, neighbours that are not there, addresses that two machines have, interfaces
// without carrier, and routers that are strict about who asks them.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { test as plainTest } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { available } from './available.ts';
import { ip, type Namespaces, openNamespaces, runInside, sysctl } from './network/namespaces.ts';
import { labProgram } from './program.ts';
import { type Line, PRODUCT, withoutMore } from './runs/product.ts';
import { busiest, startCapture } from './truth/capture.ts';

const { missing } = await available();

function test(name: string, body: () => Promise<void>): void {
  plainTest(name, { skip: missing ?? false, timeout: 90_000 }, body);
}

const NEW_MAC = '02:00:00:00:77:01';

interface Pair extends AsyncDisposable {
  readonly spaces: Namespaces;
  readonly scanner: string;
  readonly router: string;
}

/** A scanner, 198.18.7.1, and a router, 198.18.7.2, behind which 198.19.0.0/16 is its own. */
async function buildPair(): Promise<Pair> {
  const spaces = await openNamespaces();
  const scanner = await spaces.add('hop-scanner');
  const router = await spaces.add('hop-router');
  await ip(scanner, [
    `link add eth0 type veth peer name eth0 netns ${router}`,
    'addr add 198.18.7.1/24 dev eth0',
    'link set eth0 up',
  ]);
  await ip(router, ['addr add 198.18.7.2/24 dev eth0', 'link set eth0 up', 'route add local 198.19.0.0/16 dev lo']);
  await ip(scanner, ['route add 198.19.0.0/16 via 198.18.7.2']);
  await sysctl(router, { 'net.ipv4.icmp_ratelimit': 0 });
  return { spaces, scanner, router, [Symbol.asyncDispose]: () => spaces[Symbol.asyncDispose]() };
}

interface Run {
  readonly child: ChildProcess;
  /** Everything it said, once it has ended. */
  readonly ended: Promise<{ lines: Line[]; stderr: string; code: number | null }>;
  /** It has had its first answer: a busy machine may take long to begin. */
  hasHeard(): Promise<void>;
}

function start(namespace: string, args: readonly string[]): Run {
  const command = ['netns', 'exec', namespace, process.execPath, PRODUCT, ...withoutMore(args)];
  const child = spawn('ip', command, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000, killSignal: 'SIGKILL' });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'close').then(([code]) => ({
    lines: stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line),
    stderr,
    code: code as number | null,
  }));
  const first = args[0] === 'scan' ? '"type":"host"' : '"type":"ping"';
  const hasHeard = async (): Promise<void> => {
    while (!stdout.includes(first) && child.exitCode === null) await delay(20);
  };
  return { child, ended, hasHeard };
}

function codesOf(lines: readonly Line[]): unknown[] {
  return lines.flatMap(({ type, code }) => (type === 'notice' || type === 'ping-notice' ? [code] : []));
}

/** The router fails over to another machine: its address moves to another MAC, without a word. */
async function failOver({ router }: Pair): Promise<void> {
  await sysctl(router, { 'net.ipv4.conf.all.arp_notify': 0, 'net.ipv4.conf.eth0.arp_notify': 0 });
  await ip(router, [`link set eth0 address ${NEW_MAC}`]);
}

/** It tells so: a gratuitous ARP, as VRRP and clusters send. */
async function announce({ router }: Pair): Promise<void> {
  await runInside(router, process.execPath, [labProgram('machines/announce'), 'eth0', '198.18.7.2']);
}

for (const engine of ['raw', 'kernel'] as const) {
  for (const told of [true, false]) {
    test(`scan, ${engine}: a router that moves to another MAC ${told ? 'and says so' : 'silently'} is followed`, async () => {
      await using pair = await buildPair();
      // A veth takes frames from XDP only while its other end has a program of its own.
      if (engine === 'kernel') {
        const passing = pair.spaces.start(pair.router, process.execPath, [labProgram('xdp/xdp-pass'), 'eth0']);
        assert.equal(await passing.line(), 'ready');
      }
      const ports = engine === 'raw' ? '1-6000' : '1-60000';
      const rate = engine === 'raw' ? '2000' : '20000';
      const args = ['scan', '--json', '--engine', engine, '--rate', rate, '-p', ports, '198.19.0.1'];
      const { ended, hasHeard } = start(pair.scanner, args);
      await hasHeard();
      await delay(500);
      await failOver(pair);
      if (told) await announce(pair);
      const { lines, stderr, code } = await ended;
      assert.equal(code, 0, stderr);
      assert.ok(codesOf(lines).includes('N_HOP_MOVED'), JSON.stringify(codesOf(lines)));
      const end = lines.at(-1)!;
      assert.deepEqual([end.engine, end.closedPorts, end.silent], [engine, end.probes, 0]);
    });
  }
}

test('scan and ping: so is it under a cap that leaves no frame to spare', async () => {
  await using pair = await buildPair();
  const scan = start(pair.scanner, ['scan', '--json', '--engine', 'raw', '--rate', '20', '-p', '1-120', '198.19.0.1']);
  const words = [
    'ping',
    '--json',
    '--icmp',
    '-c',
    '120',
    '-i',
    '0.01',
    '--rate',
    '20',
    '--timeout',
    '0.5',
    '198.19.0.2',
  ];
  const ping = start(pair.scanner, words);
  await Promise.all([scan.hasHeard(), ping.hasHeard()]);
  await delay(1500);
  await failOver(pair);
  const [scanned, pinged] = [await scan.ended, await ping.ended];
  const end = scanned.lines.at(-1)!;
  assert.ok(codesOf(scanned.lines).includes('N_HOP_MOVED'), scanned.stderr);
  assert.deepEqual([end.closedPorts, end.silent], [120, 0]);
  assert.ok(codesOf(pinged.lines).includes('N_HOP_MOVED'), pinged.stderr);
  const lost = pinged.lines.filter(({ type, state }) => type === 'ping' && state === 'no-answer');
  assert.ok(lost.length <= 30, `${lost.length} lost`); // a second and a half
});

test('ping: a router that moves to another MAC silently is followed within a second or so', async () => {
  await using pair = await buildPair();
  const args = ['ping', '--json', '--icmp', '-c', '50', '-i', '0.1', '--timeout', '0.5', '198.19.0.1'];
  const { ended, hasHeard } = start(pair.scanner, args);
  await hasHeard();
  await delay(1000);
  await failOver(pair);
  const { lines } = await ended;
  assert.ok(codesOf(lines).includes('N_HOP_MOVED'));
  const lost = lines.filter(({ type, state }) => type === 'ping' && state === 'no-answer');
  // 15 would be a second and a half.
  assert.ok(lost.length > 0 && lost.length <= 15, `${lost.length} lost`);
  const last = lines.filter(({ type }) => type === 'ping').at(-1);
  assert.equal(last?.state, 'up');
});

test('a permanent neighbour entry is whom to send to, and no sign of life', async () => {
  await using pair = await buildPair();
  const router = JSON.parse(await runInside(pair.router, 'ip', ['-j', 'link', 'show', 'eth0']))[0].address as string;
  await ip(pair.scanner, [
    'neigh add 198.18.7.50 lladdr 02:00:00:00:00:50 dev eth0 nud permanent',
    // Its owner does not answer ARP, but takes what comes.
    `neigh add 198.18.7.60 lladdr ${router} dev eth0 nud permanent`,
  ]);
  await ip(pair.router, ['route add local 198.18.7.60 dev lo']);
  await sysctl(pair.router, { 'net.ipv4.conf.all.arp_ignore': 1 });
  const { lines, code } = await start(pair.scanner, ['scan', '--json', '-p', '22', '198.18.7.50,60']).ended;
  assert.equal(code, 0);
  const hosts = lines.filter(({ type, state }) => type === 'host' && state === 'up').map(({ ip: address }) => address);
  assert.deepEqual(hosts, ['198.18.7.60']);
  assert.equal(lines.at(-1)?.probes, 2);
});

test('two machines with one address are told, by scan and ping', async () => {
  await using pair = await buildPair();
  const twin = await pair.spaces.add('hop-twin');
  await ip(pair.router, [
    'link add br0 type bridge',
    'link set br0 up',
    'addr flush dev eth0',
    'link set eth0 master br0',
    `link add t0 type veth peer name eth0 netns ${twin}`,
    'link set t0 master br0 up',
    'link set br0 address 02:00:00:00:00:21',
    'addr add 198.18.7.2/24 dev br0',
    'addr add 198.18.7.9/24 dev br0',
  ]);
  await ip(twin, ['link set eth0 address 02:00:00:00:00:22', 'addr add 198.18.7.9/24 dev eth0', 'link set eth0 up']);
  await delay(200);
  const scan = await start(pair.scanner, ['scan', '--json', '--rate', '500', '-p', '1-300', '198.18.7.9']).ended;
  const both = (lines: readonly Line[]) =>
    lines.filter(({ code, text }) => /^N_ADDRESS/.test(String(code)) && /:21.*:22|:22.*:21/.test(String(text))).length;
  assert.equal(both(scan.lines), 1, JSON.stringify(scan.lines));
  for (const method of ['--arp', '--icmp']) {
    const ping = await start(pair.scanner, ['ping', '--json', method, '-c', '5', '-i', '0.2', '198.18.7.9']).ended;
    assert.equal(both(ping.lines), 1, `${method} ${JSON.stringify(ping.lines)}`);
  }
});

/** An unplugged cable: the other end of a veth is down. And a bridge whose only port has gone. */
const WITHOUT_CARRIER: Readonly<Record<string, readonly string[]>> = {
  cable: ['link add lan1 type veth peer name far1', 'link set lan1 up'],
  bridge: [
    'link add lan1 type bridge',
    'link add port0 type veth peer name far0',
    'link set lan1 up',
    'link set port0 master lan1 up',
    'link del port0',
  ],
};

for (const [what, commands] of Object.entries(WITHOUT_CARRIER)) {
  test(`an interface without carrier (${what}): scan and ping end soon, and say why`, async () => {
    await using pair = await buildPair();
    await ip(pair.scanner, [
      ...commands,
      'addr add 203.0.113.1/24 dev lan1',
      'route add 192.0.2.0/24 via 203.0.113.2 dev lan1 onlink',
    ]);
    await delay(200);
    for (const args of [
      ['scan', '--json', '-p', '22', '203.0.113.9'],
      ['scan', '--json', '-p', '22', '192.0.2.9'],
      ['scan', '--json', '--probe', 'arp', '203.0.113.9'],
      ['ping', '--json', '203.0.113.9'],
      ['ping', '--json', '--arp', '203.0.113.9'],
    ]) {
      const started = performance.now();
      const { stderr, code } = await start(pair.scanner, args).ended;
      assert.ok(performance.now() - started < 20_000);
      assert.notEqual(code, 0, args.join(' '));
      assert.match(stderr, /E_NO_CARRIER/);
      assert.match(stderr, /lan1 is not connected/);
    }
    // Others are asked all the same.
    const { lines, code } = await start(pair.scanner, ['scan', '--json', '-p', '22', '203.0.113.9', '198.19.0.1'])
      .ended;
    assert.equal(code, 0);
    assert.deepEqual(codesOf(lines), ['N_NO_CARRIER']);
    assert.equal(lines.at(-1)?.hostsUp, 1);
  });
}

test('carrier lost on the way: the scan ends by itself, and its receiver does not spin', async () => {
  await using pair = await buildPair();
  const { ended, child } = start(pair.scanner, ['scan', '--json', '--rate', '1000', '-p', '1-5000', '198.19.0.1']);
  await delay(2000);
  await ip(pair.router, ['link set eth0 down']);
  await delay(1500);
  // user and system time of all the command's processes, in hundredths of a second
  const spent = async (): Promise<number> => {
    const pids = (await runInside(pair.scanner, 'ip', ['netns', 'pids', pair.scanner])).split('\n').filter(Boolean);
    const times = await runInside(pair.scanner, 'sh', [
      '-c',
      `cat ${pids.map((pid) => `/proc/${pid}/stat`).join(' ')} 2>/dev/null || true`,
    ]);
    return times
      .split('\n')
      .filter(Boolean)
      .reduce((sum, line) => {
        const fields = line.split(') ').at(-1)!.split(' ');
        return sum + Number(fields[11]) + Number(fields[12]);
      }, 0);
  };
  const before = await spent();
  await delay(2000);
  const cost = (await spent()) - before;
  assert.equal(child.exitCode, null);
  assert.ok(cost < 120, `${cost} hundredths of a second in two seconds`);
  const { lines } = await ended;
  assert.ok(codesOf(lines).includes('N_NO_CARRIER'), JSON.stringify(codesOf(lines)));
  assert.equal(lines.at(-1)?.type, 'end');
});

test("a strict router: the route's source is another one, and it answers ARP of its subnet only", async () => {
  await using pair = await buildPair();
  await ip(pair.scanner, [
    'addr add 192.0.2.99/32 dev lo',
    'route replace 198.19.0.0/16 via 198.18.7.2 src 192.0.2.99',
  ]);
  await ip(pair.router, ['route add 192.0.2.99 via 198.18.7.1']);
  await sysctl(pair.scanner, { 'net.ipv4.conf.all.arp_announce': 2 });
  await sysctl(pair.router, { 'net.ipv4.conf.all.arp_ignore': 2 });
  const { lines, stderr } = await start(pair.scanner, ['scan', '--json', '-p', '22', '198.19.0.1']).ended;
  assert.equal(lines.at(-1)?.answered, 1, stderr);
  await ip(pair.scanner, ['neigh flush all']);
  const ping = await start(pair.scanner, ['ping', '--json', '-c', '2', '-i', '0.2', '198.19.0.1']).ended;
  assert.equal(ping.lines.at(-1)?.received, 2);
});

test('policy rules by protocol and port: packets take the way that the kernel would send them', async () => {
  await using pair = await buildPair();
  // UDP to port 53 goes nowhere, all else through the router.
  await ip(pair.scanner, ['rule add ipproto udp dport 53 prohibit']);
  const udp = await start(pair.scanner, ['scan', '--json', '--probe', 'udp', '-p', '53', '198.19.0.1']).ended;
  assert.deepEqual([udp.lines.at(-1)?.hostsAsked, codesOf(udp.lines)], [0, ['N_NOT_ASKED']]);
  const tcp = await start(pair.scanner, ['scan', '--json', '-p', '53', '198.19.0.1']).ended;
  assert.equal(tcp.lines.at(-1)?.answered, 1);
  const ping = await start(pair.scanner, ['ping', '--json', '--udp', '-p', '53,54', '-c', '1', '198.19.0.1']).ended;
  const states = ping.lines.filter(({ type }) => type === 'ping').map(({ dport, state }) => `${dport} ${state}`);
  assert.deepEqual(states.sort(), ['53 refused-by-us', '54 closed']);
});

test('a cap holds over the border between ARP and the probes, and between two groups of ARP', async () => {
  await using pair = await buildPair();
  await ip(
    pair.router,
    Array.from({ length: 100 }, (_, k) => `addr add 198.18.7.${100 + k}/24 dev eth0`),
  );
  const capture = await startCapture({ namespace: pair.router, interface: 'eth0' }, 'arp[6:2] == 1 or tcp[13] == 2');
  const { lines } = await start(pair.scanner, [
    ...['scan', '--json', '--rate', '300', '-p', '1-5', '198.18.7.100-199', '198.19.0.1-20'],
  ]).ended;
  const { times } = await capture.stop();
  assert.equal(lines.at(-1)?.type, 'end');
  assert.ok(busiest(times, 100) <= 30, `${busiest(times, 100)} in 100 ms`);
});
