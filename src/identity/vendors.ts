// Who made a network interface, by the registry of the IEEE (MA-L, MA-M, MA-S: 24, 28 and 36 bits of the address), as npm
// `oui-data` has it: a line a prefix, the short ones first, each length sorted.
//
//   "000569": "VMware, Inc.\n3401 Hillview Avenue\n...",
//
// Reading it as JSON takes a quarter of a second and thirty megabytes; it is searched as it lies there.
import { readFileSync } from 'node:fs';

/** Hex digits of each registry's prefixes; the longest that is there counts. */
const LENGTHS = [9, 7, 6] as const;
const QUOTE = 0x22;
const NEWLINE = 0x0a;
const AFTER_ALL = '~~~~~~~~~~';

export interface Vendors {
  /** `mac`: `02:00:00:00:00:01`. Null where nobody registered it, as those that a machine gave itself. */
  of(mac: string): string | null;
}

/** Throws where the registry cannot be read (`ENOENT` and the like). At once: the pool of threads that reads beside has one for each name looked up. */
export function openVendors(): Vendors {
  const bytes = readFileSync(new URL(import.meta.resolve('oui-data')));
  const known = new Map<string, string | null>();

  function lineStart(from: number): number {
    return bytes.lastIndexOf(NEWLINE, from) + 1;
  }

  /** The prefix on the line at `start`; empty for the first and the last line, which have none. */
  function prefixAt(start: number): string {
    const open = bytes.indexOf(QUOTE, start);
    const end = bytes.indexOf(NEWLINE, start);
    if (open < 0 || (end >= 0 && open > end)) return start === 0 ? '' : AFTER_ALL;
    return bytes.toString('latin1', open + 1, bytes.indexOf(QUOTE, open + 1));
  }

  function find(prefix: string): string | null {
    let [low, high] = [0, bytes.length];
    while (low < high) {
      const start = lineStart((low + high) >>> 1);
      const found = prefixAt(start);
      if (found === prefix) return nameAt(start);
      const next = bytes.indexOf(NEWLINE, start) + 1;
      if (isBefore(found, prefix) && next > 0) low = next;
      else high = start;
    }
    return null;
  }

  /** The first line of the address; the rest of it says where they live. */
  function nameAt(start: number): string | null {
    const line = bytes.toString('utf8', start, bytes.indexOf(NEWLINE, start));
    const value = JSON.parse(line.slice(line.indexOf('": "') + 3).replace(/,\s*$/, '')) as string;
    return value.split('\n', 1)[0].trim() || null;
  }

  return {
    of(mac) {
      const digits = mac.replaceAll(':', '').toUpperCase();
      const key = digits.slice(0, LENGTHS[0]);
      let vendor = known.get(key);
      if (vendor === undefined) {
        vendor = isLocal(mac) ? null : (LENGTHS.map((length) => find(digits.slice(0, length))).find(Boolean) ?? null);
        known.set(key, vendor);
      }
      return vendor;
    },
  };
}

function isBefore(one: string, other: string): boolean {
  return one.length === other.length ? one < other : one.length < other.length;
}

/** The bit says that nobody registered it: a machine, a person or a program made it up (IEEE 802, universal/local bit). */
export function isLocal(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 2) === 2;
}
