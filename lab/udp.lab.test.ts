// UDP, tried on real daemons: each on its own port; by redirection in the target's kernel, on one where nobody expects it; in a
// lossy network; among all ports of a host. What is true is what the package system says is installed, and what the targets'
// kernels say takes datagrams.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { buildDaemonLab, type DaemonLab, ODD, type PlacedPort } from './daemons/daemon-lab.ts';
import { howToInstall, missingPackages, upstreamVersion } from './daemons/packages.ts';
import { UDP_DAEMONS } from './daemons/udp/daemons.ts';
import { COMMUNITY } from './daemons/udp/names.ts';
import { nft, sysctl } from './network/namespaces.ts';
import { lose } from './network/rules.ts';
import { endOf, type Line, type ProductRun, runProduct } from './runs/product.ts';
import { readBound } from './truth/truth.ts';

const missing = missingPackages(UDP_DAEMONS);
const skip = missing.length > 0 && `to try it: ${howToInstall(missing)}`;

/** Some thirty daemons share two cores with whoever asks: so many of a hundred are known in the crowd, the rest when asked alone. */
const IN_THE_CROWD = 90;
const LOSS_PERCENT = 5;
/** Which ports an ordinary person may bind (ip(7)). */
const LEAST_PORT = 'net.ipv4.ip_unprivileged_port_start';
const ROOTS_PORTS = 1024;
const DHCP_CLIENT = 68;
/** DHCP and TFTP. */
const ELSEWHERE = [67, 69];
/** A closed port beside each odd one: who refuses is known to refuse. */
const NOBODY = 1;

/** ICMP errors as they come (icmp(7)): no limit; and as Linux has it. */
const UNLIMITED = { 'net.ipv4.icmp_ratemask': 0 };
const AS_LINUX_HAS_IT = { 'net.ipv4.icmp_ratemask': 6168 };

let lab: DaemonLab;
const asked = { inTheCrowd: 0, alone: 0 };

before(async () => {
  if (skip === false) lab = await buildDaemonLab(UDP_DAEMONS, { proto: 'udp' });
});

after(() => lab?.[Symbol.asyncDispose]());

const onTargets = (settings: Readonly<Record<string, number>>): Promise<unknown> =>
  Promise.all(lab.namespaces.map((namespace) => sysctl(namespace, settings)));

async function scan(words: readonly string[], from = lab.scannerNamespace): Promise<ProductRun> {
  const run = await runProduct({ scannerNamespace: from }, ['scan', ...words, '--json', '--evidence'], {
    services: true,
  });
  assert.equal(run.code, 0, run.stderr);
  endOf(run);
  return run;
}

/** `IP:PORT` of the ports told in a state, sorted. */
function portsIn({ lines }: ProductRun, state: string): string[] {
  const told = lines.filter((line) => line.type === 'port' && line.state === state);
  return [...new Set(told.map(({ ip, port }) => `${ip}:${port}`))].sort();
}

const answering = (): PlacedPort[] => lab.ports.filter(({ silent }) => silent !== true);

/** Nothing is open but what the kernels say is bound, or `redirected` to that. */
async function nothingElseIsOpen(run: ProductRun, redirected: readonly string[] = []): Promise<void> {
  // xinetd takes its sockets from the kernel for moments.
  const bound = new Set([...(await lab.listening()), ...lab.ports.map(({ ip, port }) => `${ip}:${port}`)]);
  const silent = new Set(lab.ports.filter(({ silent: is }) => is === true).map(({ ip, port }) => `${ip}:${port}`));
  const wrong = portsIn(run, 'open').filter(
    (port) => silent.has(port) || (!bound.has(port) && !redirected.includes(port)),
  );
  const evidence = run.lines.filter(({ ip, port }) => wrong.includes(`${ip}:${port}`));
  assert.deepEqual(wrong, [], JSON.stringify(evidence.slice(0, 5)));
  assert.deepEqual(
    portsIn(run, 'closed').filter((port) => bound.has(port)),
    [],
  );
}

/** What was said of a port, in the crowd or else when it is asked alone. */
async function check(run: ProductRun, each: PlacedPort, port: number): Promise<void> {
  try {
    await checkAmong(run, each, port);
    asked.inTheCrowd++;
  } catch {
    asked.alone++;
    await checkAmong(await scan([each.ip, '--probe', 'udp', '-p', `U:${port},${NOBODY}`]), each, port);
  }
}

async function checkAmong(run: ProductRun, each: PlacedPort, port: number): Promise<void> {
  const { ip, service, product, tellsVersion, daemon } = each;
  const about = run.lines.filter((line) => line.ip === ip && line.port === port);
  const seen = `${daemon.name} ${ip}:${port}: ${JSON.stringify(about)}`;
  assert(portsIn(run, 'open').includes(`${ip}:${port}`), seen);
  const facts = about.filter(({ type }) => type === 'service');
  assert.equal(facts.length, 1, seen);
  const [fact] = facts as [Line];
  assert.deepEqual([fact.proto, fact.service], ['udp', service], seen);
  assert((fact.confidence as number) >= 0.8, seen);
  if (product !== null) assert.match(String(fact.product), product, seen);
  if (tellsVersion) assert.equal(String(fact.version).split(/[-+~ ]/)[0], await upstreamVersion(daemon), seen);
}

test('known ports: every daemon that answers is open and named, and nothing else is open', { skip }, async () => {
  const run = await scan([lab.targets, '--probe', 'udp', '--udp', 'known']);
  await nothingElseIsOpen(run);
  for (const each of answering()) await check(run, each, each.port);
});

test('without services too, with rights and without: who answers from another port than it was asked on, or to another, is open', {
  skip,
}, async () => {
  const there = answering().filter(({ port }) => ELSEWHERE.includes(port));
  const expected = there.map(({ ip, port }) => `${ip}:${port}`).sort();
  assert.deepEqual([...new Set(there.map(({ port }) => port))].sort(), ELSEWHERE);
  for (const engine of ['raw', 'connect']) {
    // DHCP's answers come to port 68, which only who may send packets of its own hears without having it.
    await sysctl(lab.scannerNamespace, { [LEAST_PORT]: engine === 'raw' ? ROOTS_PORTS : DHCP_CLIENT });
    const args = ['scan', lab.targets, '--probe', 'udp', '--engine', engine, '-p', `U:${ELSEWHERE}`, '--json'];
    const run = await runProduct(lab, args);
    assert.deepEqual(portsIn(run, 'open'), expected, `${engine}: ${run.stderr}`);
    const { openPorts, closedPorts, openFilteredPorts, hostsUp } = endOf(run);
    const all = (hostsUp as number) * ELSEWHERE.length;
    assert.equal(openPorts, expected.length);
    assert.equal((closedPorts as number) + (openFilteredPorts as number) + expected.length, all, 'each counts once');
    assert(!run.lines.some(({ type }) => type === 'service'));
  }
  await sysctl(lab.scannerNamespace, { [LEAST_PORT]: ROOTS_PORTS });
});

test('odd ports: who understands what is asked everywhere is open and named', { skip }, async () => {
  await onTargets(UNLIMITED);
  await lab.redirect(true);
  const there = answering().filter(({ silent, port }) => silent === undefined && port + ODD < 65_536);
  const ports = [...new Set(there.map(({ port }) => port + ODD))];
  const run = await scan([lab.targets, '--probe', 'udp', '-p', `U:${NOBODY},${ports.join(',')}`]);
  await nothingElseIsOpen(
    run,
    lab.ports.map(({ ip, port }) => `${ip}:${port + ODD}`),
  );
  for (const each of there) await check(run, each, each.port + ODD);
  await lab.redirect(false);
  await onTargets(AS_LINUX_HAS_IT);
});

test('SNMP: the system to whom names the community, which stands nowhere; to others the agent alone', {
  skip,
}, async () => {
  const { ip, port } = lab.ports.find(({ service }) => service === 'snmp')!;
  const told = async (words: readonly string[]): Promise<string> => {
    const run = await scan([ip, '--probe', 'udp', '-p', `U:${port}`, ...words]);
    assert(!`${JSON.stringify(run.lines)}${run.stderr}${run.rest}`.includes(COMMUNITY), 'it is a password');
    const facts = run.lines.filter(({ type }) => type === 'service');
    assert.deepEqual(
      facts.map((fact) => [fact.port, fact.service]),
      [[port, 'snmp']],
    );
    return String(facts[0].info);
  };
  assert.match(await told(['--snmp-community', COMMUNITY]), /^SNMPv3, v2c; Linux /);
  assert.match(await told(['--snmp-community', 'another']), /^SNMPv3(;|$)/);
  assert.match(await told([]), /^SNMPv3(;|$)/);
});

test('in the crowd nearly all are known at once', { skip }, () => {
  const share = (100 * asked.inTheCrowd) / (asked.inTheCrowd + asked.alone);
  assert(share >= IN_THE_CROWD, `${share.toFixed(0)} %`);
});

test('all ports of a host that limits its refusals: every daemon is found, nothing is closed that is not', {
  skip,
}, async () => {
  const [{ ip: host }] = lab.ports;
  const run = await scan([host, '--probe', 'udp', '-p', 'U:-']);
  await nothingElseIsOpen(run);
  const open = portsIn(run, 'open');
  const there = answering().filter(({ ip }) => ip === host);
  assert.deepEqual(
    there.filter(({ port }) => !open.includes(`${host}:${port}`)).map(({ port }) => port),
    [],
  );
  const told = run.lines.find(({ type, stage }) => type === 'host-end' && stage === 'udp');
  assert((told?.openFiltered as number) > 0, `it is said that much is undecided: ${JSON.stringify(told)}`);
});

test(`${LOSS_PERCENT} % loss each way: every daemon is found`, { skip }, async () => {
  for (const namespace of lab.namespaces) await nft(namespace, lose(LOSS_PERCENT));
  let lost = answering();
  // Where a port is asked in two ways, and one is understood, that one may be lost each time: once in a hundred.
  for (let k = 0; k < 2 && lost.length > 0; k++) {
    const run = await scan([lab.targets, '--probe', 'udp', '--udp', 'known']);
    await nothingElseIsOpen(run);
    const open = portsIn(run, 'open');
    lost = lost.filter(({ ip, port }) => !open.includes(`${ip}:${port}`));
  }
  for (const namespace of lab.namespaces) await nft(namespace, 'delete table inet lab-loss');
  assert.deepEqual(
    lost.map(({ daemon, port }) => `${daemon.name} ${port}`),
    [],
  );
});

test('all ports of this machine: those that are bound are open, or open or filtered, and no others', {
  skip,
}, async () => {
  // Not the first: there some listen on one interface alone.
  const namespace = lab.namespaces[1];
  const run = await scan(['127.0.0.1', '--probe', 'udp', '--udp', 'all'], namespace);
  const told = [...portsIn(run, 'open'), ...portsIn(run, 'open|filtered')].map((each) => Number(each.split(':')[1]));
  const bound = (await readBound(namespace, ['127.0.0.1'])).get('127.0.0.1');
  assert.deepEqual(
    [...new Set(told)].sort((a, b) => a - b),
    bound,
  );
});

test('every daemon is alive afterwards, and takes datagrams as before', { skip }, async () => {
  const bound = await lab.listening();
  for (const { ip, port, daemon } of lab.ports) assert(bound.has(`${ip}:${port}`), daemon.name);
});
