// The pings that stand side by side, how each is asked, and how each is read.
import { findProgram } from '../lab/available.ts';
import type { RoundTrip } from './gauges/round-trips.ts';
import type { Target } from './gauges/tcp-capture.ts';
import { productWords } from './product.ts';
import { type PortolanEnd, readHping, readNping, readPortolanPing } from './read/read-ping.ts';
import { type Printed, printedByHping, printedByNping, printedByPortolan } from './score/ping-score.ts';
import { figure } from './score/statistics.ts';

export interface Reading {
  readonly printed: readonly Printed[];
  /** Our own summary; null: another tool, or it has none. */
  readonly end: PortolanEnd | null;
  /** What else it says that belongs under the table. */
  readonly notes: readonly string[];
}

export interface Pinger {
  readonly name: string;
  /** Null: it is not installed. */
  readonly words: readonly string[] | null;
  /** What it says of its replies: each with its probe, each alone, or only their number. */
  readonly prints: 'pairs' | 'replies' | 'summary';
  read(stdout: string, trips: readonly RoundTrip[]): Reading;
}

export function portolanPing(name: string, { host, port }: Target, options: readonly string[]): Pinger {
  return {
    name,
    words: [...productWords, 'ping', host, '-p', String(port), ...options, '--json'],
    prints: options.includes('-q') ? 'summary' : 'pairs',
    read(stdout, trips) {
      const said = readPortolanPing(stdout);
      return { printed: printedByPortolan(said, trips), end: said.end, notes: [] };
    },
  };
}

export function hping3({ host, port }: Target, count: number): Pinger {
  const options = ['-S', '-p', String(port), '-c', String(count), '-i', 'u1000'];
  return {
    name: 'hping3',
    words: findProgram('hping3') === null ? null : ['hping3', ...options, host],
    prints: 'pairs',
    read: (stdout, trips) => ({ printed: printedByHping(readHping(stdout), trips), end: null, notes: [] }),
  };
}

export function nping({ host, port }: Target, count: number): Pinger {
  const options = ['--tcp', '-p', String(port), '--flags', 'syn', '-c', String(count), '--rate', '1000'];
  return {
    name: 'nping',
    words: findProgram('nping') === null ? null : ['nping', ...options, host],
    prints: 'replies',
    read(stdout, trips) {
      const lines = readNping(stdout);
      return { printed: printedByNping(lines, trips), end: null, notes: summaryNotes(lines.rttMs, trips) };
    },
  };
}

/** nping's summary, of a finer resolution than its lines, beside the same figures of the capture. */
function summaryNotes(own: { min: number; avg: number; max: number } | null, trips: readonly RoundTrip[]): string[] {
  const times = trips.flatMap(({ rttNanos }) => (rttNanos === null ? [] : [rttNanos / 1e6]));
  if (own === null || times.length === 0) return [];
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const captured = [Math.min(...times), mean, Math.max(...times)].map((time) => figure(time, 3)).join('/');
  const printed = [own.min, own.avg, own.max].map((time) => figure(time, 3)).join('/');
  return [`nping's own summary of the RTT, min/avg/max: ${printed} ms; by the capture: ${captured} ms.`];
}

/** The package each comes in. */
export const PACKAGES: Readonly<Record<string, string>> = { hping3: 'hping3', nping: 'nmap' };
