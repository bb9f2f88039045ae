import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InterfacePlan } from '../link/interfaces/interfaces.ts';
import type { ProbeName } from '../probe/probe-name.ts';
import { PAYLOADS } from '../probe/udp/payloads.ts';
import type { ScanSpec } from '../scan/spec.ts';
import { flatten, unflatten } from '../target/flat-ranges.ts';
import { topPorts } from '../target/ports.ts';
import { normalize, type Range } from '../target/ranges.ts';
import { parseIpv4 } from '../wire/address.ts';
import { fakeSurveyWorld } from './fake.test-data.ts';
import { type PlanOptions, planSurvey } from './plan.ts';
import type { SurveyRequest } from './request.ts';
import type { SurveyWorld } from './world/world.ts';

const address = (text: string): number => parseIpv4(text)!;
const TARGETS = ['198.18.0.1'];

/** The plan of a request, as far as it is one scan's. */
async function plan(request: SurveyRequest, change: Partial<SurveyWorld> = {}, options: PlanOptions = {}) {
  const made = await planSurvey(request, await fakeSurveyWorld(change), options);
  const [{ spec }] = made.scans.values();
  return { ...made, spec, texts: made.notices.map(({ text }) => text) };
}

const refusal = (
  request: SurveyRequest,
  code: string,
  message: RegExp,
  change?: Partial<SurveyWorld>,
  options?: PlanOptions,
) => assert.rejects(plan({ targets: TARGETS, ...request }, change, options), { code, message });

function anInterface(name: string, text: string, used: boolean): InterfacePlan {
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

const PLANS = [anInterface('eth0', '198.18.0.1/24', true), anInterface('eth1', '198.18.9.1/30', false)];

test('all TCP ports by default, at the measured pace, in an order of its own', async () => {
  const { spec, names, notices } = await plan({ targets: ['198.18.0.0/30'], exclude: ['198.18.0.1'] });
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
  assert.notEqual(seed, (await plan({ targets: TARGETS })).seed);
  assert.deepEqual([names.size, notices], [0, []]);
});

test('what is given reaches the engine', async () => {
  const { spec, names, seed } = await plan({
    targets: ['host.example'],
    ports: '22,80-82',
    excludePorts: '81',
    rate: 9,
    seed: 's',
    shard: { index: 2, count: 3 },
    maxRetries: 1,
    interface: 'eth0',
  });
  const expected: Partial<ScanSpec> = {
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
  };
  assert.partialDeepStrictEqual(spec, expected);
  assert.equal(seed, 's');
  assert.deepEqual(
    [...names],
    [
      [address('198.18.0.3'), ['host.example']],
      [address('198.18.0.4'), ['host.example']],
    ],
  );
});

async function portsOf(request: SurveyRequest): Promise<Record<string, ScanSpec['ports']>> {
  const { scans } = await plan({ targets: TARGETS, ...request });
  return Object.fromEntries([...scans].map(([probe, { spec }]) => [probe, spec.ports]));
}

const one = (port: number): [number, number] => [port, port];

const knownPorts = (): readonly Range[] =>
  normalize([...PAYLOADS.flatMap(({ ports }) => ports), 67, 69].map((port): Range => [port, port]));

test('fast and topPorts choose by rank', async () => {
  assert.deepEqual(await portsOf({ fast: true }), { syn: topPorts(100) });
  assert.deepEqual(await portsOf({ topPorts: 7 }), { syn: topPorts(7) });
});

test('TCP and UDP: two scans with the same seed; ports without a prefix are of both', async () => {
  const both: SurveyRequest = { probes: ['udp', 'syn'] };
  const known = knownPorts();
  assert.deepEqual(await portsOf({ ...both, ports: 'T:22,80,U:53,161' }), {
    syn: [one(22), one(80)],
    udp: [one(53), one(161)],
  });
  assert.deepEqual(await portsOf({ ...both, ports: '7,U:53' }), { syn: [one(7)], udp: [one(7), one(53)] });
  assert.deepEqual(await portsOf({ ...both, ports: '7-9', excludePorts: '8,U:7' }), {
    syn: [one(7), one(9)],
    udp: [one(9)],
  });
  assert.deepEqual(await portsOf(both), { syn: [[1, 65_535]], udp: known });
  assert.deepEqual(await portsOf({}), { syn: [[1, 65_535]], udp: known });
  assert.deepEqual(await portsOf({ ...both, topPorts: 3 }), { syn: topPorts(3), udp: topPorts(3, 'udp') });
  const { scans, seed } = await plan({ targets: TARGETS, ...both, rate: 50 });
  assert.deepEqual([...scans.keys()], ['syn', 'udp']);
  for (const { spec } of scans.values()) assert.deepEqual([spec.seed, spec.rateCap], [seed, 50]);
});

test('ports that make no sense are refused', async () => {
  await refusal(
    { probes: ['syn'], ports: '22,U:53,161-162' },
    'E_PROBE',
    /^ports 22,U:53,161-162: U:53,161-162 needs the probe udp \(-sU\)/,
  );
  await refusal({ udp: 'T:53' }, 'E_PORTS', /UDP ports T:53/);
  await refusal({ probes: ['udp'], ports: '53,T:80' }, 'E_PROBE', /T:80 needs the probe syn/);
  await refusal({ probes: ['syn', 'udp'], ports: 'T:80' }, 'E_PORTS', /ports T:80: none of them is of UDP/);
  await refusal({ ports: '70000' }, 'E_PORTS', /70000/);
  await refusal({ ports: '22', excludePorts: '1-100' }, 'E_REQUEST', /excluding the ports 1-100 leaves no tcp port/);
  await refusal({ shard: { index: 1, count: 2 } }, 'E_REQUEST', /share 1\/2 \(--shard\) needs a seed/);
});

test('UDP: those asked in their own language by default; all ways to choose ports are of UDP', async () => {
  const ports = async (request: SurveyRequest) => (await portsOf({ probes: ['udp'], ...request })).udp;
  assert.deepEqual(await ports({}), knownPorts());
  assert.deepEqual(await ports({ udp: 'known' }), knownPorts());
  assert.deepEqual(await ports({ udp: 'all' }), [[1, 65_535]]);
  assert.deepEqual(await ports({ udp: '53,161-162' }), [one(53), [161, 162]]);
  assert.deepEqual(await ports({ fast: true }), topPorts(100, 'udp'));
  assert.deepEqual(await ports({ topPorts: 3 }), topPorts(3, 'udp'));
  assert.deepEqual(await ports({ ports: '-' }), [[1, 65_535]]);
  assert.deepEqual(await ports({ ports: '53,U:161', excludePorts: '161,T:53' }), [one(53)]);
  await refusal({ probes: ['udp'], topPorts: 60_000 }, 'E_TOP_PORTS', /list of UDP ports/);
});

test('UDP beside TCP: where it is asked for, or nothing was chosen', async () => {
  const probes = async (request: SurveyRequest) => Object.keys(await portsOf(request));
  assert.deepEqual(await probes({}), ['syn', 'udp']);
  assert.deepEqual(await probes({ ports: '22', udp: '53' }), ['syn', 'udp']);
  assert.deepEqual(await probes({ ports: 'T:22,U:53' }), ['syn', 'udp']);
  for (const request of [{ ports: '22' }, { fast: true }, { udp: 'none' }, { engine: 'connect' as const }]) {
    assert.deepEqual(await probes(request), ['syn'], JSON.stringify(request));
  }
});

test('hosts alone: one pseudo port, and one way of asking', async () => {
  for (const probe of ['icmp', 'arp'] as const) {
    assert.deepEqual(await portsOf({ probes: [probe] }), { [probe]: [[0, 0]] });
    const together = new RegExp(`the probe ${probe} asks hosts and no ports, .* with syn: make it two scans`);
    await refusal({ probes: ['syn', probe] }, 'E_PROBE', together);
  }
  await refusal({ probes: ['arp', 'icmp'] }, 'E_PROBE', /make it two scans/);
});

test('UDP does without raw sockets where there are none', async () => {
  const { spec, texts } = await plan({ targets: TARGETS, probes: ['udp'] }, { mayOpenRawSockets: () => false });
  assert.deepEqual([spec.engine, texts], ['connect', []]);
  await refusal({ probes: ['udp'], engine: 'raw' }, 'E_NO_PERMISSION', /CAP_NET_RAW/, {
    mayOpenRawSockets: () => false,
  });
});

test('echo and ARP need raw sockets: no others take their place', async () => {
  for (const probe of ['icmp', 'arp'] as ProbeName[]) {
    const probes = [probe];
    const needs = new RegExp(`^the probe ${probe} needs raw sockets`);
    await refusal({ probes, engine: 'connect' }, 'E_PROBE', needs);
    await refusal({ probes }, 'E_NO_PERMISSION', /CAP_NET_RAW.*sudo.*AmbientCapabilities/, {
      mayOpenRawSockets: () => false,
    });
    await refusal({ probes }, 'E_NO_ENGINE', needs, { platform: 'darwin' });
    assert.equal((await plan({ targets: TARGETS, probes })).spec.engine, 'auto');
    assert.equal((await plan({ targets: TARGETS, probes, engine: 'raw' })).spec.engine, 'raw');
  }
});

test('full connections for TCP beside UDP: the engine that was named is of TCP', async () => {
  const { scans } = await plan({ targets: TARGETS, probes: ['syn', 'udp'], engine: 'connect' });
  assert.deepEqual(
    [...scans.values()].map(({ spec }) => spec.engine),
    ['connect', 'auto'],
  );
});

test('without a target: the network of the interface with the default route', async () => {
  const { spec, texts } = await plan({}, { planInterfaces: () => PLANS });
  assert.deepEqual(unflatten(flatten(spec.targets)), [[address('198.18.0.1'), address('198.18.0.254')]]);
  assert.equal(spec.interfaceName, 'eth0');
  assert.deepEqual(texts, [
    'no target given: scanning 198.18.0.1-198.18.0.254, the network of eth0; to choose: portolan scan 198.18.0.0/24 (or host.example, -iL FILE, -iL - from a pipe)',
  ]);
});

test('without a target but with an interface: the network of that interface', async () => {
  const { spec } = await plan({ interface: 'eth1' }, { planInterfaces: () => PLANS });
  assert.deepEqual(unflatten(flatten(spec.targets)), [[address('198.18.9.1'), address('198.18.9.2')]]);
  assert.equal(spec.interfaceName, 'eth1');
  const unknown = { targets: [], interface: 'eth7' };
  await refusal(unknown, 'E_NO_INTERFACE', /"eth7"; there are eth0, eth1/, { planInterfaces: () => PLANS });
});

test('a list of targets is enough', async () => {
  await refusal({ targets: [], targetsFile: ['/nowhere/list'] }, 'E_TARGET_FILE', /\/nowhere\/list/);
});

test('without raw sockets: connect, and what that costs; raw is refused', async () => {
  const without = { mayOpenRawSockets: () => false };
  const { spec, notices } = await plan({ targets: TARGETS }, without);
  assert.equal(spec.engine, 'connect');
  assert.deepEqual(
    notices.map(({ code }) => code),
    ['N_FULL_CONNECTIONS'],
  );
  assert.match(
    notices[0].text,
    /full connections instead of half-open ones, slower, no ARP .*sudo.*AmbientCapabilities/,
  );
  assert.doesNotMatch(notices[0].text, /\n/);
  await refusal({ engine: 'raw' }, 'E_NO_PERMISSION', /CAP_NET_RAW/, without);
  const records = { records: true };
  await refusal({}, 'E_NO_PERMISSION', /--pcap/, without, records);
  await refusal({ engine: 'connect' }, 'E_REQUEST', /--pcap/, {}, records);
  await refusal({ engine: 'kernel' }, 'E_REQUEST', /--pcap/, {}, records);
  assert.deepEqual((await plan({ targets: TARGETS, engine: 'connect' })).notices, []);
});

test('off Linux: connect; raw is not there', async () => {
  const mac = { platform: 'darwin', mayOpenRawSockets: () => assert.fail('not to be asked') } as const;
  assert.equal((await plan({ targets: TARGETS }, mac)).spec.engine, 'connect');
  await refusal({ engine: 'raw' }, 'E_NO_ENGINE', /Linux only, this is darwin/, mac);
});

test('where nothing is sent no privileges are needed', async () => {
  const { notices } = await plan({ targets: TARGETS }, { mayOpenRawSockets: () => false }, { sendsNothing: true });
  assert.deepEqual(notices, []);
});

test('one error a name that has no address; the others are asked', async () => {
  const { resolveTargets } = await import('../target/targets.ts');
  const lookup = async (name: string) => (name === 'gone.example' ? [] : ['198.18.0.3']);
  const change: Partial<SurveyWorld> = {
    resolveTargets: (request, options) => resolveTargets(request, { ...options, lookup }),
  };
  const { notFound, notices } = await plan({ targets: ['gone.example', 'files.example'] }, change);
  assert.equal(notFound?.code, 'E_HOST_NOT_FOUND');
  assert.deepEqual(
    notices.map(({ code }) => code),
    ['N_HOST_NOT_FOUND'],
  );
});

test('sources: UDP alone has them; each must be an address of this machine; with rights and without', async () => {
  const ours: Partial<SurveyWorld> = { planInterfaces: () => PLANS };
  const udp: SurveyRequest = { targets: TARGETS, probes: ['udp'], decide: 'all' };
  assert.equal((await plan(udp, ours)).spec.sources, undefined);
  assert.equal((await plan({ ...udp, sources: 'one' }, ours)).spec.sources, 'one');
  const both = await plan(
    { ...udp, probes: ['syn', 'udp'], sources: ['198.18.9.1', '198.18.0.1', '198.18.9.1'] },
    ours,
  );
  assert.deepEqual(both.scans.get('udp')?.spec.sources, [address('198.18.9.1'), address('198.18.0.1')]);
  assert.equal(both.scans.get('syn')?.spec.sources, undefined);
  const foreign = /^198\.18\.0\.2 \(--sources\) is not an address of this machine/;
  await refusal({ ...udp, sources: ['198.18.0.1', '198.18.0.2'] }, 'E_NOT_OUR_ADDRESS', foreign, ours);
  await refusal({ ...udp, sources: ['host.example'] }, 'E_REQUEST', /"host.example" .* no IPv4 address/, ours);
  await refusal({ ...udp, sources: [] }, 'E_REQUEST', /1 to 32 addresses/, ours);
  await refusal({ probes: ['syn'], sources: ['198.18.0.1'] }, 'E_REQUEST', /for UDP, which is not asked/, ours);
  const without = { ...ours, mayOpenRawSockets: () => false };
  const alone = await plan({ ...udp, sources: ['198.18.0.1'] }, without);
  assert.deepEqual([alone.spec.engine, alone.spec.sources], ['connect', [address('198.18.0.1')]]);
  const elsewhere = { ...without, platform: 'darwin' as const };
  await refusal({ ...udp, sources: ['198.18.0.1'] }, 'E_REQUEST', /on Linux only, this is darwin/, elsewhere);
});
