// `--list`, nmap's -sL: whom a scan would ask, a line each: the address and its names. They are sent nothing; name servers are
// asked for the names of addresses, unless -n says no.
//
//  1. Names are asked for of AT_ONCE addresses at a time, and printed in the order of the addresses, a batch at a time.
//  2. Of addresses of which no name server says anything (not even that there is no name) it is told how many they are.
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
export const NAMED_MOST = 65_536;
/** More than a resolver has on their way: while the first of them are waited for, the others go on. */
const AT_ONCE = 8192;
const BATCH = 256;
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
  const named = (addresses: readonly number[]): Promise<string> => textOf(addresses, plan, lookup, json, signal);
  try {
    for await (const text of inOrder(batches(targets), AT_ONCE / BATCH, named)) {
      output.out(text);
      await setImmediate(); // lets Ctrl-C through
      if (signal.aborted) break;
    }
    return noteOf(reverseDns && !asksNames, signal.aborted ? 0 : (lookup?.unanswered?.() ?? 0));
  } finally {
    lookups?.close();
  }
}

function noteOf(areMany: boolean, unanswered: number): string | null {
  if (areMany) return `of more than ${shown(NAMED_MOST)} addresses the names are not looked up`;
  if (unanswered === 0) return null;
  const addresses = unanswered === 1 ? '1 address' : `${shown(unanswered)} addresses`;
  return `of ${addresses} the name servers said nothing, though they were asked again; --dns-servers asks others`;
}

const shown = (count: number): string => count.toLocaleString('en-US');

/** Rule 1: `most` are begun before the first of them has ended. */
async function* inOrder<T, R>(all: Iterable<T>, most: number, begin: (each: T) => Promise<R>): AsyncGenerator<R> {
  const begun: Promise<R>[] = [];
  for (const each of all) {
    begun.push(begin(each));
    if (begun.length >= most) yield await begun.shift()!;
  }
  for (const each of begun) yield await each;
}

async function textOf(
  addresses: readonly number[],
  plan: SurveyPlan,
  lookup: Lookup | undefined,
  json: boolean,
  signal: AbortSignal,
): Promise<string> {
  const names = await Promise.all(addresses.map((address) => namesOf(address, plan, lookup, signal)));
  return addresses.map((address, index) => line(address, names[index], json)).join('');
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
      if (batch.push(address) < BATCH) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
