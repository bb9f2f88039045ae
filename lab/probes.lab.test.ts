// UDP, echo and ARP against real kernels, on both engines: what is found is what the targets' kernels say.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as plainTest } from 'node:test';
import { arp, ethernet, pcapng } from '../src/wire/index.ts';
import { available } from './available.ts';
import { buildLab, type Lab } from './network/build.ts';
import { runInside, sysctl } from './network/namespaces.ts';
import { scenario } from './network/scenarios.ts';
import { labProgram } from './program.ts';
import { endOf, type Line, openPorts, type ProductRun, runProduct, scanLab } from './runs/product.ts';
import { captureCounts, watchDestinations } from './truth/capture.ts';
import type { Truth } from './truth/truth.ts';
import { readyForXdp } from './xdp/xdp-ready.ts';

const { missing } = await available();

function test(name: string, body: () => Promise<void>): void {
  plainTest(name, { skip: missing ?? false, timeout: 180_000 }, body);
}

type Engine = 'raw' | 'kernel';
const ENGINES: readonly Engine[] = ['raw', 'kernel'];

/** Scans the lab's targets with this probe on this engine; it must end well and say nothing else. */
async function scanWith(lab: Lab, probe: string, engine: Engine, args: readonly string[] = []): Promise<ProductRun> {
  if (engine === 'kernel') await readyForXdp(lab);
  const ports = probe === 'udp' && lab.ports !== null ? ['-p', lab.ports] : [];
  const command = ['scan', ...lab.targets, '--probe', probe, '--engine', engine, ...ports, '--json', ...args];
  const run = await runProduct(lab, command);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(run.stderr, '');
  assert.equal(endOf(run).engine, engine);
  assert.equal(endOf(run).probe, probe);
  assert.equal(endOf(run).unasked, 0);
  return run;
}

const plain = (map: ReadonlyMap<string, readonly number[]>) => [...map].filter(([, ports]) => ports.length > 0).sort();

function portsIn(run: ProductRun, state: string): Map<string, number[]> {
  return openPorts({
    lines: run.lines.map((line) => (line.state === state ? { ...line, state: 'open' } : { ...line, state: '' })),
  });
}

function hosts({ lines }: ProductRun): Line[] {
  return lines.filter(({ type }) => type === 'host');
}

const upAddresses = (run: ProductRun): string[] =>
  hosts(run)
    .map(({ ip }) => ip as string)
    .sort();

/** What is bound by the targets' kernels, divided by whether the scenario's program there answers. */
async function udpTruth(lab: Lab): Promise<{ readonly answering: Truth; readonly silent: Truth }> {
  const bound = await lab.boundUdp();
  const places = lab.scenario.nodes.flatMap(({ datagrams = [] }) => datagrams);
  const those = (answers: boolean): Truth =>
    new Map(
      [...bound].map(([host, ports]) => {
        const mine = places.filter((place) => place.address === host && place.answers === answers);
        return [host, ports.filter((port) => mine.some((place) => place.ports.includes(port)))];
      }),
    );
  const truth = { answering: those(true), silent: those(false) };
  const count = (map: Truth): number => [...map.values()].flat().length;
  // Nothing else is bound there, and nothing is missing.
  assert.equal(count(truth.answering) + count(truth.silent), count(bound));
  assert.ok(count(truth.answering) > 0 && count(truth.silent) > 0);
  return truth;
}

for (const engine of ENGINES) {
  test(`udp, ${engine}: what answers is open, what is bound and silent open or filtered, all else closed`, async () => {
    await using lab = await buildLab(scenario('udp'));
    const run = await scanWith(lab, 'udp', engine);
    const { answering, silent } = await udpTruth(lab);
    assert.deepEqual(plain(openPorts(run)), plain(answering));
    assert.deepEqual(plain(portsIn(run, 'open|filtered')), plain(silent));
    const end = endOf(run);
    const count = [...answering.values(), ...silent.values()].flat().length;
    assert.equal(end.closedPorts, (end.probes as number) - count);
    assert.equal(end.filteredPorts, 0);
    assert.equal(end.strays, 0);
    for (const { proto, reason, ttl } of run.lines.filter(({ state, type }) => type === 'port' && state === 'open')) {
      assert.deepEqual([proto, reason, ttl], ['udp', 'udp-response', 64]);
    }
    assert.deepEqual(upAddresses(run), [...lab.hosts].sort());
  });

  test(`udp, ${engine}: a host that limits its ICMP errors is not waited for, and what answers is found all the same`, async () => {
    await using lab = await buildLab(scenario('udp-limited'));
    const run = await scanWith(lab, 'udp', engine);
    const { answering, silent } = await udpTruth(lab);
    assert.deepEqual(plain(openPorts(run)), plain(answering));
    // What is bound and silent is among the many that nothing is known of.
    const open = run.lines.filter(({ type }) => type === 'host-end');
    for (const [host, ports] of silent) {
      const told = open.find(({ ip }) => ip === host);
      assert.ok((told?.closed as number) > 0 && (told?.openFiltered as number) >= ports.length, JSON.stringify(told));
      for (const { ip, port } of run.lines.filter(({ state }) => state === 'closed')) {
        assert.ok(ip !== host || !ports.includes(port as number), `${ip} ${port}`);
      }
    }
  });

  test(`udp, ${engine}: our kernel sends no ICMP error to those who answer`, async () => {
    await using lab = await buildLab(scenario('udp'));
    const errors = await captureCounts(lab.arrivals[0], 'icmp[icmptype] == icmp-unreach', async () => {
      const run = await scanWith(lab, 'udp', engine, ['--seed', 'errors']);
      assert.equal(endOf(run).openPorts, 20);
    });
    assert.equal(errors, 0);
  });

  test(`icmp, ${engine}: who is there, in a /16 of absent addresses`, async () => {
    await using lab = await buildLab(scenario('slash16'));
    const run = await scanWith(lab, 'icmp', engine, ['--max-retries', '0']);
    assert.deepEqual(upAddresses(run), [...lab.hosts].sort());
    assert.equal(endOf(run).hostsUp, 40);
    assert.equal(endOf(run).strays, 0);
    for (const { reason } of hosts(run)) assert.equal(reason, 'echo-reply');
  });

  test(`icmp, ${engine}: who ignores echo requests is not said to be up by the probe, who is absent neither`, async () => {
    await using lab = await buildLab(scenario('routed'));
    await sysctl(lab.namespaces['host-2'], { 'net.ipv4.icmp_echo_ignore_all': 1 });
    const run = await scanWith(lab, 'icmp', engine);
    // The router says of the absent ones that they are unreachable: an answer, and nobody is up by it.
    assert.deepEqual(upAddresses(run), ['198.19.0.10', '198.19.0.12']);
  });

  test(`arp, ${engine}: who is on the link, with the MAC address that its kernel has`, async () => {
    await using lab = await buildLab(scenario('lan'));
    const run = await scanWith(lab, 'arp', engine);
    const truth: [string, string][] = [];
    for (const { name, hosts: addresses = [] } of lab.scenario.nodes) {
      for (const address of addresses) {
        const text = await runInside(lab.namespaces[name], 'ip', ['-j', 'link', 'show', 'dev', 'eth0']);
        truth.push([address, (JSON.parse(text) as [{ address: string }])[0].address]);
      }
    }
    assert.deepEqual(
      hosts(run)
        .map(({ ip, mac }) => [ip, mac])
        .sort(),
      truth.sort(),
    );
    for (const { reason, rttMs } of hosts(run)) {
      assert.equal(reason, 'arp-reply');
      assert.ok((rttMs as number) > 0);
    }
    assert.equal(endOf(run).hostsUp, 5);
    assert.equal(endOf(run).hostsAsked, 21);
  });
}

test('xdp: behind a program of someone else the answers come by a socket filter, of every probe', async () => {
  for (const [name, probes] of [
    ['udp', ['udp', 'icmp']],
    ['lan', ['arp', 'icmp']],
  ] as const) {
    await using lab = await buildLab(scenario(name));
    await readyForXdp(lab);
    const foreign = lab.start('scanner', process.execPath, [labProgram('xdp/xdp-pass'), 'eth0', 'native']);
    assert.equal(await foreign.line(), 'ready');
    for (const probe of probes) {
      const run = await runProduct(lab, [
        ...['scan', ...lab.targets, '--probe', probe, '--engine', 'kernel', '--json'],
        ...(probe === 'udp' ? ['-p', lab.ports as string] : []),
      ]);
      assert.equal(run.code, 0, run.stderr);
      assert.equal(endOf(run).engine, 'kernel');
      assert.deepEqual(upAddresses(run), [...lab.hosts].sort());
      if (probe === 'udp') assert.deepEqual(plain(openPorts(run)), plain((await udpTruth(lab)).answering));
    }
    await foreign.stop();
  }
});

test('arp, ring and xdp: no question about an excluded address', async () => {
  for (const engine of ENGINES) {
    await using lab = await buildLab(scenario('lan'));
    const watch = await watchDestinations(lab.arrivals[0]);
    const run = await scanWith(lab, 'arp', engine, ['--exclude', '198.18.0.11,198.18.0.20']);
    assert.deepEqual(upAddresses(run), ['198.18.0.10', '198.18.0.12', '198.18.0.13', '198.18.0.14']);
    const asked = await watch.arp();
    assert.ok(asked.has('198.18.0.19') && asked.has('198.18.0.12'));
    assert.ok(!asked.has('198.18.0.11') && !asked.has('198.18.0.20'));
  }
});

test('arp: the recording holds every question and every reply, as frames', async () => {
  await using lab = await buildLab(scenario('lan'));
  const folder = await mkdtemp(join(tmpdir(), 'portolan-pcap-'));
  try {
    const path = join(folder, 'arp.pcapng');
    const run = await scanWith(lab, 'arp', 'raw', ['--pcap', path]);
    const file = await readFile(path);
    const seen = [0, 0, 0];
    for (const block of pcapng.walk(file, 0, file.length)) {
      if (block.type !== 'packet') continue;
      assert.equal(ethernet.etherType(block.data, 0, 14), ethernet.TYPE_ARP);
      assert.equal(arp.check(block.data, 14, block.data.length - 14), arp.LENGTH);
      seen[arp.operation(block.data, 14)]++;
    }
    const end = endOf(run);
    assert.equal(seen[arp.REQUEST], (end.probes as number) + (end.retransmitted as number));
    assert.equal(seen[arp.REPLY], (end.answered as number) + (end.duplicates as number));
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('without Ethernet: echo and UDP by raw IP, over a tun link and loopback; ARP asks nobody there', async () => {
  await using lab = await buildLab(scenario('tun'));
  for (const name of ['scanner', 'target']) {
    await sysctl(lab.namespaces[name], { 'net.ipv4.icmp_ratemask': 0 });
  }
  assert.deepEqual(upAddresses(await scanWith(lab, 'icmp', 'raw')), [...lab.hosts].sort());
  const udp = await scanWith(lab, 'udp', 'raw', ['-p', '1-2000']);
  assert.equal(endOf(udp).closedPorts, 2 * 2000);
  const loopback = ['scan', '127.0.0.1', '198.18.0.1', '--json', '--engine', 'raw'];
  const echo = await runProduct(lab, [...loopback, '--probe', 'icmp']);
  assert.deepEqual(upAddresses(echo), ['127.0.0.1', '198.18.0.1'], echo.stderr);
  const own = await runProduct(lab, [...loopback, '--probe', 'udp', '-p', '1-1000']);
  assert.equal(endOf(own).closedPorts, 2 * 1000, own.stderr);
  const asked = await runProduct(lab, ['scan', ...lab.targets, '--json', '--probe', 'arp']);
  assert.equal(asked.code, 2, 'nobody to ask is wrong use');
  assert.match(asked.stderr, /E_NO_TARGETS/);
  assert.equal(endOf(asked).probes, 0);
});

test('where thousands of hosts answer from XDP: every port by UDP, and who is there of a /16 and of a /20 on the link', async () => {
  for (const [name, probe, args] of [
    ['xdp-udp', 'udp', ['-Pn', '-p', '1-2000']],
    ['xdp-echo', 'icmp', ['--max-retries', '0']],
    ['xdp-arp', 'arp', []],
  ] as const) {
    await using lab = await buildLab(scenario(name));
    // The engine brings the program that lets the answers in.
    await lab.passXdp(false);
    const run = await runProduct(lab, [
      ...['scan', ...lab.targets, '--probe', probe, '--engine', 'kernel', '--json'],
      ...args,
    ]);
    assert.equal(run.code, 0, run.stderr);
    assert.equal(endOf(run).engine, 'kernel');
    assert.deepEqual(upAddresses(run), [...lab.hosts].sort());
    assert.equal(endOf(run).strays, 0);
    if (probe !== 'udp') continue;
    const asked = [...(await lab.truth())].map(([ip, ports]) => [ip, ports.filter((port) => port <= 2000)] as const);
    assert.deepEqual(plain(openPorts(run)), plain(new Map(asked)));
    assert.equal(endOf(run).closedPorts, 16 * 2000 - asked.flatMap(([, ports]) => ports).length);
  }
});

test("all UDP ports of hosts that have one of 1,024 open, clients' too: these are found, and none else", async () => {
  await using lab = await buildLab(scenario('xdp-udp-hashed'));
  await lab.passXdp(false);
  const few = lab.hosts.slice(0, 2);
  const run = await runProduct(lab, ['scan', ...few, '--probe', 'udp', '-p', 'U:-', '--engine', 'kernel', '--json']);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(endOf(run).engine, 'kernel');
  const truth = await lab.truth();
  assert.deepEqual(plain(openPorts(run)), plain(new Map(few.map((host) => [host, truth.get(host)!]))));
});

for (const engine of ENGINES) {
  test(`-sS -sU, ${engine}: the open ports of both are those of the kernels, in one stream with one end`, async () => {
    await using lab = await buildLab(scenario('udp'));
    if (engine === 'kernel') await readyForXdp(lab);
    const ports = lab.ports as string;
    const probes = ['--probe', 'syn,udp', '--engine', engine];
    const run = await runProduct(lab, ['scan', ...lab.targets, ...probes, '-p', ports, '--rate', '20000', '--json']);
    assert.equal(run.code, 0, run.stderr);
    assert.equal(run.stderr, '');
    const of = (proto: string): ProductRun => ({ ...run, lines: run.lines.filter((line) => line.proto === proto) });
    const { answering, silent } = await udpTruth(lab);
    assert.deepEqual(plain(openPorts(of('udp'))), plain(answering));
    assert.deepEqual(plain(portsIn(of('udp'), 'open|filtered')), plain(silent));
    assert.deepEqual(plain(openPorts(of('tcp'))), plain(await lab.truth()));
    const ends = run.lines.filter(({ type }) => type === 'phase-end').map(({ counters }) => counters as Line);
    assert.deepEqual(
      run.lines.filter(({ type }) => type === 'phase').map(({ stage }) => stage),
      ['syn', 'udp'],
    );
    const end = endOf(run);
    for (const name of ['probes', 'answered', 'openPorts', 'closedPorts', 'retransmitted']) {
      assert.equal(end[name], (ends[0][name] as number) + (ends[1][name] as number), name);
    }
    assert.deepEqual([end.probe, end.engine, end.hostsUp, end.unasked], ['several', engine, lab.hosts.length, 0]);
  });
}

test('raw sockets refused in spite of the right to them: ordinary ones take their place, told', async () => {
  await using lab = await buildLab(scenario('udp'));
  // Root of a user namespace of its own has every capability, but not over this network.
  const prefix = ['unshare', '--user', '--map-root-user'];
  const ports = ['-p', lab.ports as string];
  const run = await runProduct(lab, ['scan', ...lab.targets, '--probe', 'syn,udp', ...ports, '--json'], { prefix });
  assert.equal(run.code, 0, run.stderr);
  const of = (proto: string) => ({
    ...run,
    lines: run.lines.filter((line) => line.type !== 'port' || line.proto === proto),
  });
  assert.deepEqual(plain(openPorts(of('tcp'))), plain(await lab.truth()));
  const { answering, silent } = await udpTruth(lab);
  assert.deepEqual(plain(openPorts(of('udp'))), plain(answering));
  assert.deepEqual(plain(portsIn(of('udp'), 'open|filtered')), plain(silent));
  const codes = run.lines.filter(({ type }) => type === 'notice').map(({ stage, code }) => [stage, code]);
  assert.deepEqual(codes, [
    ['syn', 'N_FULL_CONNECTIONS'],
    ['udp', 'N_ORDINARY_SOCKETS'],
  ]);
  assert.deepEqual([endOf(run).engine, endOf(run).failedStages], ['connect', undefined]);
  const named = await runProduct(lab, ['scan', ...lab.targets, '-sS', ...ports], { prefix });
  assert.equal(named.code, 3, named.stderr);
});

test('syn: what listens for datagrams is no matter of it', async () => {
  await using lab = await buildLab(scenario('udp'));
  const run = await scanLab(lab, ['--engine', 'raw']);
  assert.deepEqual(plain(openPorts(run)), plain(await lab.truth()));
});
