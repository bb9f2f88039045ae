// How long `--decide all` takes on a host that limits its refusals, from one address of ours and from eight, beside what that
// limit allows.
import { LIMITED_BURST, LIMITED_TARGET, type LimitedPair, openLimitedPair } from '../../lab/network/limited-pair.ts';
import { endOf, runProduct } from '../../lab/runs/product.ts';
import type { Check, WorkResult } from '../score/results.ts';
import { figure, median, spread } from '../score/statistics.ts';

const LIMIT_MS = 100;
const PORTS = 1000;
const ADDRESSES = 8;
/** Of what the limit allows. */
const WANTED = 1.15;
const TIMEOUT_MS = 600_000;

interface Side {
  readonly addresses: number;
  readonly args: readonly string[];
  /** The slow one takes a minute and a half. */
  readonly runs: number;
  readonly seconds: number[];
  readonly told: number[];
  decided: number;
}

export async function runUdpSources(quick: boolean, say: (text: string) => void): Promise<WorkResult> {
  await using pair = await openLimitedPair(ADDRESSES, LIMIT_MS);
  const sides: Side[] = [
    { addresses: 1, args: ['--sources', 'one'], runs: 1, seconds: [], told: [], decided: 0 },
    { addresses: ADDRESSES, args: [], runs: 3, seconds: [], told: [], decided: 0 },
  ];
  for (const side of sides) {
    for (let run = 0; run < (quick ? 1 : side.runs); run++) {
      await runOnce(pair, side);
      say(`udp-sources: from ${side.addresses}: ${spread(side.seconds, 2)} s, ${side.decided} ports decided`);
    }
  }
  const [alone, together] = sides;
  const [slow, fast] = sides.map(({ seconds }) => median(seconds));
  const gain = slow === null || fast === null ? null : slow / fast;
  return {
    columns: ['asked from', 'runs', 'time, s', 'allowed, s', 'ports decided', 'refusals to each address'],
    rows: sides.map((side) => [
      side.addresses === 1 ? '1 address' : `${side.addresses} addresses`,
      String(side.seconds.length),
      spread(side.seconds, 2),
      figure(allowed(side), 2),
      `${side.decided} of ${PORTS * side.seconds.length}`,
      `${Math.min(...side.told)}-${Math.max(...side.told)}`,
    ]),
    checks: [...sides.flatMap(checksOf), fasterCheck(gain, allowed(alone) / allowed(together))],
    commands: sides.map(({ args }) => ['ip netns exec scanner node dist/command/main.js', ...wordsOf(args)].join(' ')),
    notes: [
      `The target is a plain Linux host with net.ipv4.icmp_ratelimit=${LIMIT_MS}: ${LIMITED_BURST} refusals at once, then one each ${LIMIT_MS} ms, to each who asks. "Allowed" is what that comes to. Whom they went to its kernel counted.`,
    ],
  };
}

function wordsOf(args: readonly string[]): string[] {
  return ['scan', LIMITED_TARGET, '-sU', '--udp', `1-${PORTS}`, '--decide', 'all', '--json', ...args];
}

async function runOnce(pair: LimitedPair, side: Side): Promise<void> {
  await pair.told();
  const run = await runProduct(pair, wordsOf(side.args), { timeoutMs: TIMEOUT_MS });
  const end = endOf(run);
  side.seconds.push((end.elapsedMs as number) / 1000);
  side.decided += end.closedPorts as number;
  side.told.push(...(await pair.told()).values());
}

/** Seconds in which the target refuses all ports. */
function allowed({ addresses }: Side): number {
  return ((PORTS - LIMITED_BURST * addresses) / addresses) * (LIMIT_MS / 1000);
}

function checksOf(side: Side): Check[] {
  const from = side.addresses === 1 ? 'from one address' : `from ${side.addresses}`;
  const took = median(side.seconds) ?? Number.POSITIVE_INFINITY;
  const share = took / allowed(side);
  const all = PORTS * side.seconds.length;
  return [
    { wanted: `${from}: every port decided`, got: `${side.decided} of ${all}`, met: side.decided === all },
    { wanted: `${from}: within 15 % of what the limit allows`, got: `${share.toFixed(3)} times`, met: share <= WANTED },
  ];
}

function fasterCheck(gain: number | null, most: number): Check {
  return {
    wanted: `${ADDRESSES} times as quick from ${ADDRESSES} (the limits alone: ${most.toFixed(2)} times)`,
    got: gain === null ? 'not measured' : `${gain.toFixed(2)} times`,
    met: (gain ?? 0) >= ADDRESSES,
  };
}
