import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Line, NetworkFact } from '../../finding/finding.ts';
import { factsOf, inventoryForTests, scanned } from '../../inventory/inventory.test-data.ts';
import { jsonLine } from '../../report/json-lines.ts';
import { violations } from '../../report/lines.test-data.ts';
import type { Open } from '../inventory/open.ts';
import { fakeConsole } from '../scan/fake-world.test-data.ts';
import { whyCommand } from './command.ts';

const TIME = '2026-11-27T12:00:00.000Z';
const IP = '198.18.0.7';

const LINES: readonly Line[] = [
  {
    type: 'host',
    ip: IP,
    state: 'up',
    reason: 'arp-reply',
    probe: 'arp',
    mac: '00:11:32:00:00:07',
    vendor: 'Synology Incorporated',
    names: [{ name: 'nas.example', source: 'target' }],
    rttMs: 0.2,
    stage: 'discover',
    time: TIME,
  },
  { type: 'host', ip: '198.18.0.8', state: 'up', reason: 'rst', probe: 'syn', stage: 'discover', time: TIME },
  {
    type: 'port',
    ip: IP,
    proto: 'tcp',
    port: 443,
    state: 'open',
    reason: 'syn-ack',
    probe: 'syn',
    ttl: 64,
    rttMs: 0.3,
    stage: 'syn',
    time: TIME,
  },
  {
    type: 'service',
    ip: IP,
    proto: 'tcp',
    port: 443,
    service: 'http',
    product: 'Synology DiskStation Manager',
    tls: true,
    confidence: 1,
    details: { title: 'nas\u001b[2J', status: 200 },
    evidence: [
      { source: 'answer', text: 'HTTP/1.1 200 OK', sent: 'R0VUIC8=', received: Buffer.from('HTTP').toString('base64') },
    ],
    stage: 'services',
    time: TIME,
  },
  {
    type: 'certificate',
    ip: IP,
    proto: 'tcp',
    port: 443,
    subject: 'CN=nas.example',
    issuer: 'CN=Example CA',
    names: ['DNS:nas.example'],
    notBefore: '2026-01-01',
    notAfter: '2027-01-01',
    selfSigned: false,
    fingerprint: 'ab',
    serial: '01',
    keyType: 'rsa',
    keyBits: 2048,
    chain: 1,
    tlsVersion: 'TLSv1.3',
    cipher: 'TLS_AES_256_GCM_SHA384',
    stage: 'services',
    time: TIME,
  },
  {
    type: 'note',
    ip: IP,
    proto: 'tcp',
    port: 443,
    code: 'N_OLD',
    text: 'takes TLS 1.0',
    advice: 'turn it off',
    stage: 'services',
    time: TIME,
  },
  {
    type: 'clue',
    ip: IP,
    about: 'os',
    value: 'DSM 7.2',
    family: 'linux',
    version: '7.2',
    source: 'http',
    proto: 'tcp',
    port: 443,
    confidence: 0.6,
    text: 'title',
    stage: 'identity',
    time: TIME,
  },
  {
    type: 'identity',
    ip: IP,
    name: 'nas.example',
    vendor: 'Synology',
    os: {
      family: 'linux',
      name: 'DSM 7.2',
      confidence: 0.6,
      because: ['port 443 says it runs DSM 7.2'],
      others: [{ family: 'freebsd', confidence: 0.2 }],
    },
    kind: { is: 'nas', confidence: 0.97, because: ['port 443 is Synology DiskStation Manager'], others: [] },
    contradictions: ['this, but that'],
    stage: 'identity',
    time: TIME,
  },
  { type: 'host-end', ip: IP, open: 1, closed: 65_534, filtered: 0, stage: 'syn', time: TIME },
];

const FILE = LINES.map((line) => jsonLine(line)).join('');

async function* inPieces(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
}

/** Runs it on files that are given as texts. */
async function why(
  args: readonly string[],
  files: Readonly<Record<string, string>> = { 'found.jsonl': FILE },
  openInventory: Open = () => assert.fail('no inventory was asked for'),
) {
  const console = fakeConsole();
  const world = {
    open: (file: string) => {
      if (!(file in files)) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      return inPieces(files[file]);
    },
    stdinIsTerminal: !('-' in files),
  };
  const code = await whyCommand(args, console, { ...world, openInventory });
  return { code, out: console.stdout, err: console.stderr };
}

test('everything about a host, and who said it', async () => {
  const { code, out, err } = await why([IP, 'found.jsonl']);
  assert.deepEqual([code, err], [0, '']);
  assert.equal(
    out,
    `198.18.0.7  nas.example  Synology  NAS  DSM 7.2?

Who it is
  name    nas.example
  maker   Synology
  kind    NAS, 97 %
          because port 443 is Synology DiskStation Manager
  system  DSM 7.2?, 60 %
          because port 443 says it runs DSM 7.2
          rather than FreeBSD 20 %
  as the stage identity had it at ${TIME}

What does not go together
  this, but that

How it was found
  up: arp-reply to arp, stage discover, ${TIME}
  MAC address 00:11:32:00:00:07 (Synology Incorporated)
  name nas.example, from target
  round trip 0.20 ms

What was said of it
  os  DSM 7.2 (Linux 7.2)  from http on port 443/tcp, 60 %, stage identity, ${TIME}: "title"

Its ports
  443/tcp  open, syn-ack to syn, stage syn, ${TIME}, TTL 64, 0.30 ms
      tls/http  Synology DiskStation Manager, 100 %, stage services, ${TIME}
      answered: HTTP/1.1 200 OK
        sent 5 bytes: 474554202f "GET /"
        received 4 bytes: 48545450
      title: nas\\u{1b}[2J
      status: 200
      certificate of CN=nas.example, by CN=Example CA, stage services, ${TIME}
        for DNS:nas.example
        from 2026-01-01 to 2027-01-01, rsa 2048, SHA-256 ab
        shown in TLSv1.3, TLS_AES_256_GCM_SHA384
      ! takes TLS 1.0: turn it off [N_OLD], stage services, ${TIME}

What its ports came to
  syn: 1 open, 65534 closed, ${TIME}

`,
  );
});

test('by name, whole or its first part; of several files; from stdin', async () => {
  assert.match((await why(['nas.example', 'found.jsonl'])).out, /^198\.18\.0\.7 /);
  assert.match((await why(['NAS', '-'], { '-': FILE })).out, /^198\.18\.0\.7 /);
  assert.match((await why([IP, '-'], { '-': FILE })).out, /^198\.18\.0\.7 /);
  const [hosts, rest] = [jsonLine(LINES[0]), FILE];
  const { out } = await why([IP, 'one', 'two'], { one: hosts, two: rest });
  assert.equal(out, (await why([IP, 'found.jsonl'])).out);
});

test('as a line of JSON: facts as a survey writes them', async () => {
  const { out } = await why([IP, 'found.jsonl', '--json']);
  const found = JSON.parse(out);
  assert.deepEqual([found.v, found.type, found.ip], [1, 'why', IP]);
  for (const fact of [...found.services, ...found.certificates, ...found.notes, ...found.clues, found.identity]) {
    assert.deepEqual(violations({ v: 1, ...fact }), []);
  }
  assert.deepEqual(
    [found.ports.length, found.services.length, found.certificates.length, found.notes.length, found.ends.length],
    [1, 1, 1, 1, 1],
  );
});

const NETWORK: NetworkFact = {
  type: 'network',
  network: '198.18.0.0/24',
  interface: 'eth0',
  sources: ['interface', 'dhcp'],
  gateways: [{ ip: '198.18.0.1', source: 'routes' }],
  dhcpServers: [{ ip: '198.18.0.3', source: 'dhcp' }],
  dnsServers: [{ ip: '198.18.0.53', source: 'dhcp' }],
  vlans: [{ id: 42, name: 'of\u001b[2Jfice', use: 'untagged', source: 'lldp' }],
  domain: 'lab.example',
  stage: 'identity',
  time: TIME,
};
const { interface: _, ...behind } = NETWORK;
const WIDE: NetworkFact = { ...behind, network: '198.18.0.0/16', via: '198.18.0.1', vlans: [] };
const WITH_NETWORKS = [WIDE, NETWORK].map((fact) => jsonLine(fact)).join('') + FILE;

test('a network, and what says so; also by its own address, which no host has; of a host the narrowest', async () => {
  const files = { f: WITH_NETWORKS };
  const { out } = await why(['198.18.0.0/24', 'f'], files);
  assert.equal(
    out,
    `198.18.0.0/24

  seen    by interface, dhcp
  link    of eth0
  VLAN    42 of\\u{1b}[2Jfice, untagged, from lldp
  gateway 198.18.0.1, from routes
  DHCP    198.18.0.3, from dhcp
  DNS     198.18.0.53, from dhcp
  domain  lab.example
  as the stage identity had it at ${TIME}

`,
  );
  assert.equal((await why(['198.18.0.9/24', 'f'], files)).out, out);
  assert.equal((await why(['198.18.0.255', 'f'], files)).out, out, 'the broadcast address');
  const json = (await why(['198.18.0.0/16', 'f', '--json'], files)).out.trimEnd().split('\n');
  assert.deepEqual(
    json.map((line) => JSON.parse(line)),
    [WIDE, NETWORK].map((fact) => ({ v: 1, ...fact })),
  );
  const host = JSON.parse((await why([IP, 'f', '--json'], files)).out);
  assert.deepEqual(host.networks, [NETWORK]);
  assert.match((await why([IP, 'f'], files)).out, /The network it is in\n {2}198\.18\.0\.0\/24 {2}on eth0, VLAN 42/);
  await assert.rejects(
    why(['198.18.0.0/25', 'f'], files),
    /^CliError: 198\.18\.0\.0\/25: "f" has nothing about it: networks/,
  );
  await using inventory = await inventoryForTests();
  await scanned(inventory, [WIDE, { ...NETWORK, vlans: [] }]);
  await scanned(inventory, [NETWORK, ...factsOf(IP, { port: 22 })]);
  const open: Open = async () => ({ ...inventory, close: async () => {} });
  assert.match((await why(['198.18.0.0/24'], {}, open)).out, /VLAN {4}42 of/, 'the newer one');
  assert.match((await why([IP], {}, open)).out, /The network it is in\n {2}198\.18\.0\.0\/24/);
  await assert.rejects(why(['198.18.9.0/24'], {}, open), { code: 'E_HOST_NOT_THERE' });
});

test('a torn last line is told, and the rest is shown', async () => {
  const { out, err } = await why([IP, 'found.jsonl'], { 'found.jsonl': FILE.slice(0, -40) });
  assert.match(err, /^portolan: the last line of "found\.jsonl" is torn: /);
  assert.match(out, /443\/tcp {2}open/);
  assert.doesNotMatch(out, /What its ports came to/);
});

test('what is not there, what is no file of ours, and wrong use have their codes', async () => {
  const fails = (args: readonly string[], files: Record<string, string>, code: string, message: RegExp) =>
    assert.rejects(
      why(args, files),
      (error: Error & { code: string }) => error.code === code && message.test(error.message),
    );
  await fails(['198.18.0.9', 'f'], { f: FILE }, 'E_HOST_NOT_THERE', /^198\.18\.0\.9: "f" has nothing about it/);
  await fails(['other.example', 'f'], { f: FILE }, 'E_HOST_NOT_THERE', /no host of that name/);
  await fails([IP, 'f'], { f: 'Nmap scan report\n' }, 'E_NOT_OURS', /"f" has no line of a survey/);
  await fails([IP, 'f'], { f: '' }, 'E_NOT_OURS', /"f"/);
  await fails([IP, 'nowhere'], {}, 'E_FILE', /"nowhere" cannot be read: there is no such file/);
  await fails([], {}, 'E_USAGE', /no host is given/);
  await fails([IP, '--jsn'], {}, 'E_USAGE', /"--jsn"/);
});

test('lines that no survey wrote are counted; those of newer programs are passed over in silence', async () => {
  const newer = '{"v":1,"type":"aura","ip":"198.18.0.7","time":"x"}\n';
  const bad = `{"v":1,"type":"port","ip":"${IP}","port":-1}\n`;
  const { out, err } = await why([IP, 'f'], { f: `${newer}${bad}hello\n{"v":2}\n${FILE}` });
  assert.match(err, /^portolan: "f" has 2 lines that no survey wrote, the first of them line 3: passed over\n$/);
  assert.equal(out, (await why([IP, 'found.jsonl'])).out);
});

test('whatever stands in a file: no crash, and nothing that a terminal obeys', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 });
  const hostile = (value: unknown, words: string): unknown => {
    if (typeof value === 'string') return value.startsWith('198.') || value.length < 5 ? value : `${value}${words}`;
    if (Array.isArray(value)) return value.map((each) => hostile(each, words));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [
        key,
        /^(?:type|ip|time|stage|state|reason|probe|source|family|is|proto|about|mac|code|sent|received)$/.test(key)
          ? each
          : hostile(each, words),
      ]),
    );
  };
  await fc.assert(
    fc.asyncProperty(text, fc.anything(), text, async (words, anything, rest) => {
      const lines = [...LINES.map((each) => hostile(each, words)), { ...LINES[3], details: { anything }, port: 444 }];
      const file = lines.map((each) => JSON.stringify({ v: 1, ...(each as object) })).join('\n');
      const { out } = await why([IP, 'f'], { f: `${file}\n${rest}` });
      assert.doesNotMatch(out.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
      assert.match(out, /Who it is/);
    }),
    { numRuns: 50 },
  );
});

test('without files: from the inventory, at each address, with why they are one machine', async () => {
  await using inventory = await inventoryForTests();
  const machine = { ssh: 'SHA256:key-of-\u001b[2J-a-machine', name: 'nas.local' };
  await scanned(inventory, [
    ...factsOf(IP, { ...machine, port: 22 }),
    ...factsOf('198.18.0.8', { ...machine, port: 23 }),
  ]);
  const open: Open = async () => ({ ...inventory, close: async () => {} });
  const { out } = await why(['nas.local'], {}, open);
  assert.match(
    out,
    /^198\.18\.0\.7[\s\S]*22\/tcp {2}open[\s\S]*^198\.18\.0\.8[\s\S]*23\/tcp {2}open[\s\S]*^device:1$/m,
  );
  assert.match(out, /ssh-key {2}SHA256:key-of-\\u\{1b\}\[2J-a-machine {2}from ssh at 198\.18\.0\.8, 2026-/);
  assert.match(
    out,
    /merge 1: 198\.18\.0\.[78] and 198\.18\.0\.[78] both show ssh-key .*, both there at once, scan 1, 2/,
  );
  const json = (await why(['device:1', '--json'], {}, open)).out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    json.map(({ type }) => type),
    ['why', 'why', 'device'],
  );
  assert.match((await why(['--undo-merge', '1'], {}, open)).err, /merge 1 is undone/);
  const apart = (await why([IP], {}, open)).out;
  assert.doesNotMatch(apart, /23\/tcp/);
  assert.match(apart, /merge 1: .*; undone .*, by hand/);
  await assert.rejects(why(['198.18.0.9'], {}, open), { code: 'E_HOST_NOT_THERE' });
});
