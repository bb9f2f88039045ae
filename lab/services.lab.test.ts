// What open ports are for, tried on real daemons: each on its own port; by redirection in the target's kernel, on one where
// nobody expects it; and inside TLS. What is true is what the package system says is installed and the target's kernel
// says listens.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { buildDaemonLab, type DaemonLab, isWrapped, ODD, type PlacedPort, WRAPPED } from './daemons/daemon-lab.ts';
import { DAEMONS } from './daemons/daemons.ts';
import { missingPackages, upstreamVersion } from './daemons/packages.ts';
import { type Line, type ProductRun, runProduct } from './product.ts';

const missing = missingPackages(DAEMONS);
const skip = missing.length > 0 && `to try it: apt-get install --no-install-recommends ${missing.join(' ')}`;

let lab: DaemonLab;
let run: ProductRun;

before(async () => {
  if (skip !== false) return;
  lab = await buildDaemonLab(DAEMONS);
  const own = [...new Set(lab.ports.map(({ port }) => port))];
  const ports = own.flatMap((port) => [port, port + ODD, port + WRAPPED]).filter((port) => port < 65_536);
  run = await runProduct(lab, ['scan', lab.targets, '-p', ports.join(','), '--json', '--evidence'], { services: true });
  assert.equal(run.code, 0, run.stderr);
});

after(() => lab?.[Symbol.asyncDispose]());

/** What was said of a port, once. */
function serviceAt(address: string, port: number): Line {
  const found = run.lines.filter((line) => line.type === 'service' && line.ip === address && line.port === port);
  assert.equal(found.length, 1, `${address}:${port}: ${JSON.stringify(found)}`);
  return found[0];
}

/** Where else than on its own port it answers, and whether in TLS. */
function faces(each: PlacedPort): { readonly port: number; readonly tls: boolean }[] {
  const { port, tls = false } = each;
  // On an odd port nothing keeps a printer from being asked.
  if (each.service === 'unknown') return [{ port, tls }];
  const wrapped = isWrapped(each) ? [{ port: port + WRAPPED, tls: true }] : [];
  return [{ port, tls }, { port: port + ODD, tls }, ...wrapped];
}

async function check(each: PlacedPort, face: { readonly port: number; readonly tls: boolean }): Promise<void> {
  const { daemon, service } = each;
  const fact = serviceAt(each.ip, face.port);
  const seen = `${each.ip}:${face.port}: ${JSON.stringify(fact)}`;
  assert.equal(fact.service, service, seen);
  assert.equal(fact.tls, face.tls, seen);
  if (service === 'unknown') return;
  assert((fact.confidence as number) >= 0.8, seen);
  if (daemon.product !== null) assert.match(String(fact.product), daemon.product, seen);
  if (daemon.tellsVersion)
    assert.equal(String(fact.version).split(/[-+ ]/)[0], await upstreamVersion(daemon.package), seen);
}

for (const daemon of DAEMONS) {
  test(`${daemon.name}: on its own port, on an odd one, and in TLS`, { skip }, async () => {
    for (const each of lab.ports.filter((port) => port.daemon === daemon))
      for (const face of faces(each)) await check(each, face);
  });
}

test('nothing is said on the ports of printers', { skip }, () => {
  const printer = lab.ports.find(({ port }) => port === 9100)!;
  assert.deepEqual(serviceAt(printer.ip, 9100).evidence, []);
});

test('every daemon is alive afterwards, and listens as before', { skip }, async () => {
  const listening = await lab.listening();
  for (const { ip, port, daemon } of lab.ports) assert(listening.has(`${ip}:${port}`), daemon.name);
});

test('certificates are told, and whoever answers without a login is named', { skip }, () => {
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
