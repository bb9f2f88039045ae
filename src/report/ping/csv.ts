// Results of a ping as CSV (RFC 4180, with a plain line end): one line a probe, or one line a target.
import type { PingEnd, PingResult } from '../../ping/types.ts';
import { escapeText } from '../escape.ts';
import { nanoseconds } from './json.ts';

const RESULT_COLUMNS = [
  'target',
  'n',
  'src',
  'sport',
  'dst',
  'dport',
  'seq',
  'ack',
  'state',
  'reason',
  'from',
  'ttl',
  'window',
  'mac',
  'rttMs',
] as const satisfies readonly (keyof PingResult)[];

const COUNT_COLUMNS = [
  'target',
  'dst',
  'dport',
  'sent',
  'received',
  'lossPercent',
  'duplicates',
  'late',
  'outOfOrder',
] as const satisfies readonly (keyof PingEnd)[];
const STATISTICS = ['min', 'avg', 'max', 'median', 'p95', 'stddev', 'jitter'] as const;

export const RESULT_HEADER = `${RESULT_COLUMNS.join(',')}\n`;
export const END_HEADER = `${[...COUNT_COLUMNS, 'strays', ...STATISTICS.map((name) => `${name}Ms`), 'clock'].join(',')}\n`;

/** One probe, with its line end. What is not known is empty. */
export function resultRow(result: PingResult): string {
  return row(RESULT_COLUMNS.map((name) => (name === 'rttMs' ? time(result.rttMs) : result[name])));
}

/** One target at its end, with its line end; strays of all reasons together. */
export function endRow(end: PingEnd): string {
  const strays = Object.values(end.strays).reduce((sum, count) => sum + count, 0);
  const { rttMs } = end;
  const times = STATISTICS.map((name) => time(rttMs === null ? null : rttMs[name]));
  return row([...COUNT_COLUMNS.map((name) => end[name]), strays, ...times, end.clock]);
}

function time(milliseconds: number | null): number | null {
  return milliseconds === null ? null : nanoseconds(milliseconds);
}

function row(values: readonly (string | number | null)[]): string {
  return `${values.map(field).join(',')}\n`;
}

function field(value: string | number | null): string {
  if (value === null) return '';
  const text = typeof value === 'number' ? String(value) : escapeText(value);
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
