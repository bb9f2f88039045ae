// `--decide all`: a host that limits its refusals to what the work sets (icmp(7), icmp_ratelimit).

import { sysctl } from '../../lab/namespaces.ts';
import { openPair } from '../../lab/pair.ts';
import { productWords, shownCommand } from '../product.ts';
import type { WorkResult } from '../results.ts';
import { runTool } from '../run-tool.ts';
import { figure, grouped } from '../statistics.ts';

const HOST = '198.18.9.10';
const TIMEOUT_MS = 300_000;
/** Linux lets so many out at once (XRLIM_BURST_FACTOR, net/ipv4/icmp.c). */
const AT_ONCE = 6;
const LONGER_MOST = 1.15;

/** Milliseconds between two errors, and ports to decide. */
const LIMITS = [
  { everyMs: 1000, ports: 66 },
  { everyMs: 100, ports: 600 },
  { everyMs: 20, ports: 3000 },
] as const;

export async function runDecideAll(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  await using pair = await openPair([HOST]);
  const rows: string[][] = [];
  const checks = [];
  let words: string[] = [];
  for (const { everyMs, ports } of quick ? LIMITS.slice(1, 2) : LIMITS) {
    await sysctl(pair.target, { 'net.ipv4.icmp_ratelimit': everyMs });
    const which = ['--probe', 'udp', '-p', `U:10001-${10_000 + ports}`, '--decide', 'all', '--no-services'];
    words = [...productWords, 'scan', HOST, ...which, '--json', '-q'];
    const run = await runTool(['ip', 'netns', 'exec', pair.scannerNamespace, ...words], TIMEOUT_MS);
    const end = run.stdout.split('\n').find((line) => line.includes('"type":"host-end"'));
    const { closed = 0 } = (end === undefined ? {} : JSON.parse(end)) as { closed?: number };
    const allowed = ((ports - AT_ONCE) * everyMs) / 1000;
    const times = run.seconds / allowed;
    say(
      `decide-all: ${1000 / everyMs} a second: ${closed} of ${ports} decided, ${run.seconds.toFixed(1)} s, ${times.toFixed(2)} times the limit's ${run.failure ?? ''}`,
    );
    rows.push([
      String(1000 / everyMs),
      `${grouped(closed)} of ${grouped(ports)}`,
      figure(run.seconds, 1),
      figure(allowed, 1),
      figure(times, 2),
    ]);
    checks.push({
      wanted: `${1000 / everyMs} a second: every port decided, within 15 % of what the limit allows`,
      got: `${grouped(closed)} of ${grouped(ports)}, ${figure(times, 2)} times`,
      met: closed === ports && times <= LONGER_MOST,
    });
  }
  return {
    columns: ['refusals a second', 'decided', 'time, s', 'the limit allows, s', 'times'],
    rows,
    checks,
    commands: [shownCommand(words)],
    notes: [
      `The host sends ${AT_ONCE} refusals at once, then one each icmp_ratelimit: no scanner with one address can be quicker than (ports - ${AT_ONCE}) of those. Time is that of the whole command, start included. From one address: more are not used yet.`,
    ],
  };
}
