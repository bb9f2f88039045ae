// Who the emulated hosts are, by one survey of all of them; and that they are all found, those that hide too.
import assert from 'node:assert/strict';
import { test as plainTest } from 'node:test';
import { available } from './available.ts';
import type { Place } from './emulated/host.ts';
import { complaints, judge, scoreOf, share, type Verdict } from './emulated/judge.ts';
import {
  everyKind,
  KINDS_NETWORK,
  LINK_HOSTS,
  LINK_NETWORK,
  linkPlaces,
  openEmulatedNetwork,
  WIDE_HOSTS,
  WIDE_NETWORK,
  widePlaces,
} from './emulated/network.ts';
import { tcpPortsOf } from './emulated/ports.ts';
import { endOf, type ProductRun, runProduct } from './runs/product.ts';

const { missing, tun } = await available();
const skip = missing ?? (tun ? false : 'no TAP device here');
const LEAST = 0.9;

function test(name: string, body: (t: { diagnostic(text: string): void }) => Promise<void>): void {
  plainTest(name, { skip, timeout: 300_000 }, body);
}

const upIn = ({ lines }: ProductRun): string[] =>
  [
    ...new Set(lines.filter(({ type, state }) => type === 'host' && state === 'up').map(({ ip }) => ip as string)),
  ].sort();

test('identity: what emulated hosts are, and what they call themselves', async (t) => {
  await using network = await openEmulatedNetwork(KINDS_NETWORK, everyKind);
  const range = `${everyKind[0].address}-${everyKind.at(-1)!.address.split('.')[3]}`;
  const args = [
    'scan',
    range,
    '-p',
    tcpPortsOf(everyKind).join(','),
    '--udp',
    'known',
    '--snmp-community',
    'public',
    '--json',
  ];
  const run = await runProduct(network, args, { services: true, discovery: true, identity: true, timeoutMs: 240_000 });
  assert.equal(run.code, 0, run.stderr);
  assert.deepEqual(upIn(run), everyKind.map(({ address }) => address).sort(), 'all are found');
  const verdicts = judge(run.lines, everyKind);
  for (const line of complaints(verdicts)) t.diagnostic(line);
  const [os, kind] = [scoreOf(verdicts, 'os'), scoreOf(verdicts, 'kind')];
  t.diagnostic(
    `${everyKind.length} hosts: family right for ${os.right} of ${os.asked}, kind for ${kind.right} of ${kind.asked}`,
  );
  assert.deepEqual([...os.surelyWrong, ...kind.surelyWrong], [], 'none is confidently wrong');
  assert.ok(share(os) >= LEAST, `OS family right for ${os.right} of ${os.asked}`);
  assert.ok(share(kind) >= LEAST, `kind right for ${kind.right} of ${kind.asked}`);
  assert.deepEqual(namesMissing(verdicts), [], 'every name is found, with its source');
});

function namesMissing(verdicts: readonly Verdict[]): string[] {
  return verdicts.flatMap(({ place, namesMissing: names }) => names.map((name) => `${place.host}: ${name}`));
}

test('discover: 60 hosts of a /24 on the link, of which 10 hide, are all found', async () => {
  for (const seed of ['one', 'two']) {
    const places = linkPlaces(seed);
    await using network = await openEmulatedNetwork(LINK_NETWORK, places);
    const run = await runProduct(network, ['discover', LINK_NETWORK, '--json']);
    assert.equal(run.code, 0, run.stderr);
    const scanner = LINK_NETWORK.replace('.0/24', '.1');
    const wanted = [...places.map(({ address }) => address), scanner].sort();
    assert.deepEqual(upIn(run), wanted, `seed ${seed}`);
    assert.equal(endOf(run).hostsUp, LINK_HOSTS + 1);
  }
});

test('discover: two machines with one address, one that answers for others, and those that are late: found, and told of', async () => {
  const at = (host: number): string => LINK_NETWORK.replace('.0/24', `.${host}`);
  const hiding = { host: 'debian-12', hides: true } as const;
  const places: readonly Place[] = [
    { host: 'debian-12', address: at(10), arp: { is: 'twins', mac: '00:25:90:00:53:01' } },
    { host: 'openwrt', address: at(20), arp: { is: 'proxy', first: at(128), last: at(250) } },
    { ...hiding, address: at(30), arp: { is: 'late', ms: 300 } },
    { ...hiding, address: at(31), arp: { is: 'nth', n: 3 } },
    { ...hiding, address: at(32), arp: { is: 'asleep', cycleMs: 307, awakeMs: 10 } },
    { ...hiding, address: at(33), lossPercent: 10 },
  ];
  await using network = await openEmulatedNetwork(LINK_NETWORK, places);
  const run = await runProduct(network, ['discover', LINK_NETWORK, '--json']);
  assert.equal(run.code, 0, run.stderr);
  const up = new Set(upIn(run));
  for (const { address } of places) assert.ok(up.has(address), address);
  const told = (code: string): string => String(run.lines.find((line) => line.code === code)?.text);
  assert.match(told('N_ADDRESS_TWICE'), /198\.18\.41\.10\b.*00:25:90/);
  assert.match(told('N_PROXY_ARP'), /^18:d6:c7:.* for 124 addresses: .*proxy ARP/);
});

test('discover: 500 hosts of a /16 on the link are all found', async () => {
  const places = widePlaces('wide');
  await using network = await openEmulatedNetwork(WIDE_NETWORK, places);
  const run = await runProduct(network, ['discover', WIDE_NETWORK, '--json']);
  assert.equal(run.code, 0, run.stderr);
  const up = new Set(upIn(run));
  assert.deepEqual(
    places.map(({ address }) => address).filter((address) => !up.has(address)),
    [],
  );
  assert.equal(up.size, WIDE_HOSTS + 1);
});
