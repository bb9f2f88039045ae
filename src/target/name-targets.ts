// What the host names among the targets come to: which addresses they ask, and what they are called in the results.
//
//   1. Every address of a name is asked: which of them a program would have taken nobody knows.
//   2. Every name that was given for an address is kept, in the order in which they were given.
//   3. A name without an address ends nothing; who asked for it is told.
//   4. An excluded name without an address ends the scan: what it stands for could be asked.

import { formatIpv4 } from '../wire/address.ts';
import { containsFlat, type FlatRanges } from './flat-ranges.ts';
import type { Range } from './ranges.ts';
import { namesNotFound, type ResolvedNames } from './resolve-names.ts';
import { TargetError } from './target-error.ts';
import { network } from './target-expression.ts';

export interface NameTarget {
  readonly name: string;
  /** The network of so many bits around each of its addresses. */
  readonly prefix: number;
  /** Where it was given: '' or `file:line`. */
  readonly place: string;
}

/** By address (unsigned 32-bit), the names that were given for it. */
export type GivenNames = Map<number, string[]>;

/** Names with several addresses that are told one by one, and addresses told of each. */
const TOLD_NAMES = 5;
const TOLD_ADDRESSES = 8;

/** What the names ask, those left out that have no address. */
export function rangesOfNames(given: Iterable<NameTarget>, { found }: ResolvedNames): Range[] {
  const ranges: Range[] = [];
  for (const { name, prefix } of given) {
    for (const address of found.get(name) ?? []) ranges.push(network(address, prefix));
  }
  return ranges;
}

export function namesByAddress(given: Iterable<NameTarget>, { found }: ResolvedNames): GivenNames {
  const names: GivenNames = new Map();
  for (const { name } of given) {
    for (const address of found.get(name) ?? []) {
      const others = names.get(address);
      if (others === undefined) names.set(address, [name]);
      else if (!others.includes(name)) others.push(name);
    }
  }
  return names;
}

/** E_HOST_NOT_FOUND for those without an address; null where all have one. */
export function notFoundOf(given: Iterable<NameTarget>, { missing }: ResolvedNames): TargetError | null {
  const places = new Map<string, string>();
  for (const { name, place } of given) if (missing.has(name)) places.set(name, place);
  if (places.size === 0) return null;
  return namesNotFound(new Map([...places.keys()].map((name) => [name, missing.get(name) ?? ''])), places);
}

/** Throws E_HOST_NOT_FOUND where an excluded name has no address. */
export function checkExcludedNames(given: Iterable<NameTarget>, names: ResolvedNames): void {
  const error = notFoundOf(given, names);
  if (error === null) return;
  throw new TargetError(error.code, `what is excluded must be known, or it could be asked: ${error.message}`);
}

/** Of each name with several addresses, which of them are asked: those in `targets` (sorted, disjoint). */
export function severalAddresses(given: Iterable<NameTarget>, { found }: ResolvedNames, targets: FlatRanges): string[] {
  const names = new Set([...given].map(({ name }) => name).filter((name) => (found.get(name)?.length ?? 0) > 1));
  const notices = [...names].slice(0, TOLD_NAMES).map((name) => {
    const addresses = found.get(name) ?? [];
    const asked = addresses.filter((address) => containsFlat(targets, address));
    const left = addresses.filter((address) => !containsFlat(targets, address));
    const which = left.length === 0 ? `all are asked: ${list(asked)}` : `asked: ${list(asked)}; not: ${list(left)}`;
    return `${name} has ${addresses.length} addresses, ${which}`;
  });
  const more = names.size - notices.length;
  if (more > 0) notices.push(`${more.toLocaleString('en-US')} more names have several addresses: all are asked`);
  return notices;
}

function list(addresses: readonly number[]): string {
  const told = addresses.slice(0, TOLD_ADDRESSES).map(formatIpv4).join(', ');
  if (told === '') return 'none';
  return addresses.length > TOLD_ADDRESSES ? `${told} and ${addresses.length - TOLD_ADDRESSES} more` : told;
}
