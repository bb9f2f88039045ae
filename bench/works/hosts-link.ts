// Who is there, on the own link: emulated hosts, some of which hide, beside arp-scan, nmap -sn and fping.
import { findProgram } from '../../lab/available.ts';
import type { Place } from '../../lab/emulated/host.ts';
import { LINK_NETWORK, linkPlaces, openEmulatedNetwork, WIDE_NETWORK, widePlaces } from '../../lab/emulated/network.ts';
import { runTool } from '../gauges/run-tool.ts';
import { productWords, shownCommand } from '../product.ts';
import { upInLines, upInNmap, upInPortolan } from '../read/read-hosts.ts';
import type { Check, WorkResult } from '../score/results.ts';
import { figure, median, spread } from '../score/statistics.ts';

const TIMEOUT_MS = 120_000;
const SECONDS_WIDE = 10;
const COLUMNS = ['command', 'runs', 'time, s', 'hosts found', 'runs that found all'];

interface Contender {
  readonly name: string;
  readonly words: readonly string[];
  readonly runs: number;
  readonly read: (stdout: string) => Set<string>;
  /** Its exit code says that somebody did not answer. */
  readonly failsWhereSilent?: boolean;
  readonly seconds: number[];
  /** Of each run: hosts found, hosts there, and who is said to be up and is not. */
  readonly found: number[];
  readonly of: number[];
  readonly failures: string[];
}

function contender(given: Omit<Contender, 'seconds' | 'found' | 'of' | 'failures'>): Contender {
  return { ...given, seconds: [], found: [], of: [], failures: [] };
}

function portolan(network: string, runs: number): Contender {
  const words = [...productWords, 'discover', network, '--no-identity', '--json', '-q'];
  return contender({ name: 'portolan discover', words, runs, read: upInPortolan });
}

const isWhole = ({ found, of }: Contender, k: number): boolean => found[k] === of[k];
const wholeRuns = (one: Contender): number => one.found.filter((_, k) => isWhole(one, k)).length;

/** A network of its own for each run: no tool finds what the one before it has left in the kernel's table. */
async function runOnce(network: string, places: readonly Place[], one: Contender): Promise<void> {
  await using lab = await openEmulatedNetwork(network, places);
  const run = await runTool(['ip', 'netns', 'exec', lab.scannerNamespace, ...one.words], TIMEOUT_MS);
  const up = one.read(run.stdout);
  const there = new Set(places.map(({ address }) => address));
  const strangers = [...up].filter((address) => !there.has(address) && address !== scannerOf(network));
  if (run.failure !== null && !(one.failsWhereSilent === true && up.size > 0)) one.failures.push(run.failure);
  if (strangers.length > 0) one.failures.push(`said to be up and not there: ${strangers.join(' ')}`);
  one.seconds.push(run.seconds);
  one.found.push([...there].filter((address) => up.has(address)).length);
  one.of.push(there.size);
}

function scannerOf(network: string): string {
  return network.replace(/\.0\/\d+$/, '.1');
}

function cells(one: Contender): string[] {
  const { name, seconds, found, of } = one;
  const least = found.length === 0 ? '-' : `${Math.min(...found)}-${Math.max(...found)} of ${of[0]}`;
  return [name, String(seconds.length), spread(seconds, 2), least, `${wholeRuns(one)} of ${seconds.length}`];
}

const told = (one: Contender): string =>
  `${one.name}: ${one.seconds.at(-1)!.toFixed(2)} s, ${one.found.at(-1)} of ${one.of.at(-1)}`;

const ratio = (slow: Contender, fast: Contender): number | null => {
  const [over, under] = [median(slow.seconds), median(fast.seconds)];
  return over === null || under === null ? null : over / under;
};

const resultOf = (all: readonly Contender[], checks: readonly Check[], notes: readonly string[]): WorkResult => ({
  columns: COLUMNS,
  rows: all.map(cells),
  checks,
  commands: all.map(({ words }) => shownCommand(words)),
  notes: [...notes, ...all.flatMap(({ name, failures }) => failures.map((text) => `${name}: ${text}`))],
});

export async function runHostsLink(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  const few = quick ? 1 : 5;
  const own = portolan(LINK_NETWORK, quick ? 3 : 20);
  const nmap = contender({
    ...{ name: 'nmap -sn -n', words: ['nmap', '-sn', '-n', '-oX', '-', LINK_NETWORK], runs: few, read: upInNmap },
  });
  const arpScan = contender({
    ...{ name: 'arp-scan', words: ['arp-scan', '-I', 'lan0', LINK_NETWORK], runs: few, read: upInLines },
  });
  const fping = contender({
    ...{ name: 'fping', words: ['fping', '-a', '-q', '-g', LINK_NETWORK], runs: few, read: upInLines },
    failsWhereSilent: true,
  });
  const all = [own, nmap, arpScan, fping].filter(({ words }) => words === own.words || findProgram(words[0]) !== null);
  for (let round = 0; round < own.runs; round++) {
    const places = linkPlaces(`round ${round}`);
    for (const one of all.filter(({ runs }) => round < runs)) {
      await runOnce(LINK_NETWORK, places, one);
      say(told(one));
    }
  }
  const [overArpScan, overNmap] = [ratio(arpScan, own), ratio(nmap, own)];
  return resultOf(
    all,
    [
      {
        wanted: 'all hosts found in every run',
        got: `in ${wholeRuns(own)} of ${own.runs}`,
        met: wholeRuns(own) === own.runs,
      },
      {
        wanted: "under half of arp-scan's default time",
        got:
          overArpScan === null ? 'arp-scan is not installed' : `arp-scan takes ${figure(overArpScan, 2)} times as long`,
        met: overArpScan !== null && overArpScan > 2,
      },
      {
        wanted: 'not slower than nmap -sn -n',
        got: overNmap === null ? 'nmap is not installed' : `nmap takes ${figure(overNmap, 2)} times as long`,
        met: overNmap !== null && overNmap >= 1,
      },
    ],
    [
      '60 hosts anywhere in a /24, 10 of which answer nothing but ARP: three at once, two after 150 and 300 ms, two the third ask alone, three that sleep (awake 10 ms of each 102 or 307 ms). Another network for each round.',
    ],
  );
}

export async function runHostsWide(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  const own = portolan(WIDE_NETWORK, quick ? 1 : 5);
  for (let round = 0; round < own.runs; round++) {
    await runOnce(WIDE_NETWORK, widePlaces(`round ${round}`), own);
    say(told(own));
  }
  return resultOf(
    [own],
    [
      {
        wanted: `all 500 found in every run, under ${SECONDS_WIDE} s`,
        got: `in ${wholeRuns(own)} of ${own.runs}, ${spread(own.seconds, 2)} s`,
        met: wholeRuns(own) === own.runs && Math.max(...own.seconds) < SECONDS_WIDE,
      },
    ],
    ['500 hosts anywhere in a /16 on the link. Another network for each round.'],
  );
}
