// What ports are for: real daemons on their own ports, on odd ones and inside TLS, beside nmap's -sV, in the same lab.

import type { Daemon } from '../../lab/daemons/daemon.ts';
import {
  buildDaemonLab,
  type DaemonLab,
  isWrapped,
  ODD,
  type PlacedPort,
  WRAPPED,
} from '../../lab/daemons/daemon-lab.ts';
import { DAEMONS } from '../../lab/daemons/daemons.ts';
import { missingPackages, upstreamVersion } from '../../lab/daemons/packages.ts';
import { UNSEEN_DAEMONS } from '../../lab/daemons/unseen.ts';
import { nmapPorts } from '../nmap-xml.ts';
import { productWords, shownCommand } from '../product.ts';
import type { WorkResult } from '../results.ts';
import { runTool } from '../run-tool.ts';

const TIMEOUT_MS = 900_000;

/** What a tool said of a port. */
interface Said {
  readonly service: string;
  readonly product: string;
  readonly version: string;
}

interface Tool {
  readonly name: string;
  words(targets: string, ports: string): readonly string[];
  /** By `IP:PORT`. */
  read(stdout: string): Map<string, Said>;
}

const PORTOLAN: Tool = {
  name: 'portolan scan',
  words: (targets, ports) => [...productWords, 'scan', targets, '-p', ports, '--json', '-q'],
  read(stdout) {
    const lines = stdout.split('\n').filter((line) => line.includes('"type":"service"'));
    const facts = lines.map(
      (line) => JSON.parse(line) as Partial<Said> & { ip: string; port: number; confidence: number },
    );
    const sure = facts.filter(({ confidence }) => confidence >= 0.8);
    return new Map(
      sure.map(({ ip, port, service = '', product = '', version = '' }) => [
        `${ip}:${port}`,
        { service, product, version },
      ]),
    );
  },
};

function nmap(...options: readonly string[]): Tool {
  return {
    name: ['nmap', '-sV', ...options].join(' '),
    words: (targets, ports) => ['nmap', '-n', '-Pn', '-sV', ...options, '-oX', '-', '-p', ports, targets],
    read(stdout) {
      const said = new Map<string, Said>();
      for (const { place, text } of nmapPorts(stdout, 'tcp')) {
        const field = (name: string): string => new RegExp(`<service[^>]* ${name}="([^"]*)"`).exec(text)?.[1] ?? '';
        // By the table alone, without an answer, nothing is known.
        if (field('method') !== 'probed') continue;
        said.set(place, { service: field('name'), product: field('product'), version: field('version') });
      }
      return said;
    },
  };
}

const WHERE = [
  { name: 'own ports', add: 0, asks: () => true },
  { name: 'odd ports', add: ODD, asks: () => true },
  { name: 'in TLS', add: WRAPPED, asks: isWrapped },
] as const;

export async function runServices(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  return compare(DAEMONS, quick, say);
}

/** Daemons that nobody wrote a signature for. */
export async function runServicesUnseen(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  return compare(UNSEEN_DAEMONS, quick, say);
}

async function compare(daemons: readonly Daemon[], quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  const missing = missingPackages(daemons);
  if (missing.length > 0) throw new Error(`services: these packages are missing: ${missing.join(' ')}`);
  await using lab = await buildDaemonLab(daemons);
  const tools = [PORTOLAN, nmap('-T4', '--version-light'), ...(quick ? [] : [nmap()])];
  const rows: string[][] = [];
  for (const { name, add, asks } of WHERE) {
    const asked = lab.ports.filter((each) => each.service !== 'unknown' && asks(each));
    for (const tool of tools) rows.push([name, ...(await score(tool, lab, asked, add, say))]);
  }
  return {
    columns: ['where', 'command', 'time, s', 'service right', 'product right', 'version right'],
    rows,
    checks: [],
    commands: tools.map((tool) => shownCommand(tool.words(lab.targets, 'PORTS'))),
    notes: [
      `${daemons.length} daemons on ${lab.targets}`,
      'a version is right where it contains that of the Debian package; products only of daemons that name theirs',
    ],
  };
}

async function score(
  tool: Tool,
  lab: DaemonLab,
  asked: readonly PlacedPort[],
  add: number,
  say: (text: string) => void,
): Promise<string[]> {
  const words = tool.words(lab.targets, [...new Set(asked.map(({ port }) => port + add))].join(','));
  const run = await runTool(['ip', 'netns', 'exec', lab.scannerNamespace, ...words], TIMEOUT_MS);
  if (run.failure !== null) say(`${tool.name}: ${run.failure}`);
  const said = tool.read(run.stdout);
  const right = { service: 0, product: 0, version: 0 };
  const all = { service: 0, product: 0, version: 0 };
  for (const { ip, port, service, alias = [], daemon, product, tellsVersion } of asked) {
    const found = said.get(`${ip}:${port + add}`);
    all.service++;
    if (found !== undefined && [service, ...alias].includes(found.service)) right.service++;
    if (product !== null) {
      all.product++;
      const loose = new RegExp(product.source.replace(/[$^]/g, ''), 'i');
      if (loose.test(found?.product ?? '')) right.product++;
    }
    if (tellsVersion) {
      all.version++;
      if (found?.version.includes(await upstreamVersion(daemon))) right.version++;
    }
  }
  const share = (key: keyof typeof all): string => `${right[key]} of ${all[key]}`;
  say(
    `services: ${tool.name}: ${run.seconds.toFixed(1)} s, ${share('service')}, ${share('product')}, ${share('version')}`,
  );
  return [tool.name, run.seconds.toFixed(2), share('service'), share('product'), share('version')];
}
