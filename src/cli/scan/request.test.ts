import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InterfacePlan } from '../../link/interfaces.ts';
import { flatten, unflatten } from '../../target/flat-ranges.ts';
import { topPorts } from '../../target/ports.ts';
import { parseIpv4 } from '../../wire/address.ts';
import { fakeWorld } from './fake-world.test-data.ts';
import { parseScanOptions, type ScanCommandOptions } from './options.ts';
import { type ScanRequest, scanRequest } from './request.ts';
import type { ScanWorld } from './world.ts';

const address = (text: string): number => parseIpv4(text)!;

async function request(line: string, change: Partial<ScanWorld> = {}): Promise<ScanRequest> {
  const options = parseScanOptions(line.split(' ').filter(Boolean), {}) as ScanCommandOptions;
  return scanRequest(options, await fakeWorld(change), new AbortController().signal);
}

const refusal = (line: string, code: string, message: RegExp, exitCode?: number, change?: Partial<ScanWorld>) =>
  assert.rejects(request(line, change), { code, message, ...(exitCode === undefined ? {} : { exitCode }) });

function plan(name: string, text: string, used: boolean): InterfacePlan {
  const [ip, prefix] = text.split('/');
  const subnet = [address(ip) - 1, address(ip) - 1 + 2 ** (32 - Number(prefix)) - 1] as const;
  return {
    name,
    index: 1,
    kind: 'physical',
    mac: null,
    mtu: 1500,
    addresses: [{ address: address(ip), prefixLength: Number(prefix), subnet, text }],
    used,
    reason: used ? 'default-route' : 'not-default-route',
    why: '',
  };
}

const PLANS = [plan('eth0', '198.18.0.1/24', true), plan('eth1', '198.18.9.1/30', false)];

test('all TCP ports by default, at the measured pace, in an order of its own', async () => {
  const { spec, names, notes } = await request('198.18.0.0/30 --exclude 198.18.0.1');
  const { seed, ledgerLimit, targets, ...rest } = spec;
  assert.deepEqual(
    { ...rest, targets: unflatten(flatten(targets)) },
    {
      targets: [
        [address('198.18.0.0'), address('198.18.0.0')],
        [address('198.18.0.2'), address('198.18.0.3')],
      ],
      excluded: [[address('198.18.0.1'), address('198.18.0.1')]],
      probe: 'syn',
      ports: [[1, 65_535]],
      engine: 'auto',
      generators: null,
      rateCap: null,
      shard: { index: 1, count: 1 },
      maxRetries: null,
      interfaceName: null,
      recordTo: null,
    },
  );
  assert.ok(ledgerLimit > 0 && ledgerLimit <= 2 ** 30);
  assert.notEqual(seed, (await request('198.18.0.1')).spec.seed);
  assert.deepEqual([names.size, notes], [0, []]);
});

test('what is given reaches the engine', async () => {
  const { spec, names } = await request(
    '-p 22,80-82 --exclude-ports 81 --rate 9 --seed s --shard 2/3 --max-retries 1 -e eth0 --pcap x host.example',
  );
  assert.partialDeepStrictEqual(spec, {
    ports: [
      [22, 22],
      [80, 80],
      [82, 82],
    ],
    rateCap: 9,
    seed: 's',
    shard: { index: 2, count: 3 },
    maxRetries: 1,
    interfaceName: 'eth0',
    recordTo: null,
  });
  assert.deepEqual(
    [...names],
    [
      [address('198.18.0.3'), ['host.example']],
      [address('198.18.0.4'), ['host.example']],
    ],
  );
});

test('-F and --top-ports choose by rank', async () => {
  const size = (ranges: readonly (readonly [number, number])[]) => ranges.reduce((sum, [a, b]) => sum + b - a + 1, 0);
  assert.equal(size((await request('-F 198.18.0.1')).spec.ports), 100);
  assert.equal(size((await request('--top-ports 7 198.18.0.1')).spec.ports), 7);
});

test('ports that make no sense are refused', async () => {
  const wrong = (asked: string, needs: string) => new RegExp(`asks ${asked} ports, and ${needs}: make it two scans`);
  await refusal('-p 22,U:53,161-162 198.18.0.1', 'E_PROBE', wrong('TCP', 'U:53,161-162 needs --probe udp'), 2);
  await refusal('-sU -p 53,T:80 198.18.0.1', 'E_PROBE', wrong('UDP', 'T:80 needs --probe syn'), 2);
  await refusal('-p 70000 198.18.0.1', 'E_PORTS', /70000/);
  await refusal('-p 22 --exclude-ports 1-100 198.18.0.1', 'E_USAGE', /--exclude-ports 1-100 leaves no port/, 2);
  await refusal('--shard 1/2 198.18.0.1', 'E_USAGE', /--shard 1\/2 needs --seed/, 2);
});

test('UDP: a hundred ports by default; -p, -F, --top-ports and --exclude-ports are of UDP', async () => {
  const ports = async (line: string) => {
    const { spec } = await request(`--probe udp ${line} 198.18.0.1`);
    assert.equal(spec.probe, 'udp');
    return spec.ports;
  };
  assert.deepEqual(await ports(''), topPorts(100, 'udp'));
  assert.deepEqual(await ports('-F'), topPorts(100, 'udp'));
  assert.deepEqual(await ports('--top-ports 3'), topPorts(3, 'udp'));
  assert.deepEqual(await ports('-p-'), [[1, 65_535]]);
  assert.deepEqual(await ports('-p 53,U:161 --exclude-ports 161,T:53'), [[53, 53]]);
  await refusal('--probe udp --top-ports 60000 198.18.0.1', 'E_TOP_PORTS', /list of UDP ports/);
});

test('hosts alone: one pseudo port', async () => {
  for (const probe of ['icmp', 'arp']) {
    const { spec } = await request(`--probe ${probe} 198.18.0.0/24`);
    assert.deepEqual([spec.probe, spec.ports], [probe, [[0, 0]]]);
  }
});

test('other probes than syn need raw sockets: no connections take their place', async () => {
  for (const probe of ['udp', 'icmp', 'arp']) {
    const line = `--probe ${probe} 198.18.0.1`;
    const needs = new RegExp(`^--probe ${probe} needs raw sockets`);
    await refusal(`${line} --engine connect`, 'E_PROBE', needs, 2);
    await refusal(line, 'E_NO_PERMISSION', /CAP_NET_RAW.*sudo.*AmbientCapabilities/, 3, {
      mayOpenRawSockets: () => false,
    });
    await refusal(line, 'E_NO_ENGINE', needs, 1, { platform: 'darwin' });
    assert.equal((await request(line)).spec.engine, 'auto');
    assert.equal((await request(`${line} --engine raw`)).spec.engine, 'raw');
  }
});

test('without a target: the network of the interface with the default route', async () => {
  const { spec, notes } = await request('', { planInterfaces: () => PLANS });
  assert.deepEqual(unflatten(flatten(spec.targets)), [[address('198.18.0.1'), address('198.18.0.254')]]);
  assert.equal(spec.interfaceName, 'eth0');
  assert.deepEqual(notes, ['no target given: scanning 198.18.0.1-198.18.0.254, the network of eth0']);
});

test('without a target but with -e: the network of that interface', async () => {
  const { spec } = await request('-e eth1', { planInterfaces: () => PLANS });
  assert.deepEqual(unflatten(flatten(spec.targets)), [[address('198.18.9.1'), address('198.18.9.2')]]);
  assert.equal(spec.interfaceName, 'eth1');
  await refusal('-e eth7', 'E_NO_INTERFACE', /"eth7"; there are eth0, eth1/, 2, { planInterfaces: () => PLANS });
});

test('a list of targets is enough', async () => {
  await refusal('-iL /nowhere/list', 'E_TARGET_FILE', /\/nowhere\/list/);
});

test('without raw sockets: connect, and what that costs; ring is refused', async () => {
  const without = { mayOpenRawSockets: () => false };
  const { spec, notes } = await request('198.18.0.1', without);
  assert.equal(spec.engine, 'connect');
  assert.equal(notes.length, 1);
  assert.match(notes[0], /full connections instead of half-open ones, slower, no ARP .*sudo.*AmbientCapabilities/);
  assert.doesNotMatch(notes[0], /\n/);
  await refusal('-sS 198.18.0.1', 'E_NO_PERMISSION', /CAP_NET_RAW/, 3, without);
  await refusal('--pcap x 198.18.0.1', 'E_NO_PERMISSION', /--pcap/, 3, without);
  await refusal('--pcap x -sT 198.18.0.1', 'E_USAGE', /--pcap/, 2);
  assert.deepEqual((await request('-sT 198.18.0.1')).notes, []);
});

test('off Linux: connect; ring is not there', async () => {
  const mac = { platform: 'darwin', mayOpenRawSockets: () => assert.fail('not to be asked') } as const;
  assert.equal((await request('198.18.0.1', mac)).spec.engine, 'connect');
  await refusal('-sS 198.18.0.1', 'E_NO_ENGINE', /Linux only, this is darwin/, 1, mac);
});

test('a dry run needs no privileges', async () => {
  const { notes } = await request('--dry-run 198.18.0.1', { mayOpenRawSockets: () => false });
  assert.deepEqual(notes, []);
});
