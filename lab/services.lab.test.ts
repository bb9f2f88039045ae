// What open ports are for, tried on real daemons: each on its own port; by redirection in the target's kernel, on one where
// nobody expects it; and inside TLS. What is true is what the package system says is installed and the target's kernel
// says listens.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { buildDaemonLab, type DaemonLab, isWrapped, ODD, type PlacedPort, WRAPPED } from './daemons/daemon-lab.ts';
import { DAEMONS } from './daemons/daemons.ts';
import { howToInstall, missingPackages, upstreamVersion } from './daemons/packages.ts';
import { knowing } from './runs/hosts-file.ts';
import { type Line, type ProductRun, runProduct } from './runs/product.ts';

const missing = missingPackages(DAEMONS);
const skip = missing.length > 0 && `to try it: ${howToInstall(missing)}`;

/**
 * Some eighty daemons share two cores with whoever asks: so many of a hundred are known in the crowd, the rest when asked alone,
 * a second time where one of the others was just at work.
 */
const IN_THE_CROWD = 90;

let lab: DaemonLab;
let lines: readonly Line[];
const asked = { inTheCrowd: 0, alone: 0 };

before(async () => {
  if (skip !== false) return;
  lab = await buildDaemonLab(DAEMONS);
  const own = [...new Set(lab.ports.map(({ port }) => port))];
  const runs: ProductRun[] = [];
  for (const add of [0, ODD, WRAPPED]) {
    const ports = own.map((port) => port + add).filter((port) => port < 65_536);
    const words = ['scan', lab.targets, '-p', ports.join(','), '--json', '--evidence'];
    const run = await runProduct(lab, words, { services: true });
    assert.equal(run.code, 0, run.stderr);
    runs.push(run);
  }
  lines = runs.flatMap((run) => run.lines);
});

after(() => lab?.[Symbol.asyncDispose]());

/** What was said of a port, once. */
function serviceAt(address: string, port: number, among = lines): Line {
  const found = among.filter((line) => line.type === 'service' && line.ip === address && line.port === port);
  assert.equal(found.length, 1, `${address}:${port}: ${JSON.stringify(found)}`);
  return found[0];
}

/** A port where a daemon is asked; `tls` null: in TLS or in the clear, it speaks both. */
interface Face {
  readonly port: number;
  readonly tls: boolean | null;
  readonly service: string;
}

/** Where else than on its own port it answers, and as what. */
function faces(each: PlacedPort): Face[] {
  const { port, service, oddService = service } = each;
  const tls = each.tls === 'too' ? null : (each.tls ?? false);
  // On an odd port nothing keeps a printer from being asked.
  if (service === 'unknown') return [{ port, tls, service }];
  const wrapped = isWrapped(each) ? [{ port: port + WRAPPED, tls: true, service: oddService }] : [];
  return [{ port, tls, service }, { port: port + ODD, tls, service: oddService }, ...wrapped];
}

async function check(each: PlacedPort, face: Face): Promise<void> {
  try {
    await checkAmong(lines, each, face);
    asked.inTheCrowd++;
  } catch {
    asked.alone++;
    await checkAlone(each, face).catch(() => checkAlone(each, face));
  }
}

async function checkAlone(each: PlacedPort, face: Face): Promise<void> {
  const words = ['identify', `${each.ip}:${face.port}`, '--json', '--evidence'];
  await checkAmong((await runProduct(lab, words)).lines, each, face);
}

async function checkAmong(among: readonly Line[], each: PlacedPort, face: Face): Promise<void> {
  const { daemon, product, tellsVersion } = each;
  const { service } = face;
  const fact = serviceAt(each.ip, face.port, among);
  const seen = `${each.ip}:${face.port}: ${JSON.stringify(fact)}`;
  assert.equal(fact.service, service, seen);
  if (face.tls !== null) assert.equal(fact.tls, face.tls, seen);
  if (service === 'unknown') return;
  assert((fact.confidence as number) >= 0.8, seen);
  if (product !== null) assert.match(String(fact.product), product, seen);
  if (tellsVersion) assert.equal(String(fact.version).split(/[-+~ ]/)[0], await upstreamVersion(daemon), seen);
}

for (const daemon of DAEMONS) {
  test(`${daemon.name}: on its own port, on an odd one, and in TLS`, { skip }, async () => {
    for (const each of lab.ports.filter((port) => port.daemon === daemon))
      for (const face of faces(each)) await check(each, face);
  });
}

test('in the crowd nearly all are known at once', { skip }, () => {
  const share = (100 * asked.inTheCrowd) / (asked.inTheCrowd + asked.alone);
  assert(share >= IN_THE_CROWD, `${share.toFixed(0)} %`);
});

test('nothing is said on the ports of printers', { skip }, () => {
  const printer = lab.ports.find(({ port }) => port === 9100)!;
  assert.deepEqual(serviceAt(printer.ip, 9100).evidence, []);
});

test('every daemon is alive afterwards, and listens as before', { skip }, async () => {
  const listening = await lab.listening();
  for (const { ip, port, daemon } of lab.ports) assert(listening.has(`${ip}:${port}`), daemon.name);
});

/** Asked alone; by the name of its host, where that is what it wants. */
async function linesAlone({ ip, port, host }: PlacedPort): Promise<readonly Line[]> {
  const options = host === undefined ? {} : { prefix: knowing(host, ip) };
  return (await runProduct(lab, ['identify', `${host ?? ip}:${port}`, '--json'], options)).lines;
}

function checkStartTls(among: readonly Line[], { ip, port, starttls }: PlacedPort): void {
  const here = among.filter((line) => line.ip === ip && line.port === port);
  const certificate: Partial<Line> = here.find(({ type }) => type === 'certificate') ?? {};
  const { starttls: isBehind, oldest, ciphers = [] } = certificate;
  const seen = `${ip}:${port}: ${JSON.stringify(here)}`;
  assert.deepEqual([isBehind, oldest], [true, 'TLSv1'], seen);
  assert(
    (ciphers as string[]).some((name) => starttls!.test(name)),
    seen,
  );
  const notes = here.filter(({ type }) => type === 'note').map(({ code }) => code);
  for (const code of ['N_TLS_OLD', 'N_TLS_WEAK_CIPHER']) assert(notes.includes(code), seen);
}

test('old versions and weak ciphers behind STARTTLS are told', { skip }, async () => {
  const ports = lab.ports.filter(({ starttls }) => starttls !== undefined);
  assert(ports.length > 0);
  for (const each of ports) {
    try {
      checkStartTls(lines, each);
    } catch {
      checkStartTls(await linesAlone(each), each);
    }
  }
});

test('certificates are told, and whoever answers without a login is named', { skip }, () => {
  const certificates = lines.filter((line) => line.type === 'certificate').map(({ port, subject }) => [port, subject]);
  assert(
    certificates.some(([port, subject]) => port === 443 && subject === 'CN=lab.example'),
    JSON.stringify(certificates),
  );
  const notes = lines.filter((line) => line.type === 'note').map(({ port, code }) => `${port} ${code}`);
  assert(notes.includes('6379 N_NO_LOGIN'), notes.join(', '));
});
