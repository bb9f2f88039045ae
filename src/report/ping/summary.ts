// What became of a ping, at its end: a block a target, and a table where there are several.
import type { PingEnd, PingMethod, PingStats } from '../../ping/types.ts';
import { escapeText } from '../escape.ts';
import { counted, thousands } from '../format.ts';
import { lossText, METHOD_NAMES, micros, targetKey, targetName } from './names.ts';

const CLOCKS: Readonly<Record<PingEnd['clock'], string>> = {
  kernel: "the kernel's, for sending and receiving",
  'kernel-receive': "the kernel's for receiving, this program's for sending",
  process: "this program's, which adds its own delays",
};

/** Of more targets than this only the table is printed. */
const BLOCKS_MAX = 20;

export interface PingSummaryOptions {
  /** By target key, how it was asked. */
  readonly methods?: ReadonlyMap<string, PingMethod>;
  /** A block also for each of many targets. */
  readonly verbose?: boolean;
}

/** All of it, each line with its end; empty where no target came to an end. */
export function pingSummary(ends: readonly PingEnd[], { methods, verbose = false }: PingSummaryOptions = {}): string {
  if (ends.length === 0) return '';
  const withBlocks = verbose || ends.length <= BLOCKS_MAX;
  const blocks = withBlocks ? ends.map((end) => `${targetBlock(end, methods?.get(targetKey(end)))}\n`) : [];
  if (ends.length === 1) return blocks[0].slice(0, -1);
  return `${blocks.join('')}${pingTable(ends)}\n${total(ends, !withBlocks)}`;
}

function targetBlock(end: PingEnd, method: PingMethod | undefined): string {
  const how = method === undefined ? '' : ` by ${METHOD_NAMES[method]}`;
  const facts = [
    `${thousands(end.sent)} sent`,
    `${thousands(end.received)} received`,
    `${lossText(end)} lost`,
    counted(end.duplicates, 'duplicate'),
    `${thousands(end.late)} late`,
    `${thousands(end.outOfOrder)} out of order`,
    straysText(end),
  ];
  return `--- ${targetName(end)}${how} ---\n${facts.join(', ')}\n${rttText(end)}\nclock: ${CLOCKS[end.clock]}\n`;
}

function straysOf({ strays }: Pick<PingEnd, 'strays'>): number {
  return Object.values(strays).reduce((sum, count) => sum + count, 0);
}

function straysText({ strays }: PingEnd): string {
  const reasons = Object.entries(strays).filter(([, count]) => count > 0);
  const all = counted(straysOf({ strays }), 'stray');
  if (reasons.length === 0) return all;
  return `${all} (${reasons.map(([reason, count]) => `${thousands(count)} ${escapeText(reason)}`).join(', ')})`;
}

function rttText({ rttMs }: PingEnd): string {
  if (rttMs === null) return 'RTT: none, as no answer counted';
  const { min, avg, max, median, p95, stddev, jitter } = rttMs;
  return (
    `RTT min/avg/max ${[min, avg, max].map(micros).join('/')} ms, median ${micros(median)} ms, p95 ${micros(p95)} ms, ` +
    `stddev ${micros(stddev)} ms, jitter ${micros(jitter)} ms`
  );
}

interface Column {
  readonly name: string;
  readonly value: (end: PingEnd) => string;
  /** Words stand left, numbers right. */
  readonly words?: true;
  /** The column is left out where every cell would say nothing. */
  readonly empty?: (cell: string, end: PingEnd) => boolean;
}

const rtt = (name: string, pick: (stats: PingStats) => number): Column => ({
  name,
  value: ({ rttMs }) => (rttMs === null ? '-' : micros(pick(rttMs))),
});
const rare = (name: string, pick: (end: PingEnd) => number): Column => ({
  name,
  value: (end) => thousands(pick(end)),
  empty: (cell) => cell === '0',
});

const COLUMNS: readonly Column[] = [
  { name: 'target', value: ({ target }) => escapeText(target), words: true },
  { name: 'address', value: ({ dst }) => escapeText(dst), words: true, empty: (_, { dst, target }) => dst === target },
  { name: 'port', value: ({ dport }) => String(dport), empty: (cell) => cell === '0' },
  { name: 'sent', value: ({ sent }) => thousands(sent) },
  { name: 'received', value: ({ received }) => thousands(received) },
  { name: 'lost', value: lossText },
  rtt('min ms', ({ min }) => min),
  rtt('avg', ({ avg }) => avg),
  rtt('max', ({ max }) => max),
  rtt('median', ({ median }) => median),
  rtt('p95', ({ p95 }) => p95),
  rtt('stddev', ({ stddev }) => stddev),
  rtt('jitter', ({ jitter }) => jitter),
  rare('duplicates', ({ duplicates }) => duplicates),
  rare('late', ({ late }) => late),
  rare('out of order', ({ outOfOrder }) => outOfOrder),
  rare('strays', straysOf),
];

/** One line a target below a line of names. */
export function pingTable(ends: readonly PingEnd[]): string {
  const columns = COLUMNS.map(({ name, value, words, empty }) => {
    const cells = ends.map(value);
    const width = cells.reduce((most, cell) => Math.max(most, cell.length), name.length);
    const place = (cell: string): string => (words ? cell.padEnd(width) : cell.padStart(width));
    return { cells: [name, ...cells].map(place), shown: !cells.every((cell, i) => empty?.(cell, ends[i]) ?? false) };
  }).filter(({ shown }) => shown);
  let text = '';
  for (let row = 0; row <= ends.length; row++) {
    text += `${columns
      .map(({ cells }) => cells[row])
      .join('  ')
      .trimEnd()}\n`;
  }
  return text;
}

function total(ends: readonly PingEnd[], withClock: boolean): string {
  const sum = (pick: (end: PingEnd) => number): number => ends.reduce((all, end) => all + pick(end), 0);
  const sent = sum((end) => end.sent);
  const received = sum((end) => end.received);
  const lossPercent = sent === 0 ? 0 : Math.round(((sent - received) / sent) * 1_000_000) / 10_000;
  const every = ends.filter((end) => end.sent > 0 && end.received >= end.sent).length;
  const none = ends.filter((end) => end.received === 0).length;
  const facts = [
    counted(ends.length, 'target'),
    `${thousands(sent)} sent`,
    `${thousands(received)} received`,
    `${lossText({ sent, received, lossPercent })} lost`,
  ];
  const hosts = `${thousands(every)} answered every probe, ${thousands(ends.length - every - none)} some, ${thousands(none)} none`;
  const clocks = [...new Set(ends.map(({ clock }) => `clock: ${CLOCKS[clock]}\n`))];
  return `${facts.join(', ')}: ${hosts}\n${withClock ? clocks.join('') : ''}`;
}
