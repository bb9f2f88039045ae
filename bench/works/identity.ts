// Who emulated hosts are, beside nmap -O on the same network.
import type { Place } from '../../lab/emulated/host.ts';
import {
  complaints,
  judge,
  judgeClaims,
  type SaidLine,
  scoreOf,
  share,
  type Verdict,
} from '../../lab/emulated/judge.ts';
import { everyKind, KINDS_NETWORK, openEmulatedNetwork } from '../../lab/emulated/network.ts';
import { tcpPortsOf } from '../../lab/emulated/ports.ts';
import { runTool, type ToolRun } from '../gauges/run-tool.ts';
import { productWords, shownCommand } from '../product.ts';
import { nmapSystems } from '../read/read-hosts.ts';
import type { WorkResult } from '../score/results.ts';

const TIMEOUT_MS = 360_000;
const LEAST = 0.9;
/** nmap takes many minutes for all: with --quick it is asked of every so many. */
const EVERY = 6;

/** nmap's words for families and for kinds of device, in ours; what has no like is left out. */
const FAMILIES: Readonly<Record<string, string>> = {
  ...{ Linux: 'linux', Android: 'android', Windows: 'windows', 'Mac OS X': 'macos', macOS: 'macos', iOS: 'ios' },
  ...{ FreeBSD: 'freebsd', OpenBSD: 'openbsd', NetBSD: 'netbsd', IOS: 'cisco-ios', RouterOS: 'routeros', lwIP: 'lwip' },
  ...{ ESXi: 'vmware-esxi', 'VMware ESXi': 'vmware-esxi', embedded: 'embedded' },
};
const KINDS: Readonly<Record<string, string>> = {
  ...{
    printer: 'printer',
    router: 'router',
    switch: 'switch',
    WAP: 'access-point',
    webcam: 'camera',
    'storage-misc': 'nas',
  },
  ...{ 'media device': 'media-player', 'game console': 'game-console', phone: 'phone', 'VoIP phone': 'voip-phone' },
  ...{ 'power-device': 'ups', 'remote management': 'management-controller', firewall: 'firewall', specialized: 'plc' },
};

export async function runIdentity(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  await using lab = await openEmulatedNetwork(KINDS_NETWORK, everyKind);
  const targets = `${everyKind[0].address}-${everyKind.at(-1)!.address.split('.')[3]}`;
  const ports = tcpPortsOf(everyKind).join(',');
  const own = ['--udp', 'known', '--snmp-community', 'public', '--json', '-q'];
  const words = [...productWords, 'scan', targets, '-p', ports, ...own];
  const peers = everyKind.filter((_, k) => !quick || k % EVERY === 0);
  const peerPorts = tcpPortsOf(peers).join(',');
  const peer = [
    'nmap',
    '-n',
    '-O',
    '-T4',
    '-oX',
    '-',
    '-p',
    peerPorts,
    ...(quick ? peers.map(({ address }) => address) : [targets]),
  ];
  const inside = (command: readonly string[]): Promise<ToolRun> =>
    runTool(['ip', 'netns', 'exec', lab.scannerNamespace, ...command], TIMEOUT_MS);

  const mine = await inside(words);
  const lines = mine.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as SaidLine);
  const verdicts = judge(lines, everyKind);
  for (const line of complaints(verdicts)) say(`identity: ${line}`);
  const theirs = await inside(peer);
  const guessed = guesses(theirs.stdout, peers);
  const [os, kind] = [scoreOf(verdicts, 'os'), scoreOf(verdicts, 'kind')];
  const wrong = [...os.surelyWrong, ...kind.surelyWrong];
  const missing = verdicts.flatMap(({ place, namesMissing }) => namesMissing.map((name) => `${place.host}: ${name}`));
  const row = (name: string, run: ToolRun, those: readonly Verdict[]): string[] => [
    name,
    run.seconds.toFixed(1),
    ...(['os', 'kind'] as const).map((what) => `${scoreOf(those, what).right} of ${scoreOf(those, what).asked}`),
    String((['os', 'kind'] as const).flatMap((what) => scoreOf(those, what).surelyWrong).length),
  ];
  return {
    columns: ['command', 'time, s', 'OS family right', 'kind right', 'confidently wrong'],
    rows: [
      row('portolan scan', mine, verdicts),
      row(`nmap -O -T4${quick ? `, of ${peers.length} hosts` : ''}`, theirs, guessed),
    ],
    checks: [
      {
        wanted: `OS family and kind right for ${100 * LEAST} %, none confidently wrong`,
        got: `${os.right} of ${os.asked}, ${kind.right} of ${kind.asked}${wrong.length === 0 ? '' : `, wrong: ${wrong.join('; ')}`}`,
        met: share(os) >= LEAST && share(kind) >= LEAST && wrong.length === 0,
      },
      {
        wanted: 'every name found, with its source',
        got: missing.length === 0 ? 'all' : `without ${missing.join('; ')}`,
        met: missing.length === 0,
      },
    ],
    commands: [words, peer].map((command) => shownCommand(command).replace(ports, 'PORTS').replace(peerPorts, 'PORTS')),
    notes: [
      `${everyKind.length} kinds of emulated hosts (lab/emulated/hosts/), each of which says where its facts are published. Right is also the family it is a kind of where no more can be told from outside (Android is Linux). Confidently wrong: with at least 0.8. nmap has words of its own for kinds of device; those without a like of ours count as none. Its fingerprints want details of a stack that are emulated only where they are published: beside real hosts it does better.`,
      ...[mine, theirs].flatMap((run) => (run.failure === null ? [] : [run.failure])),
    ],
  };
}

/** nmap's best guess at each host, judged alike. */
function guesses(xml: string, places: readonly Place[]): Verdict[] {
  const systems = nmapSystems(xml);
  return places.map((place) => {
    const guess = systems.get(place.address);
    const confidence = guess?.accuracy ?? 0;
    return judgeClaims(place, {
      os: { family: guess === undefined ? undefined : FAMILIES[guess.family], confidence },
      kind: { is: guess === undefined ? undefined : KINDS[guess.type], confidence },
    });
  });
}
