// What a person may write for targets, read into ranges:
//
//   198.18.0.1   198.18.0.0/24   198.18.0.1-20   198.18.0-3.1   198.18.0,2.1-5   198.18.0.1-198.18.3.255
//   gateway.example   gateway.example/29
//
// and these as they are pasted (pasted.ts): a URL, host:port.
import { isIPv6 } from 'node:net';
import { parseIpv4 } from '../wire/address.ts';
import { unwrap } from './pasted.ts';
import { quote } from './quote.ts';
import type { Range } from './ranges.ts';
import { normalize } from './ranges.ts';
import { TargetError } from './target-error.ts';

/** Addresses, or a name that has yet to be resolved (and then the network of `prefix` bits around its address). */
export type Target =
  | { readonly ranges: readonly Range[] }
  | { readonly name: string; readonly prefix: number }
  | { readonly ipv6: string };

// An expression such as 10.0-255.0-255.1 is one range an address; this many still fit into a few megabytes.
const RANGES_MAX = 65_536;
const NAME_MAX = 253; // RFC 1035 section 2.3.4, as text

export function parseTarget(text: string): Target {
  const { host } = unwrap(text);
  if (isIpv6Literal(host)) return { ipv6: text };
  const slash = host.indexOf('/');
  const base = slash < 0 ? host : host.slice(0, slash);
  const prefix = slash < 0 ? 32 : parsePrefix(text, host.slice(slash + 1));
  const address = parseIpv4(base);
  if (address !== null) return { ranges: [network(address, prefix)] };
  if (!/^[\d.,*-]+$/.test(base)) return { name: checkName(text, base), prefix };
  if (slash >= 0) fail(text, 'a prefix length goes with one address or name, not with ranges');
  const ends = /^(\d+\.\d+\.\d+\.\d+)-(\d+\.\d+\.\d+\.\d+)$/.exec(base);
  return { ranges: ends === null ? parseOctets(text, host) : [parseEnds(text, ends[1], ends[2])] };
}

/** The network of `prefix` bits around an address, both ends included. */
export function network(address: number, prefix: number): Range {
  const size = 2 ** (32 - prefix);
  const first = Math.floor(address / size) * size;
  return [first, first + size - 1];
}

function isIpv6Literal(text: string): boolean {
  if (!text.includes(':')) return false;
  const inner = /^\[(.*)\](?:\/\d+)?$/.exec(text)?.[1] ?? text.replace(/\/\d+$/, '');
  return isIPv6(inner);
}

function parsePrefix(text: string, digits: string): number {
  const prefix = /^\d{1,2}$/.test(digits) ? Number(digits) : 33;
  if (prefix > 32) fail(text, `the prefix length ${quote(digits)} is not a number from 0 to 32`);
  return prefix;
}

function parseEnds(text: string, from: string, to: string): Range {
  const first = parseIpv4(from) ?? fail(text, `${from} is not an IPv4 address`);
  const last = parseIpv4(to) ?? fail(text, `${to} is not an IPv4 address`);
  if (first > last) fail(text, `the range runs backwards; write ${to}-${from}`);
  return [first, last];
}

function parseOctets(text: string, host: string): Range[] {
  const parts = host.split('.');
  if (parts.length !== 4) fail(text, `an address has four octets, this has ${parts.length}`);
  const octets = parts.map((part) => parseOctet(text, part));
  // From the last octet forward; joining at each keeps what is complete one range, so 10.*.*.* never is 65,536.
  let ranges: Range[] = [[0, 0]];
  let span = 1;
  for (const octet of octets.reverse()) {
    const wider: Range[] = [];
    for (const [first, last] of octet) {
      if (wider.length + (last - first + 1) * ranges.length > RANGES_MAX) {
        fail(text, `this is more than ${RANGES_MAX} separate ranges; ask for fewer, or for whole networks`);
      }
      for (let value = first; value <= last; value++) {
        for (const [from, to] of ranges) wider.push([value * span + from, value * span + to]);
      }
    }
    ranges = normalize(wider);
    span *= 256;
  }
  return ranges;
}

/** `7`, `1-20`, `5-`, `-9`, `-`, `*`, and lists of these. */
function parseOctet(text: string, list: string): Range[] {
  const ranges = list.split(',').map((part): Range => {
    if (part === '*') return [0, 255];
    const match = /^(\d*)(?:(-)(\d*))?$/.exec(part);
    if (match === null || part === '') fail(text, `${quote(part)} is not an octet or a range of octets`);
    const first = octetValue(text, match[1], 0);
    const last = match[2] === undefined ? first : octetValue(text, match[3], 255);
    if (first > last) fail(text, `the range ${part} runs backwards`);
    return [first, last];
  });
  return normalize(ranges);
}

function octetValue(text: string, digits: string, whenEmpty: number): number {
  if (digits === '') return whenEmpty;
  // 010 is ten to people and eight to the C library: neither guess would be right.
  if (digits.length > 1 && digits.startsWith('0')) fail(text, `write ${quote(digits)} without leading zeros`);
  const value = Number(digits);
  if (value > 255) fail(text, `${quote(digits)} is over 255`);
  return value;
}

function checkName(text: string, name: string): string {
  const labels = name.replace(/\.$/, '').split('.');
  // Underscores are no part of a host name (RFC 952), but local networks are full of them.
  const valid = name.length <= NAME_MAX && labels.every((label) => /^(?!-)[\p{L}\p{N}_-]{1,63}(?<!-)$/u.test(label));
  if (!valid && name.includes('*')) fail(text, 'names have no wildcards: give each name, or addresses as 198.18.0.*');
  if (!valid) fail(text, 'this is neither an address nor a host name');
  if (/^\d+$/.test(labels[labels.length - 1]))
    fail(text, 'a host name does not end in a number, and this is no address');
  return name;
}

function fail(text: string, reason: string): never {
  throw new TargetError('E_TARGET', `target ${quote(text)}: ${reason}`);
}
