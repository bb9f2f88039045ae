// The commands that read the inventory: tables, JSON, CSV, and one host with its history.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byArp, certificate, ended, host, LATER, open, service, survey } from '../../inventory/diff/diff.test-data.ts';
import { inventoryForTests } from '../../inventory/inventory.test-data.ts';
import { hostsCommand } from '../hosts/command.ts';
import { portsCommand } from '../ports/command.ts';
import { fakeConsole } from '../scan/fake-world.test-data.ts';
import { scansCommand } from '../scans/command.ts';
import { servicesCommand } from '../services/command.ts';
import { showCommand } from '../show/command.ts';
import { openKept } from './open.ts';

const A = '198.18.0.5';
const EVIL = '=cmd|x\u001b[2J';
const SCANS = [
  survey({ facts: [byArp(A, '02:00:5e:00:53:01'), open(A, 22), ended(A), host('198.18.0.10')] }),
  survey({
    time: LATER,
    facts: [
      ...[byArp(A, '02:00:5e:00:53:01'), open(A, 22), open(A, 80), ended(A, { open: 2, closed: 98 })],
      ...[service(A, 80, { product: EVIL }), certificate(A, 80, 'aa:bb', { starttls: true })],
    ],
  }),
];

async function run(command: typeof hostsCommand, ...args: string[]) {
  await using inventory = await inventoryForTests();
  for (const lines of SCANS) {
    const writer = await inventory.begin(lines[0] as never);
    await writer.write(lines);
    await writer.close('finished');
  }
  const console = fakeConsole();
  const code = await command(args, console, async () => ({ ...inventory, close: async () => undefined }));
  return { code, stdout: console.stdout, stderr: console.stderr };
}

test('hosts: a table, a filter, lines of JSON', async () => {
  const all = await run(hostsCommand);
  assert.match(
    all.stdout,
    /^ADDRESS +STATE +MAC +OPEN +FIRST SEEN +LAST SEEN\n198.18.0.5 +up +02:00:5e:00:53:01 +2 .*\n198.18.0.10 +up .*\n$/,
  );
  const filtered = await run(hostsCommand, 'port:80', '--json');
  assert.deepEqual(
    filtered.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).ip),
    [A],
  );
  assert.equal(
    (await run(hostsCommand, '-port:80', '--sort', '-ip')).stdout.split('\n')[1].split(' ')[0],
    '198.18.0.10',
  );
  const none = await run(hostsCommand, 'name:nobody');
  assert.deepEqual([none.code, none.stderr], [1, 'portolan: no hosts for name:nobody\n']);
  assert.match((await run(hostsCommand, '--limit', '1')).stderr, /^1 of 2 hosts: a filter, --limit/);
  await assert.rejects(run(hostsCommand, 'prot:80'), { code: 'E_FILTER' });
  await assert.rejects(run(hostsCommand, '--limit', 'x'), /--limit x: it wants a whole number/);
  await assert.rejects(run(hostsCommand, '--json', '--csv'), /exclude each other/);
});

test('ports and services: what strangers wrote is escaped, and no formula', async () => {
  const csv = (await run(portsCommand, '--csv', 'port:80')).stdout.split('\r\n');
  assert.equal(csv[0].split(',').slice(0, 6).join(), 'ip,proto,port,state,service,product');
  assert.match(csv[1], /^198.18.0.5,tcp,80,open,http,'=cmd\|x\\u\{1b\}\[2J,/);
  assert.match(
    (await run(portsCommand)).stdout,
    /\n198.18.0.5 +22\/tcp +open .*\n198.18.0.5 +80\/tcp +open +http +=cmd\|x\\u\{1b\}\[2J/,
  );
  assert.match((await run(servicesCommand)).stdout, /^SERVICE +PRODUCT +HOSTS +PORTS\nhttp .* 1 +1\n$/);
  const ends = await run(portsCommand, '--csv', 'cert:any');
  assert.match(ends.stdout, /,certificate,expires\r\n198.18.0.5,tcp,80,.*,CN=.*,2026-12-31\r\n$/);
  const sorted = await run(portsCommand, '--csv', '--sort', '-expires,ip');
  assert.match(sorted.stdout, /,certificate,expires\r\n198.18.0.5,tcp,80,.*,CN=.*,2026-12-31\r\n.*,,\r\n$/);
  assert.match((await run(portsCommand, 'cert:<1y')).stdout, /^.* CERTIFICATE +EXPIRES .*\n.* 2026-12-31 /);
  // The protocols that are known need no inventory.
  const known = await run(servicesCommand, '--known', 'ldap');
  assert.match(known.stdout, /^ldap +asks +389/);
  assert.match((await run(servicesCommand, 'nobody')).stderr, /no services for nobody\n.*services --known/);
  await assert.rejects(run(servicesCommand, '--known', '--csv'), /services --known does not know "--csv"/);
});

test('scans, the newest first', async () => {
  const { stdout } = await run(scansCommand);
  assert.match(stdout, /^SCAN .*\n +2 .* finished .* 198.18.0.0\/24\n +1 /);
  await assert.rejects(run(scansCommand, 'port:80'), /scans takes no filter/);
});

test('a host: what is known of it, since when, and what changed', async () => {
  const { stdout } = await run(showCommand, A);
  for (const part of [/22\/tcp/, /first seen/, /What changed\n/, /\+ 198.18.0.5 80\/tcp is open .*, was closed/]) {
    assert.match(stdout, part);
  }
  assert.equal(stdout.includes('\u001b'), false);
  const lines = (await run(showCommand, A, '--json')).stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).type);
  assert.deepEqual(lines, ['why', 'device', 'change']);
  await assert.rejects(run(showCommand, '198.18.0.99'), { code: 'E_HOST_NOT_THERE' });
  await assert.rejects(run(showCommand), /no host is given/);
});

test('an inventory that is not there is not made', async () => {
  await assert.rejects(openKept('/nowhere/at/all.db', {}), { code: 'E_NO_INVENTORY', message: /a scan makes one/ });
});
