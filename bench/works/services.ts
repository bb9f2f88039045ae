// What ports are for: real daemons on their own ports and on odd ones, beside nmap's -sV, in the same lab.
import { buildDaemonLab, DAEMON_TARGET, type DaemonLab, ODD } from '../../lab/daemon-lab.ts';
import { DAEMONS, missingPackages, upstreamVersion } from '../../lab/daemons.ts';
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
  words(ports: string): readonly string[];
  read(stdout: string): Map<number, Said>;
}

const PORTOLAN: Tool = {
  name: 'portolan scan',
  words: (ports) => [...productWords, 'scan', DAEMON_TARGET, '-p', ports, '--json', '-q'],
  read(stdout) {
    const lines = stdout.split('\n').filter((line) => line.includes('"type":"service"'));
    const facts = lines.map((line) => JSON.parse(line) as Partial<Said> & { port: number; confidence: number });
    const sure = facts.filter(({ confidence }) => confidence >= 0.8);
    return new Map(
      sure.map(({ port, service = '', product = '', version = '' }) => [port, { service, product, version }]),
    );
  },
};

function nmap(...options: readonly string[]): Tool {
  return {
    name: ['nmap', '-sV', ...options].join(' '),
    words: (ports) => ['nmap', '-n', '-Pn', '-sV', ...options, '-oX', '-', '-p', ports, DAEMON_TARGET],
    read(stdout) {
      const said = new Map<number, Said>();
      for (const [, port, text] of stdout.matchAll(/<port protocol="tcp" portid="(\d+)">(.*?)<\/port>/gs)) {
        const field = (name: string): string => new RegExp(`<service[^>]* ${name}="([^"]*)"`).exec(text)?.[1] ?? '';
        // By the table alone, without an answer, nothing is known.
        if (field('method') !== 'probed') continue;
        said.set(Number(port), { service: field('name'), product: field('product'), version: field('version') });
      }
      return said;
    },
  };
}

export async function runServices(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  const missing = missingPackages();
  if (missing.length > 0) throw new Error(`services: these packages are missing: ${missing.join(' ')}`);
  await using lab = await buildDaemonLab();
  const tools = [PORTOLAN, nmap('-T4', '--version-light'), ...(quick ? [] : [nmap()])];
  const rows: string[][] = [];
  for (const where of ['own ports', 'odd ports'] as const) {
    for (const tool of tools) rows.push([where, ...(await score(tool, lab, where === 'own ports' ? 0 : ODD, say))]);
  }
  return {
    columns: ['where', 'command', 'time, s', 'service right', 'product right', 'version right'],
    rows,
    checks: [],
    commands: tools.map((tool) => shownCommand(tool.words('PORTS'))),
    notes: [
      'a version is right where it contains that of the Debian package; products only of daemons that name theirs',
    ],
  };
}

async function score(tool: Tool, lab: DaemonLab, add: number, say: (text: string) => void): Promise<string[]> {
  const asked = DAEMONS.flatMap((daemon) => daemon.ports.map((each) => ({ ...each, daemon }))).filter(
    ({ service }) => service !== 'unknown',
  );
  const words = tool.words(asked.map(({ port }) => port + add).join(','));
  const run = await runTool(['ip', 'netns', 'exec', lab.scannerNamespace, ...words], TIMEOUT_MS);
  if (run.failure !== null) say(`${tool.name}: ${run.failure}`);
  const said = tool.read(run.stdout);
  const right = { service: 0, product: 0, version: 0 };
  const all = { service: 0, product: 0, version: 0 };
  for (const { port, service, daemon } of asked) {
    const found = said.get(port + add);
    all.service++;
    if (found?.service === service) right.service++;
    if (daemon.product !== null) {
      all.product++;
      const loose = new RegExp(daemon.product.source.replace(/[$^]/g, ''), 'i');
      if (loose.test(found?.product ?? '')) right.product++;
    }
    if (daemon.tellsVersion) {
      all.version++;
      if (found?.version.includes(await upstreamVersion(daemon.package))) right.version++;
    }
  }
  const share = (key: keyof typeof all): string => `${right[key]} of ${all[key]}`;
  say(
    `services: ${tool.name}: ${run.seconds.toFixed(1)} s, ${share('service')}, ${share('product')}, ${share('version')}`,
  );
  return [tool.name, run.seconds.toFixed(2), share('service'), share('product'), share('version')];
}
