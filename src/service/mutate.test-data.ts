// What servers say, changed as nobody would: for the tests and the fuzz run of all records.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRoot } from '../root.test-data.ts';

const FOLDER = join(findRoot(), 'src/service');
const RECORD = /defineService\(\{\s+name: '([^']+)'/g;
/** No reply is longer (talk/budget.ts). */
const LENGTH_MOST = 65_536;

/** Where records stand, by their name: `databases/redis`; a protocol of TCP and one of UDP may share it. */
export function recordFiles(): ReadonlyMap<string, readonly string[]> {
  const files = globSync('*/*.ts', { cwd: FOLDER }).filter((name) => !/\.test(-data)?\.ts$/.test(name));
  const byName = new Map<string, string[]>();
  for (const file of files) {
    for (const [, name] of readFileSync(join(FOLDER, file), 'utf8').matchAll(RECORD)) {
      byName.set(name, [...(byName.get(name) ?? []), file.replace(/\.ts$/, '')]);
    }
  }
  return byName;
}

/** Everything that stands between quotes in the records' tests, as bytes: what servers really say. By file, as above. */
export function seedsByFile(): ReadonlyMap<string, readonly Uint8Array[]> {
  const files = globSync('*/*.test.ts', { cwd: FOLDER }).toSorted();
  return new Map(
    files.map((file) => [file.replace(/\.test\.ts$/, ''), seedsIn(readFileSync(join(FOLDER, file), 'utf8'))]),
  );
}

function seedsIn(source: string): Uint8Array[] {
  const texts = [...source.matchAll(/'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g)].map((match) => match[1] ?? match[2]);
  return texts
    .filter((text) => text.length > 6)
    .flatMap((text) => {
      const plain = text
        .replace(/\\r/g, '\r')
        .replace(/\\n/g, '\n')
        .replace(/\\x([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
        .replace(/\\0/g, '\0');
      const asHex = /^[0-9a-fA-F\s]+$/.test(text) ? [Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'))] : [];
      return [Uint8Array.from(Buffer.from(plain, 'latin1')), ...asHex].filter((bytes) => bytes.length > 0);
    });
}

/** Whole numbers from 0 to `below`, always the same ones for the same `seed` (mulberry32). */
export function numbersOf(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * below);
  };
}

/** Bytes that length fields and counters take badly. */
const EXTREMES = [
  [0],
  [0xff],
  [0x7f],
  [0x80],
  [0, 0],
  [0xff, 0xff],
  [0, 0, 0, 0],
  [0x7f, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0x7f],
  [0x0d, 0x0a],
  [0x0d, 0x0a, 0x0d, 0x0a],
  [0x39, 0x39, 0x39, 0x39, 0x39, 0x39, 0x39, 0x39, 0x39],
  [0x2d, 0x31],
] as const;

/** One of `seeds`, changed in one to six places; sometimes not at all. */
export function mutated(seeds: readonly Uint8Array[], below: (limit: number) => number): Uint8Array {
  let bytes: Uint8Array = seeds[below(seeds.length)].slice();
  for (let changes = below(7); changes > 0; changes--) bytes = change(bytes, seeds, below);
  return bytes.length > LENGTH_MOST ? bytes.subarray(0, LENGTH_MOST) : bytes;
}

function change(bytes: Uint8Array, seeds: readonly Uint8Array[], below: (limit: number) => number): Uint8Array {
  const at = below(bytes.length + 1);
  const length = below(Math.min(bytes.length - at, 16) + 1);
  switch (below(10)) {
    case 0: // cut short
      return bytes.subarray(0, at);
    case 1: // one bit
      if (at < bytes.length) bytes[at] ^= 1 << below(8);
      return bytes;
    case 2: // one byte
    case 3:
      if (at < bytes.length) bytes[at] = below(256);
      return bytes;
    case 4: // a piece is left out
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 5: // a piece comes again, now and then very often
      return Buffer.concat([
        bytes.subarray(0, at),
        ...Array<Uint8Array>(below(200) === 0 ? 1000 : 1 + below(3)).fill(bytes.subarray(at, at + length)),
        bytes.subarray(at),
      ]);
    case 6: // extremes, in place
    case 7: {
      const extreme = EXTREMES[below(EXTREMES.length)];
      for (let i = 0; i < extreme.length && at + i < bytes.length; i++) bytes[at + i] = extreme[i];
      return bytes;
    }
    case 8: // extremes, put in
      return Buffer.concat([
        bytes.subarray(0, at),
        Uint8Array.from(EXTREMES[below(EXTREMES.length)]),
        bytes.subarray(at),
      ]);
    default: // another answer goes on from here
      return Buffer.concat([bytes.subarray(0, at), seeds[below(seeds.length)].subarray(below(8))]);
  }
}
