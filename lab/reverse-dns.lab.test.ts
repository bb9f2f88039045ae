// Reverse DNS by the thousand, tried on Debian's name servers: every address has the name that its zone says, whatever the server bears.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { write } from './daemons/daemon.ts';
import { DIRECTORY_DAEMONS } from './daemons/directory.ts';
import { howToInstall, missingPackages } from './daemons/packages.ts';
import { ip, runInside } from './network/namespaces.ts';
import { openPair, type Pair } from './network/pair.ts';
import { labProgram } from './program.ts';
import { runProduct } from './runs/product.ts';

const missing = missingPackages(DIRECTORY_DAEMONS.filter(({ name }) => name === 'dnsmasq' || name === 'bind'));
const skip = missing.length > 0 && `to try it: ${howToInstall(missing)}`;
const LIMIT = { skip, timeout: 240_000 };
const SERVER = '198.18.9.2';
const SLOW_SERVER = labProgram('../src/identity/lookups/dns/slow-server.test-data');
const NETWORK = '198.19.0.0/18';
const ALL = Array.from({ length: 16_384 }, (_, k) => `198.19.${k >> 8}.${k & 255}`);
/** Every tenth has no name. */
const NAMED = ALL.filter((_, k) => k % 10 !== 0);
const nameOf = (address: string): string => `n${address.split('.').slice(2).join('x')}.lab.example`;

let lab: Pair;
let folder: string;

before(async () => {
  if (skip !== false) return;
  lab = await openPair([SERVER]);
  await ip(lab.target, ['route add 198.19.0.0/16 dev lo']);
  await ip(lab.scannerNamespace, [`route add 198.19.0.0/16 via ${SERVER}`]);
  folder = mkdtempSync(join(tmpdir(), 'plab-names-'));
});

after(async () => {
  await lab?.[Symbol.asyncDispose]();
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

/** What `portolan scan --list` says of all of them, by the server on this port, beside what is so. */
async function compare(port: number, expected: ReadonlyMap<string, string>, t: TestContext): Promise<void> {
  const started = performance.now();
  const args = ['scan', '--list', '--json', NETWORK, '--dns-servers', `${SERVER}:${port}`];
  const run = await runProduct(lab, args, { services: true, discovery: true, identity: true, timeoutMs: 200_000 });
  assert.equal(run.code, 0, run.stderr);
  t.diagnostic(`${expected.size} names in ${((performance.now() - started) / 1000).toFixed(2)} s`);
  const said = run.lines.map((line) => [line.ip, (line.names as string[] | undefined)?.join(' ') ?? '']);
  assert.deepEqual(
    said,
    ALL.map((address) => [address, expected.get(address) ?? '']),
  );
  assert.doesNotMatch(run.stderr, /said nothing/);
}

async function serving(words: readonly string[], port: number, body: () => Promise<void>): Promise<void> {
  const server = lab.spaces.start(lab.target, words[0], words.slice(1));
  try {
    for (let tried = 0; !(await runInside(lab.target, 'ss', ['-Hlun'])).includes(`:${port} `); tried++) {
      assert(tried < 100, `nobody listens on port ${port}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await body();
  } finally {
    await server.stop();
  }
}

const ZONE = new Map(NAMED.map((address) => [address, nameOf(address)]));
const SLOW_ZONE = new Map(ALL.map((address) => [address, `host-${address}.example`]));
const DNSMASQ = ['dnsmasq', '--keep-in-foreground', '--user=root', '--no-hosts', '--conf-file=/dev/null'];

test('dnsmasq: every name is as it says, and who has none has none', LIMIT, async (t) => {
  const hosts = write(folder, 'hosts', NAMED.map((address) => `${address} ${nameOf(address)}\n`).join(''));
  const words = [
    '--no-resolv',
    '--local=/19.198.in-addr.arpa/',
    '--port=53',
    `--addn-hosts=${hosts}`,
    `--pid-file=${folder}/pid`,
  ];
  await serving([...DNSMASQ, ...words], 53, () => compare(53, ZONE, t));
});

test('BIND: every name is as its zone says', LIMIT, async (t) => {
  const records = NAMED.map((address) => {
    const [, , third, fourth] = address.split('.');
    return `${fourth}.${third} PTR ${nameOf(address)}.\n`;
  });
  const head = '$TTL 60\n@ SOA ns.lab.example. root.lab.example. 1 60 60 60 60\n@ NS ns.lab.example.\n';
  const zone = write(folder, 'zone', head + records.join(''));
  const options = `directory "${folder}"; pid-file none; session-keyfile none; recursion no; listen-on-v6 { none; }; listen-on port 5301 { any; };`;
  const zones = `zone "19.198.in-addr.arpa" { type master; file "${zone}"; };`;
  const conf = write(folder, 'conf', `controls { };\noptions { ${options} };\n${zones}\n`);
  await serving(['named', '-g', '-n', '1', '-c', conf], 5301, () => compare(5301, ZONE, t));
});

test('a dnsmasq that forwards 150 at once and refuses more costs nobody’s name', LIMIT, async (t) => {
  await serving([process.execPath, SLOW_SERVER, '20', '5302'], 5302, async () => {
    const words = ['--no-resolv', '--port=5303', '--server=127.0.0.1#5302', '--cache-size=0'];
    await serving([...DNSMASQ, ...words, `--pid-file=${folder}/pid2`], 5303, () => compare(5303, SLOW_ZONE, t));
  });
});

test('a server that bears 200 at once and drops more costs nobody’s name', LIMIT, async (t) => {
  await serving([process.execPath, SLOW_SERVER, '20', '5304', '200'], 5304, () => compare(5304, SLOW_ZONE, t));
});
