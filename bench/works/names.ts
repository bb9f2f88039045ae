// Names of all addresses of a network, by name servers that take their time: the whole command beside nmap's, in turns.
import { findProgram } from '../../lab/available.ts';
import { ip } from '../../lab/network/namespaces.ts';
import { openPair, type Pair } from '../../lab/network/pair.ts';
import { labProgram } from '../../lab/program.ts';
import { runTool } from '../gauges/run-tool.ts';
import { productWords, shownCommand } from '../product.ts';
import type { Check, WorkResult } from '../score/results.ts';
import { pairedRatio, spread } from '../score/statistics.ts';

const SERVER = '198.18.9.2';
const SLOW_SERVER = labProgram('../src/identity/lookups/dns/slow-server.test-data');
/** By the second, thousands have to be on their way at once; nmap takes minutes for more. */
const NETWORKS = [
  { latency: 20, network: '198.19.0.0/16', count: 65_536 },
  { latency: 200, network: '198.19.0.0/18', count: 16_384 },
];
const ROUTED = '198.19.0.0/16';
const PEAK_LEAST = 2000;
const TIMEOUT_MS = 300_000;
const waysTo = (network: string): readonly Way[] =>
  [
    { name: 'portolan', words: [...productWords, 'scan', '--list', network, '--dns-servers', SERVER] },
    { name: 'nmap', words: ['nmap', '-sL', '-R', network, '--dns-servers', SERVER] },
  ].map((way) => ({ ...way, seconds: [], right: [] }));

interface Way {
  readonly name: string;
  readonly words: readonly string[];
  readonly seconds: number[];
  readonly right: number[];
}

export async function runNames(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  await using lab = await openPair([SERVER]);
  // The list asks which way a scan would go.
  await ip(lab.scannerNamespace, [`route add ${ROUTED} via ${SERVER}`]);
  const failures = new Set<string>();
  if (findProgram('nmap') === null) failures.add('nmap is not installed');
  const rows: string[][] = [];
  const checks: Check[] = [];
  for (const { latency, network, count } of NETWORKS) {
    const server = lab.spaces.start(lab.target, process.execPath, [SLOW_SERVER, String(latency), '53']);
    await server.line();
    const ways = waysTo(network);
    for (let round = 0; round < (quick ? 1 : 3); round++) {
      for (const way of ways) await runOnce(lab, way, failures);
    }
    server.signal('SIGUSR2');
    const peak = Number(await server.line());
    await server.stop();
    for (const { name, seconds, right } of ways) {
      rows.push([`${latency} ms`, network, name, `${seconds.length}`, spread(seconds, 2), spread(right, 0)]);
      say(`names: ${rows.at(-1)?.join(', ')}`);
    }
    checks.push(...checksOf({ latency, count }, ways, peak));
  }
  return {
    columns: ['answers after', 'network', 'command', 'runs', 'time, s', 'right names'],
    rows,
    checks,
    commands: waysTo(NETWORKS[0].network).map(({ words }) => shownCommand(words)),
    notes: ['The name server is a process of its own, one link away.', ...failures],
  };
}

async function runOnce({ scannerNamespace }: Pair, way: Way, failures: Set<string>): Promise<void> {
  const run = await runTool(['ip', 'netns', 'exec', scannerNamespace, ...way.words], TIMEOUT_MS);
  if (run.failure !== null) {
    failures.add(`${way.name}: ${run.failure}`);
    return;
  }
  way.seconds.push(run.seconds);
  way.right.push(rightIn(run.stdout));
}

function checksOf(
  { latency, count }: Pick<(typeof NETWORKS)[number], 'latency' | 'count'>,
  [portolan, nmap]: readonly Way[],
  peak: number,
): readonly Check[] {
  const ratio = pairedRatio(portolan.seconds, nmap.seconds);
  const least = Math.min(...portolan.right);
  const all: readonly Check[] = [
    { wanted: 'every name, and the right one, in every run', got: `${least} at the least`, met: least === count },
    {
      wanted: 'not slower than nmap',
      got: ratio === null ? 'no whole run' : `${ratio.toFixed(2)} times its time`,
      met: ratio !== null && ratio <= 1,
    },
    ...(latency === NETWORKS.at(-1)?.latency
      ? [{ wanted: 'thousands on their way at once', got: `${peak}, as the server counts`, met: peak >= PEAK_LEAST }]
      : []),
  ];
  return all.map((check) => ({ ...check, wanted: `${latency} ms: ${check.wanted}` }));
}

/** Addresses beside which their own name stands, `host-` and the address. */
function rightIn(text: string): number {
  const ours = /^(\S+) {2}host-\1\.example$/gm;
  const nmaps = /host-(\S+)\.example \(\1\)$/gm;
  return new Set([...text.matchAll(ours), ...text.matchAll(nmaps)].map(([, address]) => address)).size;
}
