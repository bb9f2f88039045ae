// Who a host is, tried on a host whose daemons each publish a name of their own: every one of them is found, by the source that it is
// published by. Once with all that a survey does, and once where only hosts are looked for, so that the lookups alone ask.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { buildDaemonLab, type DaemonLab } from './daemons/daemon-lab.ts';
import { NAMING_DAEMONS, PUBLISHED } from './daemons/naming.ts';
import { howToInstall, missingPackages } from './daemons/packages.ts';
import { ip, runInside } from './network/namespaces.ts';
import { endOf, type ProductRun, runProduct } from './runs/product.ts';

const missing = missingPackages(NAMING_DAEMONS);
const skip = missing.length > 0 && `to try it: ${howToInstall(missing)}`;
const LIMIT = { skip, timeout: 240_000 };
const HOST = '198.18.9.2';
/** So many that their link is asked as a whole: UPnP and WS-Discovery answer only so. */
const NETWORK = '198.18.9.2-10';
const TCP = '22,139,445,631,3389,5357,5900,8200';

let lab: DaemonLab;

before(async () => {
  if (skip !== false) return;
  lab = await buildDaemonLab(NAMING_DAEMONS, { proto: 'udp' });
  await ip(lab.scannerNamespace, [`route add default via ${HOST}`]);
  await untilTcpListens();
});

after(() => lab?.[Symbol.asyncDispose]());

async function untilTcpListens(): Promise<void> {
  for (let tried = 0; tried < 300; tried++) {
    const text = await runInside(lab.namespaces[0], 'ss', ['-Hltn']);
    if (TCP.split(',').every((port) => new RegExp(`:${port}\\s`).test(text))) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.fail(await runInside(lab.namespaces[0], 'ss', ['-Hltnp']));
}

async function survey(...words: readonly string[]): Promise<ProductRun> {
  const options = { services: true, discovery: true, identity: true };
  const run = await runProduct(lab, ['scan', NETWORK, '--dns-servers', HOST, '--json', ...words], options);
  assert.equal(run.code, 0, run.stderr);
  endOf(run);
  return run;
}

/** `source about value`, of this host. */
function told({ lines }: ProductRun): readonly string[] {
  return lines
    .filter((line) => line.type === 'clue' && line.ip === HOST)
    .map(({ source, about, value }) => `${source} ${about} ${value}`);
}

/** Each is told once. */
const openUdp = ({ lines }: ProductRun): readonly unknown[] =>
  lines
    .filter((line) => line.type === 'port' && line.ip === HOST && line.proto === 'udp' && line.state === 'open')
    .map(({ port }) => Number(port))
    .sort((a, b) => a - b);

/** What the lookups find by themselves. */
const ASKED = [
  `reverse-dns name ${PUBLISHED.ptr}`,
  `mdns name ${PUBLISHED.mdns}`,
  `mdns model ${PUBLISHED.model}`,
  `netbios name ${PUBLISHED.netbios}`,
  `netbios domain ${PUBLISHED.workgroup}`,
  `upnp name ${PUBLISHED.upnp}`,
  `upnp serial ${PUBLISHED.serial}`,
  `ws-discovery name ${PUBLISHED.wsd}`,
  `ws-discovery domain ${PUBLISHED.workgroup}`,
];

/** `t` is told how many that is. */
function foundAll(run: ProductRun, expected: readonly string[], t?: { diagnostic(text: string): void }): void {
  const all = told(run);
  const lost = expected.filter((each) => !all.includes(each));
  t?.diagnostic(
    `${expected.length - lost.length} of ${expected.length} that ${NAMING_DAEMONS.length} daemons publish found, with their sources`,
  );
  assert.deepEqual(lost, [], all.join('\n'));
}

test(
  'where only hosts are looked for, every name that can be asked for is found, with its source',
  LIMIT,
  async (t) => {
    foundAll(await survey('-sn'), ASKED, t);
  },
);

test('a whole survey finds what ports say, too', LIMIT, async (t) => {
  const run = await survey(
    '--probe',
    'syn,udp',
    '-p',
    `T:${TCP},U:53,67,137,161,1900,3702,5353`,
    '--snmp-community',
    'public',
  );
  const ports = [
    `smb name ${PUBLISHED.smb}`,
    `snmp name ${PUBLISHED.snmp}`,
    `vnc name ${PUBLISHED.vnc}`,
    'vnc user anna',
    `rdp name ${PUBLISHED.rdp}`,
    `snmp location ${PUBLISHED.location}`,
    'upnp model Windows Media Connect compatible (MiniDLNA) 7',
    'ssh os Debian 12',
    'ipp role print server',
    'dhcp role DHCP server',
    'dhcp role DNS server',
    'dhcp role gateway',
    'routes role gateway',
  ];
  foundAll(run, [...ASKED, ...ports], t);
  const rdp = run.lines.find((line) => line.type === 'service' && line.port === 3389);
  assert.partialDeepStrictEqual(rdp, { service: 'ms-wbt-server', product: 'FreeRDP', hostname: PUBLISHED.rdp });
  assert.equal(rdp?.os, undefined, 'it speaks as Windows 7 does, and is none');
  const network = run.lines.find((line) => line.type === 'network');
  assert.partialDeepStrictEqual(network, { network: '198.18.9.0/24', interface: 'br0', domain: PUBLISHED.domain });
  const servers = (list: unknown): string[] =>
    (list as { ip: string; source: string }[]).map((each) => `${each.ip} ${each.source}`);
  assert.deepEqual(servers(network?.gateways), [`${HOST} routes`, `${HOST} dhcp`]);
  assert.deepEqual(servers(network?.dhcpServers), [`${HOST} dhcp`]);
  assert.ok(servers(network?.dnsServers).includes(`${HOST} dhcp`));
  // These two hear their groups alone.
  assert.deepEqual(openUdp(run), [53, 67, 137, 161, 1900, 3702, 5353]);
  const services = run.lines.filter((line) => line.type === 'service' && line.ip === HOST && line.proto === 'udp');
  const of = (port: number): unknown[] => services.filter((line) => line.port === port).map(({ service }) => service);
  assert.deepEqual([of(1900), of(3702)], [['ssdp'], ['ws-discovery']]);
  const { openPorts, closedPorts, filteredPorts, openFilteredPorts = 0 } = endOf(run);
  const all = [openPorts, closedPorts, filteredPorts, openFilteredPorts].reduce(
    (a, b) => (a as number) + (b as number),
  );
  const asked = TCP.split(',').length + openUdp(run).length;
  assert.equal(all, asked * (endOf(run).hostsUp as number), 'each port counts once, as what it was found to be');
});

test('where somebody is excluded no link is called: who hears its group alone is not open', LIMIT, async () => {
  const run = await survey('-Pn', '--probe', 'udp', '-p', 'U:53,3702', '--exclude', '198.18.9.10');
  assert.deepEqual(openUdp(run), [53]);
});

test('-n looks no names up, and asks all else', LIMIT, async () => {
  const run = await survey('-sn', '-n');
  foundAll(run, [`mdns name ${PUBLISHED.mdns}`]);
  assert.deepEqual(
    told(run).filter((each) => each.startsWith('reverse-dns')),
    [],
  );
});

test('behind a router the host alone is asked: what answers to that is found', LIMIT, async () => {
  // Another address of the host, from which it answers, and which is on no link of the scanner's.
  const target = lab.namespaces[0];
  await ip(target, ['addr add 198.18.77.2/32 dev lo', 'route replace 198.18.9.0/24 dev eth0 src 198.18.77.2']);
  await ip(lab.scannerNamespace, [`route add 198.18.77.2 via ${HOST}`]);
  const options = { services: true, discovery: true, identity: true };
  const run = await runProduct(lab, ['scan', '198.18.77.2', '-n', '-sn', '--json'], options);
  const all = run.lines
    .filter(({ type }) => type === 'clue')
    .map(({ source, about, value }) => `${source} ${about} ${value}`);
  assert(all.includes(`netbios name ${PUBLISHED.netbios}`), all.join('\n'));
});
