// Which addresses a scan asks: what was given, less what was excluded, less what is never scanned.

import { parseIpv4 } from '../wire/address.ts';
import { NEVER_SCANNED, NOT_PUBLIC, PUBLIC_WITHOUT_ASKING } from './address-space.data.ts';
import { countFlat, type FlatRanges, sortFlat, subtractFlat, unflatten } from './flat-ranges.ts';
import {
  checkExcludedNames,
  type GivenNames,
  type NameTarget,
  namesByAddress,
  notFoundOf,
  rangesOfNames,
  severalAddresses,
} from './name-targets.ts';
import { splitTargets } from './pasted.ts';
import type { Range } from './ranges.ts';
import { type Lookup, lookUpNames } from './resolve-names.ts';
import { TargetError } from './target-error.ts';
import { parseTarget } from './target-expression.ts';
import { fileName, readTargetFile } from './target-file.ts';

export interface TargetRequest {
  /** As a person writes them (target-expression.ts); `-` reads them from stdin. */
  readonly expressions?: readonly string[];
  /** Paths of lists (target-file.ts); `-` is stdin. */
  readonly files?: readonly string[];
  readonly exclude?: readonly string[];
  readonly excludeFiles?: readonly string[];
  /** The user says that many public addresses may be scanned. */
  readonly authorized?: boolean;
}

export interface ResolvedTargets {
  /** Sorted, disjoint, exclusions taken out. */
  readonly targets: FlatRanges;
  /** Sorted, disjoint. */
  readonly excluded: Range[];
  /** The names by which an address (unsigned 32-bit) was given. */
  readonly names: GivenNames;
  /** Target names without an address (E_HOST_NOT_FOUND); null where all have one. The others are targets. */
  readonly notFound: TargetError | null;
  /** What a person should know: one sentence each. */
  readonly notices: string[];
}

export interface ResolveTargetsOptions {
  readonly signal?: AbortSignal;
  /** Instead of the system's resolver. */
  readonly lookup?: Lookup;
}

/**
 * Reads, resolves and checks targets. The .0 and .255 of a network stay in: whether they are broadcast addresses only
 * the interfaces tell. Throws E_TARGET, E_TARGET_FILE, E_IPV6, E_HOST_NOT_FOUND, E_NO_TARGETS, E_NOT_AUTHORIZED.
 */
export async function resolveTargets(
  request: TargetRequest,
  { signal, lookup }: ResolveTargetsOptions = {},
): Promise<ResolvedTargets> {
  const { exclude = [], excludeFiles = [] } = request;
  const [expressions, files] = [[...(request.expressions ?? [])], [...(request.files ?? [])]];
  for (let i = expressions.indexOf('-'); i >= 0; i = expressions.indexOf('-')) files.push(...expressions.splice(i, 1));
  if ([...files, ...excludeFiles].filter((path) => path === '-').length > 1) {
    throw new TargetError('E_TARGET_FILE', 'stdin (-) can be read only once; put one of the lists into a file');
  }
  const notices: string[] = [];
  const asked = await collect(expressions, files, signal);
  const barred = await collect(exclude, excludeFiles, signal);
  if (asked.ipv6.length > 0) {
    throw new TargetError('E_IPV6', `IPv6 is not supported yet: ${asked.ipv6[0]}; give an IPv4 address or a name`);
  }
  if (barred.ipv6.length > 0) {
    notices.push(`IPv6 exclusions have no effect, as no IPv6 address is scanned: ${barred.ipv6.length}`);
  }

  const [askedNames, barredNames] = [[...asked.names.values()], [...barred.names.values()]];
  const wanted = [...askedNames, ...barredNames].map(({ name }) => name);
  const found = await lookUpNames(wanted, { signal, lookup });
  checkExcludedNames(barredNames, found);
  asked.ranges.addAll(rangesOfNames(askedNames, found));
  barred.ranges.addAll(rangesOfNames(barredNames, found));
  const notFound = notFoundOf(askedNames, found);

  const given = asked.ranges.finish();
  const excluded = unflatten(barred.ranges.finish());
  const targets = takeOutNeverScanned(subtractFlat(given, excluded), notices);
  if (targets.length === 0) throw (given.length === 0 ? notFound : null) ?? noTargets(given, excluded, notices);
  notices.push(...severalAddresses(askedNames, found, targets));
  checkAuthorized(targets, request.authorized ?? false);
  return { targets, excluded, names: namesByAddress(askedNames, found), notFound, notices };
}

interface Collected {
  readonly ranges: RangeCollector;
  /** By the text given, so that a repeated name is resolved once. */
  readonly names: Map<string, NameTarget>;
  readonly ipv6: string[];
}

async function collect(
  expressions: readonly string[],
  files: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Collected> {
  const into: Collected = { ranges: createCollector(), names: new Map(), ipv6: [] };
  for (const text of expressions) take(into, text, '');
  for (const path of files) {
    const name = fileName(path);
    await readTargetFile(path, (text, line) => takeWord(into, text, name, line), signal);
  }
  return into;
}

/** Most lists are of addresses: those cost no objects. */
function takeWord(into: Collected, text: string, name: string, line: number): void {
  const address = parseIpv4(text);
  if (address === null) take(into, text, `${name}:${line}`);
  else into.ranges.add(address, address);
}

/** A word is one target, or several with commas between. */
function take(into: Collected, word: string, place: string): void {
  for (const text of splitTargets(word)) takeOne(into, text, place);
}

function takeOne(into: Collected, text: string, place: string): void {
  const target = parseAt(text, place);
  if ('ranges' in target) into.ranges.addAll(target.ranges);
  else if ('ipv6' in target) into.ipv6.push(place === '' ? target.ipv6 : `${place}: ${target.ipv6}`);
  else if (!into.names.has(text)) into.names.set(text, { ...target, place });
}

/** `place`: where it was given, '' or `file:line`, which errors repeat. */
export function parseAt(text: string, place: string): ReturnType<typeof parseTarget> {
  try {
    return parseTarget(text);
  } catch (error) {
    if (!(error instanceof TargetError) || place === '') throw error;
    throw new TargetError(error.code, `${place}: ${error.message}`, { cause: error });
  }
}

interface RangeCollector {
  add(first: number, last: number): void;
  addAll(ranges: readonly Range[]): void;
  finish(): FlatRanges;
}

const COLLECTED_MIN = 131_072; // words

/** Gathers ranges, joining them now and then: a list of a million neighbours takes no more room than one range. */
function createCollector(): RangeCollector {
  let words = new Uint32Array(COLLECTED_MIN);
  let length = 0;
  const add = (first: number, last: number): void => {
    if (length === words.length) {
      length = sortFlat(words, length).length;
      if (length > words.length / 2) {
        const wider = new Uint32Array(words.length * 2);
        wider.set(words);
        words = wider;
      }
    }
    words[length++] = first;
    words[length++] = last;
  };
  return {
    add,
    addAll(ranges) {
      for (const [first, last] of ranges) add(first, last);
    },
    finish() {
      const sorted = sortFlat(words, length);
      return 2 * sorted.length > words.length ? sorted : sorted.slice();
    },
  };
}

/** Leaves out what is never sent to, and says so in `notices`. */
export function takeOutNeverScanned(ranges: FlatRanges, notices: string[]): FlatRanges {
  let left = ranges;
  const taken: string[] = [];
  let addresses = 0;
  for (const { range, name } of NEVER_SCANNED) {
    const others = subtractFlat(left, [range]);
    const size = others === left ? 0 : countFlat(left) - countFlat(others);
    if (size === 0) continue;
    left = others;
    addresses += size;
    taken.push(name);
  }
  if (addresses > 0) notices.push(`${plural(addresses)} left out, never scanned: ${taken.join(', ')}`);
  return left;
}

function noTargets(given: FlatRanges, excluded: readonly Range[], notices: readonly string[]): TargetError {
  const size = countFlat(given);
  if (size === 0)
    return new TargetError(
      'E_NO_TARGETS',
      'no targets: give addresses, networks, names, or a list (-iL FILE, -iL - from a pipe)',
    );
  const barred = size - countFlat(subtractFlat(given, excluded));
  const why = barred > 0 ? [`${barred.toLocaleString('en-US')} excluded`, ...notices] : notices;
  return new TargetError('E_NO_TARGETS', `nothing is left to scan of ${plural(size)}: ${why.join('; ')}`);
}

/** Throws E_NOT_AUTHORIZED where more than 256 of the targets (sorted, disjoint) are public and nobody said they may be. */
export function checkAuthorized(targets: FlatRanges, authorized: boolean): void {
  const size = countFlat(subtractFlat(targets, NOT_PUBLIC));
  if (authorized || size <= PUBLIC_WITHOUT_ASKING) return;
  throw new TargetError(
    'E_NOT_AUTHORIZED',
    `${plural(size)} of these are public, and more than ${PUBLIC_WITHOUT_ASKING} need a word from you: ` +
      'if their owners let you scan them, repeat the command with --authorized',
  );
}

function plural(addresses: number): string {
  return addresses === 1 ? '1 address' : `${addresses.toLocaleString('en-US')} addresses`;
}
