// Who is there behind a router, beside nmap -sn; what an empty network costs; and hosts that are near and far in one run.
import type { Place } from '../../lab/emulated/host.ts';
import { openEmulatedNetwork } from '../../lab/emulated/network.ts';
import { type HidingNetwork, NETWORK, openHidingNetwork } from '../../lab/network/hiding-network.ts';
import { ip, sysctl } from '../../lab/network/namespaces.ts';
import { FAST, rankedPorts } from '../../src/target/ports.ts';
import { runTool, type ToolRun } from '../gauges/run-tool.ts';
import { productWords, shownCommand } from '../product.ts';
import { upInNmap, upInPortolan } from '../read/read-hosts.ts';
import type { WorkResult } from '../score/results.ts';
import { figure, median, spread } from '../score/statistics.ts';

const TIMEOUT_MS = 120_000;
const LOST_PERCENT = 2;
/** The last of `openHidingNetwork`: one common port each, all else is dropped. */
const ONE_PORT = 20;

interface Row {
  readonly words: readonly string[];
  readonly seconds: number[];
  readonly found: number[];
  readonly behindOnePort: number[];
  readonly failures: string[];
}

const row = (words: readonly string[]): Row => ({ words, seconds: [], found: [], behindOnePort: [], failures: [] });

const inside = (namespace: string, words: readonly string[]): Promise<ToolRun> =>
  runTool(['ip', 'netns', 'exec', namespace, ...words], TIMEOUT_MS);

/** A network of its own for each run. */
async function lookOnce(one: Row, lossPercent: number, read: (stdout: string) => Set<string>): Promise<void> {
  await using network: HidingNetwork = await openHidingNetwork(lossPercent);
  const run = await inside(network.scannerNamespace, one.words);
  const up = read(run.stdout);
  one.seconds.push(run.seconds);
  one.found.push(network.hosts.filter((host) => up.has(host)).length);
  one.behindOnePort.push(network.hosts.slice(-ONE_PORT).filter((host) => up.has(host)).length);
  if (run.failure !== null) one.failures.push(run.failure);
}

/** The ways of ours that nmap has too, in its words. */
const SAME_WAYS = [
  ...['-PE', '-PP', '-PM', '-PA80,443', '-PU33434,53,123,137,161'],
  `-PS${rankedPorts().slice(0, FAST).join(',')}`,
];

export async function runHostsRouted(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  const own = row([...productWords, 'discover', NETWORK, '--no-identity', '--json', '-q']);
  const clear = row(own.words);
  const alike = row(['nmap', '-sn', '-n', '-T4', ...SAME_WAYS, '-oX', '-', NETWORK]);
  const usual = row(['nmap', '-sn', '-n', '-oX', '-', NETWORK]);
  const all: readonly (readonly [name: string, one: Row, loss: number, runs: number])[] = [
    ['portolan discover, 2 % loss', own, LOST_PERCENT, quick ? 1 : 5],
    ['nmap -sn, the same probes, 2 % loss', alike, LOST_PERCENT, 1],
    ['portolan discover', clear, 0, quick ? 1 : 3],
    ['nmap -sn', usual, 0, quick ? 1 : 2],
  ];
  for (const [name, one, loss, runs] of all) {
    for (let round = 0; round < runs; round++) {
      await lookOnce(one, loss, one.words[0] === 'nmap' ? upInNmap : upInPortolan);
      say(`${name}: ${one.seconds.at(-1)!.toFixed(2)} s, ${one.found.at(-1)}`);
    }
  }
  const least = ({ found }: Row): number => Math.min(...found);
  const faster = (median(alike.seconds) ?? 0) / (median(own.seconds) ?? 1);
  return {
    columns: ['command', 'runs', 'time, s', 'hosts found', 'of those behind one port'],
    rows: all.map(([name, one]) => [
      ...[name, String(one.seconds.length), spread(one.seconds, 2), `${least(one)} of 100`],
      `${Math.min(...one.behindOnePort)} of ${ONE_PORT}`,
    ]),
    checks: [
      {
        wanted: 'no fewer than nmap -sn with the same probes, and faster; of those behind one common port all',
        got: `${least(own)} beside ${alike.failures.length > 0 ? 'nmap, which did not end in time' : Math.max(...alike.found)}, ${figure(faster, 2)} times, ${Math.min(...own.behindOnePort)} of ${ONE_PORT}`,
        met: least(own) >= Math.max(...alike.found) && faster > 1 && Math.min(...own.behindOnePort) === ONE_PORT,
      },
      {
        wanted: 'where echo is blocked at some: no host fewer than nmap -sn',
        got: `${least(clear)} beside ${Math.max(...usual.found)}`,
        met: least(clear) >= Math.max(...usual.found),
      },
    ],
    commands: [own, alike, usual].map(({ words }) => shownCommand(words).replace(/-PS\S+/, '-PSPORTS')),
    notes: [
      'A routed /22 with 100 hosts: 60 ordinary, ten without echo, ten that refuse nothing but UDP, twenty behind a firewall but for one common port. PORTS: the hundred that are most often open, as we ask them. Found: the worst run of ours, as of nmap.',
      ...all.flatMap(([name, { failures }]) => failures.map((text) => `${name}: ${text}`)),
    ],
  };
}

const EMPTY = '198.19.8.0/24';
const PEOPLED = '198.19.9.0/24';
/** Empty as well, and the router on the way says so, as often as its kernel lets it. */
const REFUSED = '198.19.10.0/24';
const PEOPLE = 23;
/** `machines/listeners` has ten ports on all addresses. */
const OPEN_EACH = 10;
const SECONDS_EMPTY = 6;
const SECONDS_PEOPLED = 20;

export async function runHostsEmpty(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  await using network = await openHidingNetwork();
  await ip(
    network.target,
    Array.from({ length: PEOPLE }, (_, k) => `addr add ${PEOPLED.replace('.0/24', `.${11 * (k + 1)}`)}/32 dev lo`),
  );
  const ask = async (target: string) => {
    const words = [...productWords, 'scan', target, '-p', '-', '--no-services', '--udp', 'none', '--json', '-q'];
    const seconds: number[] = [];
    const open: number[] = [];
    const failures: string[] = [];
    for (let round = 0; round < (quick ? 1 : 3); round++) {
      const run = await inside(network.scannerNamespace, words);
      seconds.push(run.seconds);
      const found = run.stdout.split('\n').filter((line) => /"type":"port".*"state":"open"/.test(line));
      open.push(new Set(found.map((line) => /"ip":"([^"]*)".*"port":(\d+)/.exec(line)!.slice(1).join(':'))).size);
      if (run.failure !== null) failures.push(run.failure);
      say(`${target}: ${run.seconds.toFixed(2)} s, ${open.at(-1)} open`);
    }
    return { words, seconds, open, failures };
  };
  const [empty, peopled] = [await ask(EMPTY), await ask(PEOPLED)];
  await sysctl(network.target, { 'net.ipv4.ip_forward': 1 });
  await ip(network.target, [`route add unreachable ${REFUSED}`]);
  const refused = await ask(REFUSED);
  const there = PEOPLE * OPEN_EACH;
  const cells = (name: string, { seconds, open }: typeof empty, of: number): string[] => [
    ...[name, String(seconds.length), spread(seconds, 2), `${Math.min(...open)}-${Math.max(...open)} of ${of}`],
  ];
  return {
    columns: ['network', 'runs', 'time, s', 'open ports found'],
    rows: [
      cells('empty', empty, 0),
      cells('empty, and its router says so', refused, 0),
      cells(`${PEOPLE} hosts`, peopled, there),
    ],
    checks: [
      {
        wanted: `empty: under ${SECONDS_EMPTY} s`,
        got: `${spread(empty.seconds, 2)} s, and ${spread(refused.seconds, 2)} s where a router says so`,
        met: Math.max(...empty.seconds, ...refused.seconds) < SECONDS_EMPTY,
      },
      {
        wanted: `${PEOPLE} hosts: under ${SECONDS_PEOPLED} s, every open port`,
        got: `${spread(peopled.seconds, 2)} s, ${Math.min(...peopled.open)} of ${there}`,
        met: Math.max(...peopled.seconds) < SECONDS_PEOPLED && peopled.open.every((each) => each === there),
      },
    ],
    commands: [empty, refused, peopled].map(({ words }) => shownCommand(words)),
    notes: [
      'Routed /24s, all TCP ports of every address; the hosts refuse what is closed, as one kernel does for all of them.',
      ...[...empty.failures, ...refused.failures, ...peopled.failures],
    ],
  };
}

const APART = '198.18.43.0/24';
const APART_EACH = 30;
const FAR_MS = 300;
/** The emulator looks at its clock once for each batch of frames: what comes meanwhile leaves that much early. */
const FAR_LEAST = 0.9;

/** Every second one is far. */
const apartPlaces: readonly Place[] = Array.from({ length: 2 * APART_EACH }, (_, k) => ({
  host: 'debian-12',
  address: APART.replace('.0/24', `.${10 + 3 * k}`),
  latencyMs: k % 2 === 0 ? 0 : FAR_MS,
}));

export async function runHostsApart(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  const words = [...productWords, 'scan', APART, '-p', '22,80', '--no-services', '--udp', 'none', '--json', '-q'];
  const seconds: number[] = [];
  const rows: string[][] = [];
  let isRight = true;
  for (let round = 0; round < (quick ? 1 : 5); round++) {
    await using lab = await openEmulatedNetwork(APART, apartPlaces);
    const run = await inside(lab.scannerNamespace, words);
    seconds.push(run.seconds);
    const lines = run.stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
    const sides = [0, 1].map((side) => {
      const those = new Set(apartPlaces.filter((_, k) => k % 2 === side).map(({ address }) => address));
      const open = lines.filter((line) => line.type === 'port' && line.state === 'open' && those.has(line.ip));
      const times = open.flatMap(({ rttMs }): number[] => (typeof rttMs === 'number' ? [rttMs] : []));
      const found = new Set(open.map((line) => line.ip as string)).size;
      return { found, times };
    });
    const [near, far] = sides;
    isRight &&= near.found === APART_EACH && far.found === APART_EACH && run.failure === null;
    isRight &&= near.times.every((ms) => ms < FAR_MS / 2) && far.times.every((ms) => ms >= FAR_LEAST * FAR_MS);
    const cell = ({ found, times }: typeof near): string[] => [`${found} of ${APART_EACH}`, spread(times, 1)];
    rows.push([String(round + 1), run.seconds.toFixed(2), ...cell(near), ...cell(far)]);
    say(`apart: ${rows.at(-1)!.join(', ')}${run.failure === null ? '' : `, ${run.failure}`}`);
  }
  return {
    columns: ['run', 'time, s', 'near found', 'RTT, ms', 'far found', 'RTT, ms'],
    rows,
    checks: [
      {
        wanted: `hosts 0.1 ms and 300 ms away in one run: all found, each with its own round-trip time (far: ${FAR_LEAST * FAR_MS} ms at least)`,
        got: isRight ? `all, ${spread(seconds, 2)} s` : 'see the table',
        met: isRight,
      },
    ],
    commands: [shownCommand(words)],
    notes: [
      'Emulated hosts on the link, every second one 300 ms away (ARP too); found: with an open port. The emulator adds up to some milliseconds to what is near.',
    ],
  };
}
