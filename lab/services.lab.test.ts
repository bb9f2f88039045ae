// What open ports are for, tried on real daemons: each on its own port and, by redirection in the target's kernel, on one
// where nobody expects it. What is true is what the package system says is installed and the target's kernel says listens.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DAEMONS, missingPackages, upstreamVersion } from './daemons.ts';
import { ip, type Namespaces, nft, openNamespaces, runInside } from './namespaces.ts';
import type { Companion } from './process.ts';
import { type Line, type ProductRun, runProduct } from './product.ts';

const TARGET = '198.18.9.2';
/** Odd ports are as far above a daemon's own. */
const ODD = 20_000;
const LISTENING_MOST_MS = 30_000;

let spaces: Namespaces;
let scanner: string;
let target: string;
let folder: string;
let run: ProductRun;
const companions = new Map<string, Companion>();

before(async () => {
  const missing = missingPackages();
  assert.deepEqual(
    missing,
    [],
    `these packages are missing: apt-get install --no-install-recommends ${missing.join(' ')}`,
  );
  spaces = await openNamespaces();
  scanner = await spaces.add('service-scanner');
  target = await spaces.add('service-target');
  await ip(scanner, [
    `link add eth0 type veth peer name eth0 netns ${target}`,
    'addr add 198.18.9.1/24 dev eth0',
    'link set eth0 up',
  ]);
  await ip(target, [`addr add ${TARGET}/24 dev eth0`, 'link set eth0 up']);
  const ports = DAEMONS.flatMap((daemon) => daemon.ports.map(({ port }) => port));
  const redirects = ports.map((port) => `tcp dport ${port + ODD} redirect to :${port}`);
  const chain = ['type nat hook prerouting priority -100', ...redirects].join('\n');
  await nft(target, `table ip lab {\nchain odd {\n${chain}\n}\n}\n`);
  folder = mkdtempSync(join(tmpdir(), 'plab-daemons-'));
  // Some of them give up their rights first.
  chmodSync(folder, 0o755);
  for (const daemon of DAEMONS) {
    const own = join(folder, daemon.name);
    mkdirSync(own);
    const [command, ...args] = await daemon.start(own);
    companions.set(daemon.name, spaces.start(target, command, args));
  }
  await allListening(ports);
  run = await runProduct(
    { scannerNamespace: scanner } as Parameters<typeof runProduct>[0],
    ['scan', TARGET, '-p', [...ports, ...ports.map((port) => port + ODD)].join(','), '--json', '--evidence'],
    { services: true },
  );
  assert.equal(run.code, 0, run.stderr);
});

after(async () => {
  await spaces?.[Symbol.asyncDispose]();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

async function allListening(ports: readonly number[]): Promise<void> {
  const until = performance.now() + LISTENING_MOST_MS;
  for (;;) {
    const listening = await listeningPorts();
    const missing = ports.filter((port) => !listening.has(port));
    if (missing.length === 0) return;
    if (performance.now() > until) assert.fail(`nobody listens on ${missing.join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** As the target's kernel says. */
async function listeningPorts(): Promise<Set<number>> {
  const text = await runInside(target, 'ss', ['-Hltn']);
  return new Set([...text.matchAll(/:(\d+)\s+\S+:\*/g)].map(([, port]) => Number(port)));
}

function serviceAt(port: number): Line {
  const found = run.lines.filter((line) => line.type === 'service' && line.port === port);
  assert.equal(found.length, 1, `port ${port}: ${JSON.stringify(found)}`);
  return found[0];
}

for (const daemon of DAEMONS) {
  test(`${daemon.name}: on its own port, and on an odd one`, async () => {
    for (const { port, service, tls = false } of daemon.ports) {
      for (const at of [port, port + ODD]) {
        // On an odd port nothing keeps the daemon from being asked.
        if (service === 'unknown' && at !== port) continue;
        const fact = serviceAt(at);
        const seen = `port ${at}: ${JSON.stringify(fact)}`;
        assert.equal(fact.service, service, seen);
        assert.equal(fact.tls, tls, seen);
        if (service === 'unknown') continue;
        assert((fact.confidence as number) >= 0.8, seen);
        if (daemon.product !== null) assert.match(String(fact.product), daemon.product, seen);
        if (daemon.tellsVersion)
          assert.equal(String(fact.version).split(/[-+ ]/)[0], await upstreamVersion(daemon.package), seen);
      }
    }
  });
}

test('nothing is said on the ports of printers', () => {
  const fact = serviceAt(9100);
  assert.deepEqual(fact.evidence, []);
});

test('every daemon is alive afterwards, and listens as before', async () => {
  const listening = await listeningPorts();
  for (const daemon of DAEMONS) for (const { port } of daemon.ports) assert(listening.has(port), daemon.name);
});

test('certificates are told, and whoever answers without a login is named', () => {
  const certificates = run.lines
    .filter((line) => line.type === 'certificate')
    .map(({ port, subject }) => [port, subject]);
  assert(
    certificates.some(([port, subject]) => port === 443 && subject === 'CN=lab.example'),
    JSON.stringify(certificates),
  );
  const notes = run.lines.filter((line) => line.type === 'note').map(({ port, code }) => `${port} ${code}`);
  assert(notes.includes('6379 N_NO_LOGIN'), notes.join(', '));
});
