// `--list`, nmap's -sL: whom a scan would ask, a line each: the address and its names. They are sent nothing; name servers are
// asked for the names of addresses, unless -n says no.
import { setImmediate } from 'node:timers/promises';
import type { Lookup } from '../../identity/lookups/lookup.ts';
import { escapeText } from '../../report/escape.ts';
import { jsonLine } from '../../report/json-lines.ts';
import type { SurveyPlan } from '../../survey/plan.ts';
import { countFlat, type FlatRanges, flatten } from '../../target/flat-ranges.ts';
import { formatIpv4 } from '../../wire/address.ts';
import type { Interruption } from '../interruption.ts';
import type { Output } from '../output.ts';
import type { ScanWorld } from './world.ts';

/** Of more addresses the names are not asked for: that would take longer than the scan. */
export const NAMED_MOST = 4096;
/** Questions under way at once. */
const AT_ONCE = 64;
const BUDGET_MS = 3000;

/** Prints them; gives a note where names were left out, else null. */
export async function printList(
  plan: SurveyPlan,
  json: boolean,
  world: ScanWorld,
  output: Output,
  { signal }: Pick<Interruption, 'signal'>,
): Promise<string | null> {
  const [scan] = plan.scans.values();
  const targets = flatten(scan.spec.targets);
  const { reverseDns = true, dnsServers } = plan.request;
  const asksNames = reverseDns && countFlat(targets) <= NAMED_MOST;
  const lookups = asksNames ? await world.lookups?.({ reverseDns, dnsServers }) : undefined;
  const lookup = lookups?.all.find(({ name }) => name === 'reverse-dns');
  try {
    for (const addresses of batches(targets)) {
      const found = await Promise.all(addresses.map((address) => namesOf(address, plan, lookup, signal)));
      output.out(addresses.map((address, index) => line(address, found[index], json)).join(''));
      await setImmediate(); // lets Ctrl-C through
      if (signal.aborted) break;
    }
  } finally {
    lookups?.close();
  }
  const most = NAMED_MOST.toLocaleString('en-US');
  return reverseDns && !asksNames ? `of more than ${most} addresses the names are not looked up` : null;
}

/** Those that were given, and what name servers say. */
async function namesOf(
  address: number,
  { names }: SurveyPlan,
  lookup: Lookup | undefined,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const given = names.get(address) ?? [];
  const clues =
    (await lookup?.ask?.({ ip: formatIpv4(address), isNear: false }, { signal, budgetMs: BUDGET_MS })) ?? [];
  return [...new Set([...given, ...clues.map(({ value }) => value)])];
}

function line(address: number, names: readonly string[], json: boolean): string {
  const ip = formatIpv4(address);
  if (json) return jsonLine({ type: 'target', ip, ...(names.length === 0 ? {} : { names }) });
  return names.length === 0 ? `${ip}\n` : `${ip}  ${names.map(escapeText).join(' ')}\n`;
}

function* batches(ranges: FlatRanges): Generator<number[]> {
  let batch: number[] = [];
  for (let at = 0; at < ranges.length; at += 2) {
    for (let address = ranges[at]; address <= ranges[at + 1]; address++) {
      if (batch.push(address) < AT_ONCE) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
