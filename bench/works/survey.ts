// A whole survey of a /24, nothing switched off: who is there, all TCP ports, known UDP ports, what they are for, who each host is.
// nmap is asked the same of three of the hosts.

import type { Daemon } from '../../lab/daemons/daemon.ts';
import { buildDaemonLab, type DaemonLab } from '../../lab/daemons/daemon-lab.ts';
import { DAEMONS } from '../../lab/daemons/daemons.ts';
import { NAMING_DAEMONS, PUBLISHED } from '../../lab/daemons/naming.ts';
import { missingPackages } from '../../lab/daemons/packages.ts';
import { runTool, type ToolRun } from '../gauges/run-tool.ts';
import { productWords, shownCommand } from '../product.ts';
import { nmapPorts } from '../read/nmap-xml.ts';
import type { WorkResult } from '../score/results.ts';
import { spread } from '../score/statistics.ts';

const HOSTS = 40;
const NETWORK = '198.18.9.0/24';
/** The scanner's own address is one of the network. */
const SCANNER = '198.18.9.1';
const BESIDE = 3;
const SECONDS_MOST = 40;
const TIMEOUT_MS = 900_000;

/** Those that publish who their host is, by the TCP ports that they have beside: they answer over UDP. */
const PUBLISHERS: Readonly<Record<string, readonly number[]>> = {
  ...{ avahi: [], nmbd: [], snmpd: [], minidlna: [8200], wsdd: [5357], dnsmasq: [53] },
};
/** What they publish to whoever asks their link. */
const NAMES = [
  `mdns ${PUBLISHED.mdns}`,
  `netbios ${PUBLISHED.netbios}`,
  `upnp ${PUBLISHED.upnp}`,
  `ws-discovery ${PUBLISHED.wsd}`,
];

const publishers: readonly Daemon[] = NAMING_DAEMONS.filter(({ name }) => name in PUBLISHERS).map((daemon) => ({
  ...daemon,
  ports: PUBLISHERS[daemon.name].map((port) => ({ port, service: 'unknown' })),
}));

interface Line {
  readonly type: string;
  readonly ip?: string;
  readonly port?: number;
  readonly proto?: string;
  readonly state?: string;
  readonly service?: string;
  readonly about?: string;
  readonly value?: string;
  readonly source?: string;
}

export async function runSurvey(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  // stunnel asks others' ports in turn; the ports themselves are enough here.
  const daemons = [...DAEMONS.filter(({ name }) => name !== 'stunnel'), ...publishers];
  const missing = missingPackages(daemons);
  if (missing.length > 0) throw new Error(`survey: these packages are missing: ${missing.join(' ')}`);
  await using lab = await buildDaemonLab(daemons, { hostsLeast: HOSTS });
  await lab.redirect(false);
  const truth = await lab.listening();
  const words = [...productWords, 'scan', NETWORK, '--json', '-q'];
  const seconds: number[] = [];
  const found: string[] = [];
  let worst = truth.size;
  let [unbound, hosts, recognised, named] = [0, HOSTS, truth.size, NAMES.length];
  for (let round = 0; round < (quick ? 1 : 3); round++) {
    const run = await inside(lab, words);
    const lines = run.stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line);
    const open = new Set(lines.filter(isOpenTcp).map(({ ip, port }) => `${ip}:${port}`));
    const known = new Set(
      lines
        .filter(({ type, proto, service }) => type === 'service' && proto === 'tcp' && service !== 'unknown')
        .map(({ ip, port }) => `${ip}:${port}`),
    );
    seconds.push(run.seconds);
    worst = Math.min(worst, [...truth].filter((place) => open.has(place)).length);
    unbound = Math.max(unbound, [...open].filter((place) => !truth.has(place)).length);
    hosts = Math.min(hosts, new Set(lines.filter(isAnotherHost).map(({ ip }) => ip)).size);
    recognised = Math.min(recognised, [...truth].filter((place) => known.has(place)).length);
    const told = new Set(
      lines.filter(({ about }) => about === 'name').map(({ source, value }) => `${source} ${value}`),
    );
    named = Math.min(named, NAMES.filter((each) => told.has(each)).length);
    found.push(`${open.size}`);
    say(`survey: run ${round + 1}: ${run.seconds.toFixed(1)} s, ${open.size} open${run.failure ?? ''}`);
  }
  const few = addressesOf(lab).slice(0, BESIDE);
  const peer = ['nmap', '-A', '-p-', '-T4', '-n', '-oX', '-', ...few];
  const beside = await inside(lab, peer);
  const bound = [...truth].filter((place) => few.includes(place.split(':')[0]));
  const peers = [...nmapPorts(beside.stdout, 'tcp')].filter(({ text }) => text.includes('state="open"'));
  const listed = new Set(peers.map(({ place }) => place));
  const projected = (beside.seconds * HOSTS) / BESIDE;
  say(`survey: nmap: ${beside.seconds.toFixed(1)} s for ${BESIDE} hosts${beside.failure ?? ''}`);
  return {
    columns: [
      'command',
      'runs',
      'hosts',
      'time, s',
      'hosts found',
      'open found',
      'open and not bound',
      'recognised',
      'names',
    ],
    rows: [
      [
        ...['portolan scan', String(seconds.length), String(HOSTS), spread(seconds, 1), `${hosts} of ${HOSTS}`],
        ...[`${worst} of ${truth.size}`, String(unbound), `${recognised} of ${truth.size}`],
        `${named} of ${NAMES.length}`,
      ],
      [
        ...['nmap -A -p- -T4', '1', String(BESIDE), beside.seconds.toFixed(1), '-'],
        ...[`${bound.filter((place) => listed.has(place)).length} of ${bound.length}`, '-', '-', '-'],
      ],
    ],
    checks: [
      {
        wanted: `a whole survey of ${HOSTS} hosts on a /24 in under ${SECONDS_MOST} s, every run`,
        got: `${Math.max(...seconds).toFixed(1)} s`,
        met: Math.max(...seconds) < SECONDS_MOST,
      },
      {
        wanted: 'every host, every open port, none that is not bound, every name that is published on the link',
        got: `${hosts} of ${HOSTS} hosts, ${worst} of ${truth.size} ports, ${unbound} not bound, ${named} of ${NAMES.length} names`,
        met: hosts === HOSTS && worst === truth.size && unbound === 0 && named === NAMES.length,
      },
    ],
    commands: [shownCommand(words), shownCommand(peer)],
    notes: [
      `${daemons.length} daemons on ${HOSTS} hosts of ${NETWORK}, among them ${publishers.map(({ name }) => name).join(', ')}; found and recognised: the worst run's`,
      `nmap on ${BESIDE} of them, projected to ${HOSTS} by the number of hosts: ${projected.toFixed(0)} s; it asks hosts in parallel, so that is more than it would take`,
    ],
  };
}

function inside({ scannerNamespace }: DaemonLab, words: readonly string[]): Promise<ToolRun> {
  return runTool(['ip', 'netns', 'exec', scannerNamespace, ...words], TIMEOUT_MS);
}

function isOpenTcp({ type, ip, proto, state }: Line): boolean {
  return type === 'port' && proto === 'tcp' && state === 'open' && ip !== SCANNER;
}

function isAnotherHost({ type, ip }: Line): boolean {
  return type === 'host' && ip !== SCANNER;
}

/** Of the targets, in their order. */
function addressesOf({ ports }: DaemonLab): readonly string[] {
  return [...new Set(ports.map(({ ip }) => ip))];
}
