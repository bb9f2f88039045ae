import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { PingOptions } from '../../ping/types.ts';
import { formatIpv4, parseIpv4 } from '../../wire/address.ts';
import { SYN } from '../../wire/tcp.ts';
import { fakePingWorld } from './fake-ping.test-data.ts';
import { parsePingOptions } from './options.ts';
import { type PingRequest, pingRequest } from './request.ts';
import type { PingWorld } from './world.ts';

async function request(line: string, change: Partial<PingWorld> = {}, onTerminal = false): Promise<PingRequest> {
  const options = parsePingOptions(line.split(' '), {});
  if ('help' in options) throw new Error('help was not asked for');
  return pingRequest(options, fakePingWorld(change), onTerminal, new AbortController().signal);
}

/** `name address:port` of each target. */
async function targets(line: string): Promise<string[]> {
  const { options } = await request(line);
  return options.targets.map(({ name, address, port }) => `${name} ${formatIpv4(address)}:${port}`);
}

async function list(t: TestContext, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'portolan-hosts-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'hosts');
  await writeFile(path, text);
  return path;
}

test('what the engine is told, without options', async () => {
  const { options, notes, notFound } = await request('host.example');
  assert.deepEqual(options, {
    targets: [{ name: 'host.example', address: parseIpv4('198.19.0.10')!, port: 443 }],
    method: 'tcp',
    count: 4,
    intervalMs: 1000,
    rateCap: null,
    timeoutMs: 2000,
    interfaceName: null,
    source: null,
    syn: 'full',
    flags: SYN,
    ttl: 64,
    tos: 0,
    dontFragment: false,
    payload: new Uint8Array(),
    recordTo: null,
  } satisfies PingOptions);
  assert.deepEqual([notes, notFound], [[], null]);
});

test('options arrive', async () => {
  const { options } = await request(
    '--bare --df --flags F --ttl 3 --tos 4 --payload-size 258 -e eth0 -S 198.18.0.1 --rate 5 --pcap x -i 2 --timeout 3 a.example',
    { lookup: async () => ['198.18.0.9'] },
  );
  assert.partialDeepStrictEqual(options, {
    syn: 'bare',
    dontFragment: true,
    flags: 1,
    ttl: 3,
    tos: 4,
    interfaceName: 'eth0',
    source: parseIpv4('198.18.0.1')!,
    rateCap: 5,
    recordTo: null,
    intervalMs: 2000,
    timeoutMs: 3000,
  });
  assert.deepEqual([options.payload.length, ...options.payload.slice(254)], [258, 254, 255, 0, 1]);
});

test('how many probes: 4 on a pipe, endless on a terminal, or as it was said', async () => {
  const count = async (line: string, onTerminal: boolean) => (await request(line, {}, onTerminal)).options.count;
  assert.deepEqual(
    await Promise.all([
      count('host.example', false),
      count('host.example', true),
      count('-c 7 host.example', true),
      count('-c 0 host.example', false),
    ]),
    [4, null, 7, null],
  );
});

test('several hosts and ports, in the order given, each once', async () => {
  assert.deepEqual(await targets('-p 80,22 198.18.0.9 host.example 198.18.0.9'), [
    '198.18.0.9 198.18.0.9:22',
    '198.18.0.9 198.18.0.9:80',
    'host.example 198.19.0.10:22',
    'host.example 198.19.0.10:80',
  ]);
  assert.deepEqual(await targets('--icmp 198.18.0.0/31'), ['198.18.0.0 198.18.0.0:0', '198.18.0.1 198.18.0.1:0']);
  assert.deepEqual(await targets('--udp 198.18.0.1'), ['198.18.0.1 198.18.0.1:33434']);
  assert.deepEqual(await targets('host.example/31'), ['198.19.0.10 198.19.0.10:443', '198.19.0.11 198.19.0.11:443']);
});

test('of several addresses it says which one is taken, or takes all', async () => {
  const { options, notes } = await request('two.example');
  assert.equal(options.targets.length, 1);
  assert.deepEqual(notes, ['two.example: 198.19.0.20 is asked, not 198.19.0.21; --all-addresses asks every one']);
  assert.deepEqual((await request('--all-addresses two.example')).notes, []);
  assert.deepEqual(await targets('--all-addresses two.example'), [
    'two.example 198.19.0.20:443',
    'two.example 198.19.0.21:443',
  ]);
});

test('a list of hosts', async (t) => {
  const path = await list(t, '198.18.0.1 # the first\nhost.example\n');
  assert.deepEqual(await targets(`198.18.0.7 -iL ${path}`), [
    '198.18.0.7 198.18.0.7:443',
    '198.18.0.1 198.18.0.1:443',
    'host.example 198.19.0.10:443',
  ]);
});

test('a name that is missing is told with its place; the others are asked', async (t) => {
  const path = await list(t, '198.18.0.1\n\ngone.example\n');
  const { options, notFound } = await request(`-iL ${path}`);
  assert.equal(options.targets.length, 1);
  assert.equal(notFound?.code, 'E_HOST_NOT_FOUND');
  assert.match(notFound.message, /hosts:3: "gone\.example" \(no such name with an IPv4 address\)/);
  await assert.rejects(request('gone.example'), { code: 'E_HOST_NOT_FOUND' });
});

test('wrong use', async () => {
  const cases: [string, string, RegExp][] = [
    ['--icmp', 'E_NO_TARGETS', /no host to ask/],
    ['224.0.0.1', 'E_NO_TARGETS', /1 address left out, never scanned: multicast/],
    ['::1', 'E_IPV6', /IPv6 is not supported yet: ::1/],
    ['198.18.0.300', 'E_TARGET', /198\.18\.0\.300/],
    ['-p U:53 198.18.0.1', 'E_PORTS', /-p U:53: give numbers alone/],
    ['-p 80-79 198.18.0.1', 'E_PORTS', /80-79/],
    ['- -', 'E_TARGET_FILE', /stdin \(-\) can be read only once/],
    ['-p 1-65535 198.18.0.1-2', 'E_TOO_MANY_TARGETS', /more than 100000 targets/],
    ['10.0.0.0/8', 'E_TOO_MANY_TARGETS', /more than 100000 targets/],
    ['8.0.0.0/23', 'E_NOT_AUTHORIZED', /--authorized/],
    ['-iL /nowhere/list', 'E_TARGET_FILE', /\/nowhere\/list/],
  ];
  for (const [line, code, message] of cases) await assert.rejects(request(line), { code, message }, line);
  assert.equal((await request('--authorized 8.0.0.0/23')).options.targets.length, 512);
});

test('without raw sockets TCP is asked by connections, and it says so', async () => {
  const without = { mayOpenRawSockets: () => false };
  const { options, notes } = await request('host.example', without);
  assert.equal(options.method, 'connect');
  assert.equal(notes.length, 1);
  assert.match(notes[0], /^raw sockets are not allowed \(no CAP_NET_RAW\): full connections instead of half-open ones/);
  const asked = await request('--connect host.example', without);
  assert.deepEqual([asked.options.method, asked.notes], ['connect', []]);
  const elsewhere = await request('host.example', { platform: 'darwin' });
  assert.match(elsewhere.notes[0], /this is darwin/);
});

test('without raw sockets nothing is left out in silence', async () => {
  const without = { mayOpenRawSockets: () => false };
  for (const flag of ['--icmp', '--arp', '--udp', '--flags F', '--bare', '--ttl 3', '--df', '--data x', '--pcap x']) {
    const message = new RegExp(`^${flag.split(' ')[0]} needs raw sockets`);
    await assert.rejects(request(`${flag} host.example`, without), { code: 'E_NO_PERMISSION', message }, flag);
  }
  await assert.rejects(request('--payload-size 0 host.example', without), { message: /^--payload-size needs/ });
  await assert.rejects(request('--icmp host.example', { platform: 'darwin' }), { code: 'E_NO_ENGINE' });
});

test('who is excluded is not asked, whether by address, list or name, and it is told', async (t) => {
  const excluded = await list(t, '198.18.0.12\n');
  const { options, notes } = await request(`--exclude 198.18.0.11 --exclude-file ${excluded} 198.18.0.10-13`);
  assert.deepEqual(
    options.targets.map(({ address }) => formatIpv4(address)),
    ['198.18.0.10', '198.18.0.13'],
  );
  assert.deepEqual(notes, ['2 addresses excluded, and not asked']);
  const lookup = async () => ['198.18.0.20', '198.18.0.11'];
  const named = await request('--exclude host.example 198.18.0.10-11', { lookup });
  assert.deepEqual(
    named.options.targets.map(({ address }) => formatIpv4(address)),
    ['198.18.0.10'],
  );
});

test('where all are excluded, or a name that is excluded is not known, nobody is asked', async () => {
  await assert.rejects(request('--exclude 198.18.0.0/24 198.18.0.9'), {
    code: 'E_NO_TARGETS',
    message: /1 address excluded/,
  });
  const lookup = async () => Promise.reject(new Error('no'));
  await assert.rejects(request('--exclude gone.example 198.18.0.9', { lookup }), { code: 'E_HOST_NOT_FOUND' });
});
