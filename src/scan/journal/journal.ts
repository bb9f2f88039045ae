// A scan's journal: read where one was begun before, and kept while the scan runs (layout.ts has the file and its invariants).
//
// Rules:
//  1. The file is the caller's, opened by the caller; here is only a descriptor. What stands in it is believed as far as it can do no
//     harm: numbers are bounded, hosts count only where they are targets now.
//  2. It is written often enough that at most a two-hundredth of what was sent is at stake, but not for more than a twentieth of the time,
//     where it is much by a thread that nobody waits for.
//  3. Who cannot write any more says so once; the scan goes on.
import { fstatSync, readSync, write, writeSync, writevSync } from 'node:fs';
import { ScanError } from '../scan-error.ts';
import type { ScanSpec } from '../spec.ts';
import {
  BODY,
  decodeHeader,
  encodeHeader,
  type Figures,
  HEADER_BYTES,
  type Header,
  type Identity,
  identityOf,
  placesOf,
} from './layout.ts';

/** Of what is small, and of what is not. */
const SOONEST_MS = [20, 80] as const;
const LATEST_MS = 1000;
const AT_STAKE = 1 / 200;
/** A write that took so long is followed by so many times as long without; on a machine that is busy most of it was waiting. */
const WRITING_SHARE = 19;
/** So much is written at once, in less time than it takes to ask another thread. */
const SMALL_BYTES = 2 ** 20;
/** A piece that is read, or written, at once. */
const PIECE_BYTES = 4 * 2 ** 20;

/** What of a scan is kept. */
export interface Kept {
  readonly table: { readonly hosts: number; readonly address: Uint32Array; readonly host: Uint32Array };
  readonly ports: number;
  /** Empty where nothing is kept by host and probe. */
  readonly ledger: Uint32Array;
  readonly hosts: { readonly sent: Uint32Array; readonly smoothedRtt: Uint32Array; readonly rttVariance: Uint32Array };
  /** By host; missing where the engine has none. */
  readonly made?: Uint8Array;
  readonly whole?: Uint8Array;
  figures(): Figures;
  /** Tells that it cannot be written any more. */
  failed(text: string): void;
}

export interface Keeper {
  /** Called often. `now`: milliseconds since the scan's start. */
  look(now: number): void;
  /** Writes all there is, at once. */
  end(): Promise<void>;
}

/** What was known of a host. */
export interface HostBefore {
  readonly address: number;
  readonly made: number;
  readonly whole: number;
  readonly sent: number;
  readonly smoothedRtt: number;
  readonly rttVariance: number;
}

export interface Before extends Header {
  /** Whether these are the very hosts, numbered alike. */
  isOf(table: Kept['table']): boolean;
  /** Every host, and behind each its answered probes: `state` as in the ledger. */
  each(host: (host: HostBefore) => void, probe: (portIndex: number, state: number) => void): void;
}

export interface Journal {
  /** Null where nothing was begun. */
  readonly before: Before | null;
  /** Begins to keep it. The header is in the file when it returns. */
  keep(kept: Kept): Keeper;
}

/** Of this scan, where it has one. Throws as `openJournal`. */
export function openScanJournal({ journalTo = null, ...identity }: ScanSpec): Journal | null {
  return journalTo === null ? null : openJournal(journalTo, identity);
}

/** Throws ScanError E_JOURNAL where it is none of this scan, damaged, or of another version. */
export function openJournal(descriptor: number, identity: Identity): Journal {
  const mine = identityOf(identity);
  const before = readBefore(descriptor, mine);
  let generation = before?.generation ?? 0;
  return {
    before: before === null ? null : { ...before, ...readerOf(descriptor, before) },
    keep: (kept) => keeperOf(descriptor, mine, () => ++generation, kept),
  };
}

function readBefore(descriptor: number, identity: number): Header | null {
  const { size } = fstatSync(descriptor);
  if (size === 0) return null;
  const bytes = Buffer.alloc(2 * HEADER_BYTES);
  readAll(descriptor, bytes, 0);
  // Begun, and ended before a first header: nothing was sent.
  if (size >= BODY && bytes.every((byte) => byte === 0)) return null;
  const found = [0, HEADER_BYTES].map((at) => decodeHeader(bytes.subarray(at, at + HEADER_BYTES)));
  if (found.includes('version')) refuse('was written by another version of portolan: scan anew');
  const headers = found.filter((each): each is Header => each !== null && each !== 'version');
  if (headers.length === 0) refuse('is none, or damaged');
  const header = headers.reduce((newest, each) => (each.generation > newest.generation ? each : newest));
  if (header.identity !== identity) refuse('belongs to another scan (other ports, probes, or another seed)');
  if (size < placesOf(header).end) refuse('is cut short');
  return header;
}

function refuse(why: string): never {
  throw new ScanError('E_JOURNAL', `the journal ${why}; nothing was sent`);
}

function readAll(descriptor: number, bytes: Uint8Array, at: number): void {
  for (let read = 0; read < bytes.length; ) {
    const more = readSync(descriptor, bytes, read, bytes.length - read, at + read);
    if (more === 0) return;
    read += more;
  }
}

function readerOf(descriptor: number, header: Header): Pick<Before, 'isOf' | 'each'> {
  const places = placesOf(header);
  const words = (at: number, count: number): Uint32Array => {
    const array = new Uint32Array(count);
    readAll(descriptor, new Uint8Array(array.buffer), at);
    return array;
  };
  return {
    isOf({ hosts, address, host }) {
      if (hosts !== header.hosts || address.length !== header.segments) return false;
      const [addresses, numbers] = [words(places.addresses, header.segments), words(places.numbers, header.segments)];
      return addresses.every((each, k) => each === address[k]) && numbers.every((each, k) => each === host[k]);
    },
    each(takeHost, takeProbe) {
      if (!header.stateful) return;
      const { hosts, ports, segments } = header;
      const addresses = words(places.addresses, segments);
      const numbers = words(places.numbers, segments);
      const row = Math.max(1, Math.min(hosts, Math.floor((PIECE_BYTES * 4) / Math.max(1, ports))));
      let segment = 0;
      for (let first = 0; first < hosts; first += row) {
        const some = Math.min(row, hosts - first);
        const bytes = (at: number): Uint8Array => {
          const array = new Uint8Array(some);
          readAll(descriptor, array, at + first);
          return array;
        };
        const [made, whole] = [bytes(places.made), bytes(places.whole)];
        const [sent, smoothed, variance] = [places.sent, places.smoothed, places.variance].map((at) =>
          words(at + 4 * first, some),
        );
        const firstWord = Math.floor((first * ports) / 16);
        const ledger = words(places.ledger + 4 * firstWord, Math.ceil(((first + some) * ports) / 16) - firstWord);
        for (let k = 0; k < some; k++) {
          const number = first + k;
          while (segment + 1 < segments && numbers[segment + 1] <= number) segment++;
          takeHost({
            address: (addresses[segment] + (number - numbers[segment])) >>> 0,
            ...{ made: made[k], whole: whole[k], sent: sent[k], smoothedRtt: smoothed[k], rttVariance: variance[k] },
          });
          for (let port = 0; port < ports; port++) {
            const probe = number * ports + port - 16 * firstWord;
            const state = (ledger[Math.floor(probe / 16)] >>> ((probe % 16) * 2)) & 3;
            if (state !== 0) takeProbe(port, state);
          }
        }
      }
    },
  };
}

function keeperOf(descriptor: number, identity: number, nextGeneration: () => number, kept: Kept): Keeper {
  const { table, ports, ledger, hosts } = kept;
  const stateful = ledger.length > 0;
  const shape = { hosts: table.hosts, segments: table.address.length, ports, stateful };
  const places = placesOf(shape);
  let failed = false;
  let running: Promise<void> | null = null;
  let dueAt = 0;
  let tookMs = 0;
  let shown = '';

  const header = (figures: Figures): [Buffer, number] => {
    const generation = nextGeneration();
    const bytes = encodeHeader({ ...figures, ...shape, identity, generation });
    return [bytes, (generation % 2) * HEADER_BYTES];
  };

  /** Invariant 2: in this order, one behind the other in the file. */
  const parts = !stateful
    ? []
    : [kept.made ?? new Uint8Array(table.hosts), kept.whole ?? new Uint8Array(table.hosts)].concat(
        [hosts.sent, hosts.smoothedRtt, hosts.rttVariance, ledger].map(bytesOf),
      );
  const isSmall = places.end - places.made <= SMALL_BYTES;

  function begin(): void {
    writeAll(descriptor, bytesOf(table.address), places.addresses);
    writeAll(descriptor, bytesOf(table.host), places.numbers);
    writeNow();
    // A ledger whose end is all silence is as long as another.
    if (fstatSync(descriptor).size < places.end) writeAll(descriptor, new Uint8Array(1), places.end - 1);
  }

  function writeNow(): void {
    const figures = kept.figures();
    writeParts(descriptor, parts, places.made);
    writeAll(descriptor, ...header(figures));
  }

  async function writeBeside(): Promise<void> {
    const begun = performance.now();
    const figures = kept.figures();
    await writePartsLater(descriptor, parts, places.made);
    writeAll(descriptor, ...header(figures));
    tookMs = performance.now() - begun;
  }

  function fail(error: unknown): void {
    if (failed) return;
    failed = true;
    kept.failed(error instanceof Error ? error.message : String(error));
  }

  attempt(begin);

  function attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      fail(error);
    }
  }

  return {
    look(now) {
      if (failed || running !== null || now < dueAt) return;
      const { sent, position, pass, byPass } = kept.figures();
      const at = `${sent} ${position} ${pass} ${byPass}`;
      if (at === shown) return;
      shown = at;
      const { elapsedMs } = kept.figures();
      const wait = (): void => {
        const size = isSmall ? 0 : 1;
        const wanted = Math.min(LATEST_MS, Math.max(SOONEST_MS[size], elapsedMs * AT_STAKE));
        dueAt = now + Math.max(wanted, WRITING_SHARE * tookMs);
      };
      if (isSmall) {
        const begun = performance.now();
        attempt(writeNow);
        tookMs = performance.now() - begun;
        wait();
      } else {
        running = writeBeside()
          .catch(fail)
          .finally(() => {
            running = null;
            wait();
          });
      }
    },
    async end() {
      await running;
      if (!failed) attempt(writeNow);
    },
  };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

function writeAll(descriptor: number, bytes: Uint8Array, at: number): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(descriptor, bytes, written, bytes.length - written, at + written);
  }
}

function writeParts(descriptor: number, parts: readonly Uint8Array[], at: number): void {
  if (parts.length === 0) return;
  const written = writevSync(descriptor, parts as Uint8Array[], at);
  // Where not all went at once.
  let from = 0;
  for (const part of parts) {
    if (written < from + part.length) writeAll(descriptor, part, at + from);
    from += part.length;
  }
}

async function writePartsLater(descriptor: number, parts: readonly Uint8Array[], at: number): Promise<void> {
  let from = at;
  for (const part of parts) {
    for (let piece = 0; piece < part.length; piece += PIECE_BYTES) {
      const bytes = part.subarray(piece, piece + PIECE_BYTES);
      for (let done = 0; done < bytes.length; )
        done += await writeLater(descriptor, bytes.subarray(done), from + piece + done);
    }
    from += part.length;
  }
}

function writeLater(descriptor: number, bytes: Uint8Array, at: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  write(descriptor, bytes, 0, bytes.length, at, (error, written) => {
    if (error === null) resolve(written);
    else reject(error);
  });
  return promise;
}
