// What open ports are for, tried on real daemons: each on its own port and, by redirection in the target's kernel, on one
// where nobody expects it. What is true is what the package system says is installed and the target's kernel says listens.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { buildDaemonLab, DAEMON_TARGET, type DaemonLab, ODD } from './daemon-lab.ts';
import { DAEMONS, missingPackages, upstreamVersion } from './daemons.ts';
import { type Line, type ProductRun, runProduct } from './product.ts';

const missing = missingPackages();
const skip = missing.length > 0 && `to try it: apt-get install --no-install-recommends ${missing.join(' ')}`;

let lab: DaemonLab;
let run: ProductRun;

before(async () => {
  if (skip !== false) return;
  lab = await buildDaemonLab();
  const ports = [...lab.ports, ...lab.ports.map((port) => port + ODD)].join(',');
  run = await runProduct(lab, ['scan', DAEMON_TARGET, '-p', ports, '--json', '--evidence'], { services: true });
  assert.equal(run.code, 0, run.stderr);
});

after(() => lab?.[Symbol.asyncDispose]());

function serviceAt(port: number): Line {
  const found = run.lines.filter((line) => line.type === 'service' && line.port === port);
  assert.equal(found.length, 1, `port ${port}: ${JSON.stringify(found)}`);
  return found[0];
}

for (const daemon of DAEMONS) {
  test(`${daemon.name}: on its own port, and on an odd one`, { skip }, async () => {
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

test('nothing is said on the ports of printers', { skip }, () => {
  const fact = serviceAt(9100);
  assert.deepEqual(fact.evidence, []);
});

test('every daemon is alive afterwards, and listens as before', { skip }, async () => {
  const listening = await lab.listening();
  for (const daemon of DAEMONS) for (const { port } of daemon.ports) assert(listening.has(port), daemon.name);
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
