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
import { atRest } from '../gauges/at-rest.ts';
import { runTool } from '../gauges/run-tool.ts';
import { productWords, shownCommand } from '../product.ts';
import { nmapPorts } from '../read/nmap-xml.ts';
import type { Check, WorkResult } from '../score/results.ts';
import { median, spread } from '../score/statistics.ts';

const TIMEOUT_MS = 900_000;
/** Daemons that have just been started are waited for, as long as they have themselves to do with. */
const REST_MOST_MS = 60_000;
const WANTED_S = 4;

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

/** Where daemons are asked; in TLS only those that stunnel is put around. */
interface Place {
  readonly name: string;
  readonly add: number;
  asks(port: PlacedPort): boolean;
}

const OWN: Place = { name: 'own ports', add: 0, asks: () => true };
const ODD_PORTS: Place = { name: 'odd ports', add: ODD, asks: () => true };
const IN_TLS: Place = { name: 'in TLS', add: WRAPPED, asks: isWrapped };

type Run = (quick: boolean, say: (text: string) => void) => Promise<WorkResult>;

/** A work for each place: beside nmap's default all of them at once take half an hour. */
export const runServicesOwn = comparing(DAEMONS, [OWN]);
export const runServicesOdd = comparing(DAEMONS, [ODD_PORTS]);
export const runServicesTls = comparing(DAEMONS, [IN_TLS]);
/** So many at once, whichever come first in the list; again and again, as a time is wanted of it. */
export const runServices60 = comparing(DAEMONS.slice(0, 60), [OWN], 5);
/** Daemons that nobody wrote a signature for. */
export const runServicesUnseen = comparing(UNSEEN_DAEMONS, [OWN, ODD_PORTS, IN_TLS]);

/** `runs`: of ours, each of which has to be right; a peer takes minutes. */
function comparing(daemons: readonly Daemon[], places: readonly Place[], runs = 1): Run {
  return async (quick, say) => {
    const missing = missingPackages(daemons);
    if (missing.length > 0) throw new Error(`services: these packages are missing: ${missing.join(' ')}`);
    await using lab = await buildDaemonLab(daemons);
    const tools = [PORTOLAN, nmap('-T4', '--version-light'), ...(quick ? [] : [nmap()])];
    const rows: string[][] = [];
    const checks: Check[] = [];
    const restSeconds = await atRest(REST_MOST_MS);
    for (const { name, add, asks } of places) {
      const asked = lab.ports.filter((each) => each.service !== 'unknown' && asks(each));
      const scores: Score[] = [];
      for (const tool of tools) {
        const all: Score[] = [];
        for (let run = 0; run < (tool === PORTOLAN ? runs : 1); run++) all.push(await score(tool, lab, asked, add));
        scores.push(worstOf(all));
      }
      for (const [index, each] of scores.entries()) {
        const shares = [share(each.service), share(each.product), share(each.version)];
        // Peers have words of their own; what ours mean we know.
        const wrong = index === 0 ? String(each.wrong.length) : '-';
        rows.push([name, tools[index].name, spread(each.seconds, 2), ...shares, wrong]);
        say(`services, ${rows.at(-1)?.join(', ')}`);
        if (index === 0) for (const text of [...each.wrong, ...each.missed]) say(`  ${text}`);
      }
      checks.push(...judge(name, scores[0], scores.slice(1)), ...(runs === 1 ? [] : [inTime(name, scores[0])]));
    }
    return {
      columns: ['where', 'command', 'time, s', 'service right', 'product right', 'version right', 'wrong'],
      rows,
      checks,
      commands: tools.map((tool) => shownCommand(tool.words(lab.targets, 'PORTS'))),
      notes: [
        `${daemons.length} daemons on ${lab.targets}`,
        restSeconds === null
          ? `the machine was not at rest within ${REST_MOST_MS / 1000} s of their start`
          : `begun when the machine had been at rest for three seconds, ${restSeconds.toFixed(0)} s after their ports were open`,
        ...(runs === 1 ? [] : [`portolan ${runs} times: the median time (least-most), and the fewest right of all`]),
        'a version is right where it contains that of the Debian package; products only of daemons that name theirs',
      ],
    };
  };
}

/** How many were right, of how many. */
interface Share {
  right: number;
  all: number;
}

interface Score {
  /** Of each run. */
  readonly seconds: readonly number[];
  readonly service: Share;
  readonly product: Share;
  readonly version: Share;
  /** What was claimed and is not so, and what was not told. */
  readonly wrong: string[];
  readonly missed: string[];
}

const share = ({ right, all }: Share): string => `${right} of ${all}`;

/** What the issue wants: nearly all right, nothing wrong, no column behind a peer's. */
function judge(where: string, ours: Score, peers: readonly Score[]): Check[] {
  const { service, product, version } = ours;
  const behind = peers.filter(
    (peer) =>
      peer.service.right > service.right || peer.product.right > product.right || peer.version.right > version.right,
  );
  return [
    {
      wanted: `${where}: service right for all, product for 95 %, version wherever it is told, none wrong`,
      got: `${share(service)}, ${share(product)}, ${share(version)}, ${ours.wrong.length} wrong`,
      met:
        service.right === service.all &&
        product.right >= 0.95 * product.all &&
        version.right === version.all &&
        ours.wrong.length === 0,
    },
    {
      wanted: `${where}: not fewer right than nmap in any column`,
      got: behind.length === 0 ? 'not fewer' : 'fewer',
      met: behind.length === 0,
    },
  ];
}

function inTime(where: string, { seconds }: Score): Check {
  return {
    wanted: `${where}: all at once in ${WANTED_S} s`,
    got: `${spread(seconds, 2)} s`,
    met: (median(seconds) ?? Number.POSITIVE_INFINITY) <= WANTED_S,
  };
}

/** Of several runs, the fewest that were right; what any of them missed or had wrong. */
function worstOf(scores: readonly Score[]): Score {
  const least = (of: (score: Score) => Share): Share => scores.map(of).reduce((a, b) => (b.right < a.right ? b : a));
  return {
    seconds: scores.flatMap(({ seconds }) => seconds),
    service: least(({ service }) => service),
    product: least(({ product }) => product),
    version: least(({ version }) => version),
    wrong: scores.flatMap(({ wrong }) => wrong),
    missed: scores.flatMap(({ missed }) => missed),
  };
}

/** A service that it is not is wrong; a product is where the daemon names its own and this is another. */
async function score(tool: Tool, lab: DaemonLab, asked: readonly PlacedPort[], add: number): Promise<Score> {
  const words = tool.words(lab.targets, [...new Set(asked.map(({ port }) => port + add))].join(','));
  const run = await runTool(['ip', 'netns', 'exec', lab.scannerNamespace, ...words], TIMEOUT_MS);
  if (run.failure !== null) throw new Error(`services: ${tool.name}: ${run.failure}`);
  const told = tool.read(run.stdout);
  const none = (): Share => ({ right: 0, all: 0 });
  const result: Score = {
    seconds: [run.seconds],
    service: none(),
    product: none(),
    version: none(),
    wrong: [],
    missed: [],
  };
  const count = (of: Share, isRight: boolean): void => {
    of.all++;
    if (isRight) of.right++;
  };
  for (const { ip, port, service: own, oddService = own, alias = [], daemon, product, tellsVersion } of asked) {
    const service = add === 0 ? own : oddService;
    const found = told.get(`${ip}:${port + add}`);
    const isService = found !== undefined && [service, ...alias].includes(found.service);
    const isProduct =
      product !== null && new RegExp(product.source.replace(/[$^]/g, ''), 'i').test(found?.product ?? '');
    const isVersion = tellsVersion && (found?.version.includes(await upstreamVersion(daemon)) ?? false);
    count(result.service, isService);
    if (product !== null) count(result.product, isProduct);
    if (tellsVersion) count(result.version, isVersion);
    const claimsOther = product !== null && found !== undefined && found.product !== '' && !isProduct;
    const isWrong = found !== undefined && (!isService || claimsOther);
    const isWhole = isService && (product === null || isProduct) && (!tellsVersion || isVersion);
    if (isWhole && !isWrong) continue;
    const said = found === undefined ? 'not known' : `${found.service} ${found.product} ${found.version}`;
    const list = isWrong ? result.wrong : result.missed;
    list.push(`${isWrong ? 'wrong' : 'missed'}: ${daemon.name} (${service}, port ${port + add}): ${said}`);
  }
  return result;
}
