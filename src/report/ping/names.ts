// How a ping's targets, ends and times are written, the same in every report.
import type { PingEnd, PingMethod, PingResult, PingStart } from '../../ping/types.ts';
import { escapeText } from '../escape.ts';

/** What starts, results and ends of one target have in common. */
export type Addressed = Pick<PingStart | PingResult | PingEnd, 'target' | 'dst' | 'dport'>;

/** The same for all events of one target, and for no other target. */
export function targetKey({ target, dst, dport }: Addressed): string {
  return `${target} ${dst} ${dport}`;
}

/** `host.example (198.18.0.1) port 443`, each part only where it says something. */
export function targetName({ target, dst, dport }: Addressed): string {
  const host = target === dst ? escapeText(dst) : `${escapeText(target)} (${escapeText(dst)})`;
  return dport === 0 ? host : `${host} port ${dport}`;
}

/** `host.example:443`, where room is short. */
export function shortName({ target, dport }: Addressed): string {
  return endpoint(target, dport);
}

/** `198.18.0.1:443`; port 0 stands for none. */
export function endpoint(address: string, port: number): string {
  return port === 0 ? escapeText(address) : `${escapeText(address)}:${port}`;
}

export const METHOD_NAMES: Readonly<Record<PingMethod, string>> = {
  tcp: 'TCP',
  icmp: 'ICMP echo',
  udp: 'UDP',
  arp: 'ARP',
  connect: 'TCP connect',
};

/** Methods whose sequence numbers we choose ourselves. */
export const NUMBERED: ReadonlySet<PingMethod> = new Set(['tcp', 'icmp']);

/** Milliseconds to the microsecond: `0.213`. */
export function micros(milliseconds: number): string {
  return milliseconds.toFixed(3);
}

/** A loss in per cent as the engine counts it, never 0 where anything was lost: `0 %`, `8.3333 %`. */
export function lossText({ sent, received, lossPercent }: Pick<PingEnd, 'sent' | 'received' | 'lossPercent'>): string {
  if (lossPercent === 0 && received < sent) return 'under 0.0001 %';
  return `${Number(lossPercent.toFixed(4))} %`;
}
