// From the hosts that a person names to the addresses and ports that are asked, in the order they were given.

import type { PingTarget } from '../../ping/types.ts';
import type { ScanError } from '../../scan/scan-error.ts';
import { containsFlat, countFlat, flatten, subtractFlat } from '../../target/flat-ranges.ts';
import { splitTargets } from '../../target/pasted.ts';
import type { Range } from '../../target/ranges.ts';
import { count, normalize } from '../../target/ranges.ts';
import { type Lookup, lookUpNames, namesNotFound } from '../../target/resolve-names.ts';
import { network, type Target } from '../../target/target-expression.ts';
import { fileName, readTargetFile } from '../../target/target-file.ts';
import { checkAuthorized, parseAt, takeOutNeverScanned } from '../../target/targets.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { usageError } from '../errors.ts';

export interface PingTargetRequest {
  /** As a person writes them; `-` reads them from stdin. */
  readonly hosts: readonly string[];
  /** Paths of lists; `-` is stdin. */
  readonly files: readonly string[];
  /** Whom never to ask, as targets are written, and lists of them. */
  readonly exclude?: readonly string[];
  readonly excludeFiles?: readonly string[];
  readonly ports: readonly number[];
  readonly allAddresses: boolean;
  readonly authorized: boolean;
}

export interface FoundTargets {
  readonly targets: readonly PingTarget[];
  /** What a person should know: one sentence each. */
  readonly notes: readonly string[];
  /** Names without an address, where others have one. */
  readonly notFound: ScanError | null;
}

/** Each is a line of the summary and a timer of the engine. */
const TARGETS_MAX = 100_000;

interface Given {
  readonly target: Exclude<Target, { ipv6: string }>;
  readonly text: string;
}

/**
 * Throws E_HOST_NOT_FOUND where no name at all has an address, E_TARGET, E_TARGET_FILE, E_IPV6, E_NO_TARGETS,
 * E_TOO_MANY_TARGETS, E_NOT_AUTHORIZED.
 */
export async function findTargets(
  request: PingTargetRequest,
  { lookup, signal }: { lookup?: Lookup; signal?: AbortSignal },
): Promise<FoundTargets> {
  const { given, places } = await read(request, signal);
  const { found, missing } = await lookUpNames(places.keys(), { lookup, signal });
  const notFound = missing.size > 0 ? namesNotFound(missing, places) : null;
  const notes: string[] = [];
  const hosts: { name: string; address: number }[] = [];
  const add = (name: string, address: number): void => {
    if (hosts.push({ name, address }) * request.ports.length > TARGETS_MAX) throw tooMany();
  };
  const addRanges = (ranges: readonly Range[]): void => {
    if (count(ranges) * request.ports.length > TARGETS_MAX) throw tooMany();
    for (const [first, last] of ranges) for (let each = first; each <= last; each++) add(formatIpv4(each), each);
  };
  for (const { target, text } of given) {
    if ('ranges' in target) {
      addRanges(target.ranges);
      continue;
    }
    const addresses = found.get(target.name);
    if (addresses === undefined) continue;
    const asked = request.allAddresses ? addresses : addresses.slice(0, 1);
    if (target.prefix < 32) for (const each of asked) addRanges([network(each, target.prefix)]);
    else for (const each of asked) add(text, each);
    if (asked.length < addresses.length) notes.push(whichWasTaken(target.name, addresses));
  }
  if (hosts.length === 0 && notFound !== null) throw notFound;
  const asked = flatten(normalize(hosts.map(({ address }): Range => [address, address])));
  const excluded = await readExcluded(request, { lookup, signal });
  const allowed = subtractFlat(asked, excluded);
  const barred = countFlat(asked) - countFlat(allowed);
  if (barred > 0) notes.push(`${barred === 1 ? '1 address' : `${barred} addresses`} excluded, and not asked`);
  const left = takeOutNeverScanned(allowed, notes);
  if (left.length === 0) {
    throw usageError(
      ['no host to ask: give names, addresses, or a list (-iL FILE, -iL - from a pipe)', ...notes].join('; '),
      'E_NO_TARGETS',
    );
  }
  checkAuthorized(left, request.authorized);
  const targets = new Map<string, PingTarget>();
  for (const { name, address } of hosts) {
    if (!containsFlat(left, address)) continue;
    for (const port of request.ports) targets.set(`${name} ${address} ${port}`, { name, address, port });
  }
  return { targets: [...targets.values()], notes, notFound };
}

/** Addresses never to ask. A name that cannot be looked up ends the ping: what it stands for could not be left out. */
async function readExcluded(
  { exclude = [], excludeFiles = [] }: PingTargetRequest,
  { lookup, signal }: { lookup?: Lookup; signal?: AbortSignal },
): Promise<Range[]> {
  if (exclude.length + excludeFiles.length === 0) return [];
  const ranges: Range[] = [];
  const names: { name: string; prefix: number }[] = [];
  const places = new Map<string, string>();
  const take = (text: string, place: string): void => {
    const target = parseAt(text, place);
    if ('ranges' in target) for (const range of target.ranges) ranges.push(range);
    else if ('name' in target) {
      names.push(target);
      if (!places.has(target.name)) places.set(target.name, place);
    }
  };
  for (const text of exclude) take(text, '');
  for (const path of excludeFiles) {
    await readTargetFile(path, (text, line) => take(text, `${fileName(path)}:${line}`), signal);
  }
  const { found, missing } = await lookUpNames(places.keys(), { lookup, signal });
  if (missing.size > 0) throw namesNotFound(missing, places);
  for (const { name, prefix } of names) {
    for (const address of found.get(name) ?? []) ranges.push(network(address, prefix));
  }
  return normalize(ranges);
}

/** All targets as given, and of each name where it was given. */
async function read(
  { hosts, files, excludeFiles = [] }: PingTargetRequest,
  signal?: AbortSignal,
): Promise<{ given: Given[]; places: Map<string, string> }> {
  const given: Given[] = [];
  const places = new Map<string, string>();
  const take = (text: string, place: string): void => {
    const target = parseAt(text, place);
    if ('ipv6' in target) {
      const where = place === '' ? '' : `${place}: `;
      throw usageError(`IPv6 is not supported yet: ${where}${target.ipv6}; give an IPv4 address or a name`, 'E_IPV6');
    }
    if (given.push({ target, text }) > TARGETS_MAX) throw tooMany();
    if ('name' in target && !places.has(target.name)) places.set(target.name, place);
  };
  const lists = [...files, ...hosts.filter((host) => host === '-')];
  if ([...lists, ...excludeFiles].filter((path) => path === '-').length > 1) {
    throw usageError('stdin (-) can be read only once; put one of the lists into a file', 'E_TARGET_FILE');
  }
  for (const host of hosts) if (host !== '-') for (const each of splitTargets(host)) take(each, '');
  for (const path of lists) {
    const name = fileName(path);
    await readTargetFile(
      path,
      (text, line) => {
        for (const each of splitTargets(text)) take(each, `${name}:${line}`);
      },
      signal,
    );
  }
  return { given, places };
}

function whichWasTaken(name: string, [first, ...others]: readonly number[]): string {
  const rest = others.slice(0, 5).map(formatIpv4).join(', ');
  const more = others.length > 5 ? ` and ${others.length - 5} more` : '';
  return `${name}: ${formatIpv4(first)} is asked, not ${rest}${more}; --all-addresses asks every one`;
}

function tooMany(): Error {
  return usageError(`more than ${TARGETS_MAX} targets (hosts times ports): give fewer`, 'E_TOO_MANY_TARGETS');
}
