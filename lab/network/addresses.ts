// The only addresses the lab may use: nobody's, never routed.
import { LabError } from '../process.ts';

/** RFC 2544 (benchmarks) and RFC 5737 (documentation). */
const ALLOWED = ['198.18.0.0/15', '192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'];

/** The unsigned number of a dotted address. Throws E_LAB_ADDRESS for anything else. */
export function addressNumber(text: string): number {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  const bytes = match?.slice(1).map(Number) ?? [];
  if (bytes.length !== 4 || bytes.some((byte) => byte > 255)) {
    throw new LabError('E_LAB_ADDRESS', `"${text}" is not a dotted IPv4 address`);
  }
  return ((bytes[0] << 24) | (bytes[1] << 16) | (bytes[2] << 8) | bytes[3]) >>> 0;
}

/** Dotted form of an unsigned 32-bit number. */
export function dotted(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** First and last address of `a.b.c.d/n`; without a length, the one address. */
export function prefixRange(prefix: string): readonly [first: number, last: number] {
  const [address, length = '32'] = prefix.split('/');
  const bits = /^\d{1,2}$/.test(length) ? Number(length) : 99;
  if (bits > 32) throw new LabError('E_LAB_ADDRESS', `"${prefix}" has no prefix length from 0 to 32`);
  const size = 2 ** (32 - bits);
  const first = Math.floor(addressNumber(address) / size) * size;
  return [first, first + size - 1];
}

/** Throws E_LAB_ADDRESS unless the whole of an address or prefix lies in the ranges above. Returns it. */
export function labAddress(prefix: string): string {
  const [first, last] = prefixRange(prefix);
  for (const allowed of ALLOWED) {
    const [from, to] = prefixRange(allowed);
    if (first >= from && last <= to) return prefix;
  }
  throw new LabError('E_LAB_ADDRESS', `${prefix} is not the lab's: use one of ${ALLOWED.join(', ')}`);
}

/** `count` addresses, one after the other, from `first`. */
export function addressRun(first: string, count: number): string[] {
  const start = addressNumber(first);
  return Array.from({ length: count }, (_, index) => dotted(start + index));
}
