// The lines a person reads while a ping runs.
import type { PingMethod, PingResult, PingStart, PingState, PingStray } from '../../ping/types.ts';
import { escapeText } from '../escape.ts';
import { PLAIN, type Style } from '../style.ts';
import { endpoint, METHOD_NAMES, micros, NUMBERED, targetName } from './names.ts';

export interface PingLineOptions {
  readonly style?: Style;
  /** Adds the reason to every line. */
  readonly verbose?: boolean;
  /** How the target is asked, where it is known: says which numbers mean something. */
  readonly method?: PingMethod;
}

/** States that say too little without their reason. */
const EXPLAINED: ReadonlySet<PingState> = new Set(['unreachable', 'time-exceeded', 'refused-by-us']);
const ANSWERED: ReadonlySet<PingState> = new Set(['open', 'closed', 'up']);
/** Digits of the largest sequence number. */
const SEQ_WIDTH = 10;

/** Who asks whom, and how; without a line end. */
export function startLine(start: PingStart): string {
  const parts = [
    `ping ${targetName(start)} by ${METHOD_NAMES[start.method]}`,
    ` from ${endpoint(start.src, start.method === 'arp' ? 0 : start.sport)} through ${escapeText(start.interface)}`,
  ];
  if (NUMBERED.has(start.method)) parts.push(`, first sequence number ${start.seq}`);
  return parts.join('');
}

/** One probe and what became of it; without a line end. */
export function resultLine(
  result: PingResult,
  { style = PLAIN, verbose = false, method }: PingLineOptions = {},
): string {
  const hasPorts = result.dport !== 0;
  const from = endpoint(result.src, hasPorts ? result.sport : 0);
  const parts = [`${String(result.n).padStart(5)}  ${from} > ${endpoint(result.dst, result.dport)}`];
  if (method === undefined || NUMBERED.has(method)) parts.push(`seq ${padded(result.seq)}`);
  if (result.ack !== null) parts.push(`ack ${padded(result.ack)}`);
  if (result.ttl !== null) parts.push(`ttl ${result.ttl}`);
  if (result.window !== null) parts.push(`window ${result.window}`);
  if (result.mac !== null) parts.push(escapeText(result.mac));
  if (result.rttMs !== null) parts.push(`${micros(result.rttMs)} ms`);
  parts.push(ANSWERED.has(result.state) ? style.green(result.state) : style.yellow(result.state));
  if (verbose || EXPLAINED.has(result.state)) parts.push(escapeText(result.reason));
  if (result.from !== null && result.from !== result.dst) parts.push(`from ${escapeText(result.from)}`);
  return parts.join('  ');
}

/** An answer that does not count; without a line end. */
export function strayLine(
  { kind, reason, from, n, rttMs, target }: PingStray,
  { style = PLAIN }: PingLineOptions = {},
): string {
  const what = n === null ? kind : `${kind} answer to ${n}`;
  const parts = [`       ${style.dim(what)}`, escapeText(reason), `from ${escapeText(from)}`];
  if (target !== null) parts.push(`for ${escapeText(target)}`);
  if (rttMs !== null) parts.push(`${micros(rttMs)} ms`);
  return parts.join('  ');
}

function padded(sequenceNumber: number): string {
  return String(sequenceNumber).padEnd(SEQ_WIDTH);
}
