// Values of a filter: what a person writes, as the tables have it. Each throws E_FILTER, which names the word.
import { parseIpv4 } from '../../wire/address.ts';
import { rankOf } from '../write/rank.ts';
import { filterError } from './words.ts';

export type Span = readonly [first: number, last: number];

const PORT_MOST = 65_535;
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 };
/** Longer ago than any inventory. */
const DURATION_MOST = 100 * 365 * 86_400;

/** `443`, `8000-8080`, with `/tcp` or `/udp`. */
export function portValue(value: string, word: string): { readonly span: Span; readonly proto: 'tcp' | 'udp' | null } {
  const found = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp))?$/i.exec(value);
  const span = found === null ? null : ([Number(found[1]), Number(found[2] ?? found[1])] as const);
  if (span === null || span[0] > span[1] || span[1] > PORT_MOST) {
    throw filterError(word, `wants ports: 443, 8000-8080, 53/udp; not "${value}"`);
  }
  return { span, proto: (found![3]?.toLowerCase() ?? null) as 'tcp' | 'udp' | null };
}

/** An address, a network or a range, by what addresses are sorted by. */
export function addressValue(value: string, word: string): readonly [first: string, last: string] {
  const range = addressRange(value);
  if (range === null)
    throw filterError(word, `wants addresses: 198.18.0.7, 198.18.0.0/24, 198.18.0.1-198.18.0.9; not "${value}"`);
  return [rankOf(formatRank(range[0])), rankOf(formatRank(range[1]))];
}

export function addressRange(value: string): Span | null {
  const network = /^([\d.]+)\/(\d{1,2})$/.exec(value);
  if (network !== null) {
    const [address, bits] = [parseIpv4(network[1]), Number(network[2])];
    if (address === null || bits > 32) return null;
    const size = 2 ** (32 - bits);
    const first = Math.floor(address / size) * size;
    return [first, first + size - 1];
  }
  const [first, last] = value.split('-', 2).map(parseIpv4);
  if (first === null || last === null) return null;
  return (last ?? first) < first ? null : [first, last ?? first];
}

function formatRank(address: number): string {
  return [24, 16, 8, 0].map((bits) => (address >>> bits) & 255).join('.');
}

/** `90s`, `7d` before `now`, or a day: `2026-01-31`; in milliseconds since 1970. */
export function timeValue(value: string, word: string, now: number): number {
  const time = durationOf(value);
  const then = time === null ? dayOf(value) : now - time;
  if (then === null) throw filterError(word, `wants a time: 30m, 12h, 7d, 2w or 2026-01-31; not "${value}"`);
  return then;
}

/** `30d` after `now`, or a day; in milliseconds since 1970. Null: it is no time. */
export function aheadValue(value: string, now: number): number | null {
  const time = durationOf(value);
  return time === null ? dayOf(value) : now + time;
}

/** In milliseconds. */
function durationOf(value: string): number | null {
  const found = /^(\d{1,6})([smhdwy])$/i.exec(value);
  return found === null ? null : Math.min(DURATION_MOST, Number(found[1]) * SECONDS[found[2].toLowerCase()]) * 1000;
}

/** Its beginning, in UTC, in milliseconds since 1970. */
function dayOf(value: string): number | null {
  const day = /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(day) ? null : day;
}

export function yesValue(value: string, word: string): boolean {
  const known = { yes: true, true: true, no: false, false: false }[value.toLowerCase()];
  if (known === undefined) throw filterError(word, `wants yes or no, not "${value}"`);
  return known;
}

export function numberValue(value: string, word: string): number {
  if (!/^\d{1,9}$/.test(value)) throw filterError(word, `wants a number, not "${value}"`);
  return Number(value);
}

/** Of a fixed set of words. */
export function chosenValue<T extends string>(value: string, word: string, known: readonly T[]): T {
  const chosen = known.find((each) => each === value.toLowerCase());
  if (chosen === undefined) throw filterError(word, `wants one of ${known.join(', ')}; not "${value}"`);
  return chosen;
}

/** A text that is looked for anywhere (`contains`), or at the beginning, as a pattern of LIKE whose escape is a backslash. */
export function likePattern(text: string, where: 'contains' | 'begins'): string {
  const escaped = text.toLowerCase().replace(/[\\%_]/g, '\\$&');
  return where === 'contains' ? `%${escaped}%` : `${escaped}%`;
}
