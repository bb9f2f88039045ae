// What SNMP agents have in their tables of neighbours, tried on Net-SNMP's agent with lldpd as its subagent:
//
//   scanner 198.18.9.1 -- 198.18.9.2 agent, router 198.18.10.2 -- 198.18.10.3 neighbour, lldpd
//
// The neighbour is behind the router: its MAC address, and at which port it is, only the agent knows.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Line as Fact } from '../src/finding/finding.ts';
import { planChart } from '../ui/logic/chart-plan.ts';
import { createHostBook, takeLine } from '../ui/logic/host-book.ts';
import { findProgram } from './available.ts';
import { withOwnRun, write } from './daemons/daemon.ts';
import { ip, type Namespaces, openNamespaces, runInside, sysctl } from './network/namespaces.ts';
import { runProduct } from './runs/product.ts';

const NEEDED = { snmpd: '/usr/sbin/snmpd', lldpd: '/usr/sbin/lldpd' };
const missing = Object.entries(NEEDED).filter(([, program]) => findProgram(program) === null);
const skip =
  missing.length > 0 && `to try it: apt-get install --no-install-recommends ${missing.map(([name]) => name).join(' ')}`;
const LIMIT = { skip, timeout: 120_000 };
const [AGENT, NEIGHBOUR] = ['198.18.9.2', '198.18.10.3'];
const SECRET = 'lab-secret';
const AGENTX = 'tcp:127.0.0.1:705';
/** Another port is scanned: who hosts are is asked of the agent's own. */
const LOOKED_UP = ['-p', 'U:53'];
const TABLE_MOST_MS = 60_000;

let spaces: Namespaces;
let folder: string;
let scannerNamespace: string;
let agent: string;
let mac: string;

before(async () => {
  if (skip !== false) return;
  folder = mkdtempSync(join(tmpdir(), 'plab-neighbours-'));
  spaces = await openNamespaces();
  scannerNamespace = await spaces.add('scanner');
  agent = await spaces.add('agent');
  const neighbour = await spaces.add('neighbour');
  await ip(scannerNamespace, [`link add eth0 type veth peer name eth0 netns ${agent}`]);
  await ip(scannerNamespace, ['addr add 198.18.9.1/24 dev eth0', 'link set eth0 up', `route add default via ${AGENT}`]);
  await ip(agent, [`link add swp1 type veth peer name eth0 netns ${neighbour}`, `addr add ${AGENT}/24 dev eth0`]);
  await ip(agent, ['addr add 198.18.10.2/24 dev swp1', 'link set eth0 up', 'link set swp1 up']);
  await ip(neighbour, [`addr add ${NEIGHBOUR}/24 dev eth0`, 'link set eth0 up', 'route add default via 198.18.10.2']);
  await sysctl(agent, { 'net.ipv4.ip_forward': 1 });
  mac = (await runInside(neighbour, 'cat', ['/sys/class/net/eth0/address'])).trim();
  const text = `rocommunity ${SECRET}\nmaster agentx\nagentXSocket ${AGENTX}\nsysname switch\n`;
  const snmpd = [
    'snmpd',
    '-f',
    '-Lo',
    '-C',
    '-c',
    write(folder, 'conf', text),
    '-p',
    join(folder, 'pid'),
    'udp:0.0.0.0:161',
  ];
  spaces.start(agent, 'env', [`SNMP_PERSISTENT_DIR=${folder}`, ...snmpd]);
  const lldpd = (space: string, ...words: string[]): void => {
    const [command, ...rest] = withOwnRun(['lldpd'], ['lldpd', '-d', ...words]);
    spaces.start(space, command, rest);
  };
  // Who hears is there first: a neighbour speaks when it begins, and then every 30 seconds.
  lldpd(agent, '-x', '-X', AGENTX);
  await delay(2000);
  lldpd(neighbour, '-S', 'lab neighbour, Linux');
});

after(async () => {
  if (skip !== false) return;
  await spaces[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

async function scan(...words: readonly string[]): ReturnType<typeof runProduct> {
  const args = ['scan', AGENT, NEIGHBOUR, '--probe', 'udp', '--json', ...words];
  const run = await runProduct({ scannerNamespace }, args, { services: true, discovery: true, identity: true });
  assert.equal(run.code, 0, run.stderr);
  return run;
}

const clues = (lines: readonly { readonly [field: string]: unknown }[]): string[] =>
  lines
    .filter(({ type, source }) => type === 'clue' && String(source).startsWith('snmp-'))
    .map((line) => `${line.ip} ${line.source} ${line.about} ${line.value}: ${line.text}`);

test(
  'who is at the other end of its cable, and which MAC address it knows for whom, is told, confirmed on the chart',
  LIMIT,
  async () => {
    const wanted = [
      `${NEIGHBOUR} snmp-arp mac ${mac}: ARP table of ${AGENT}: its interface swp1`,
      `${NEIGHBOUR} snmp-lldp neighbour ${AGENT}: LLDP table of ${AGENT}: its port swp1, port eth0 here`,
    ];
    const until = performance.now() + TABLE_MOST_MS;
    for (;;) {
      // By the lookup of who hosts are, and by the scan of its port.
      for (const words of [LOOKED_UP, ['-p', 'U:161']]) {
        const { lines, stderr } = await scan('--snmp-community', `other,${SECRET}`, ...words);
        assert(!`${JSON.stringify(lines)}${stderr}`.includes(SECRET), 'it is a password');
        const told = clues(lines);
        if (!wanted.every((each) => told.includes(each)) && performance.now() < until) break;
        assert.deepEqual(
          wanted.filter((each) => !told.includes(each)),
          [],
          told.join('\n'),
        );
        if (words === LOOKED_UP) continue;
        const book = createHostBook();
        for (const line of lines) takeLine(book, line as unknown as Fact);
        const { lines: drawn } = planChart(book.hosts.values());
        const between = [...drawn.values()].filter(({ from }) => book.hosts.has(from));
        assert.deepEqual(
          between.map(({ from, to, ground }) => [from, to, ground]),
          [[AGENT, NEIGHBOUR, 'confirmed']],
        );
        const tables = [...(book.hosts.get(NEIGHBOUR)?.tables.values() ?? [])];
        assert(
          tables.some((each) => each.startsWith(`SNMP: LLDP table of ${AGENT}: its port swp1`)),
          tables.join('\n'),
        );
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  },
);

test('without a community, and with another one, nothing is told of tables', LIMIT, async () => {
  for (const words of [[], ['--snmp-community', 'other']])
    assert.deepEqual(clues((await scan(...LOOKED_UP, ...words)).lines), []);
});

test('of hosts that are left out nothing is told', LIMIT, async () => {
  const { lines } = await scan(...LOOKED_UP, '--snmp-community', SECRET, '--exclude', NEIGHBOUR);
  assert.deepEqual(
    lines.filter((line) => line.ip === NEIGHBOUR),
    [],
  );
});
