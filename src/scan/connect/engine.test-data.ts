// What comes of a simulated scan, by port and by probe.
import assert from 'node:assert/strict';
import type { EndFinding, Finding, PortFinding } from '../../finding/finding.ts';
import type { Outcome, Syn } from '../simulation/sockets.test-data.ts';

export const HOST = 0x7f000001;

export function endOf({ findings }: Outcome): EndFinding {
  const end = findings.at(-1);
  assert.equal(end?.type, 'end');
  return end as EndFinding;
}

export function portsOf({ findings }: Outcome, state: string): number[] {
  const ports = findings.filter((each): each is PortFinding => each.type === 'port' && each.state === state);
  return ports.map(({ port }) => port).sort((a, b) => a - b);
}

export function of<T extends Finding['type']>({ findings }: Outcome, type: T): Extract<Finding, { type: T }>[] {
  return findings.filter((each): each is Extract<Finding, { type: T }> => each.type === type);
}

export const keyOf = (syn: { address: number; port: number }) => syn.address * 65_536 + syn.port;

/** How often a connect was begun for each probe before its answer; canaries are not in it. */
export function startsByProbe(syns: readonly Syn[]): Map<number, number> {
  const starts = new Map<number, number>();
  for (const syn of syns) {
    if (!syn.repeated && !syn.canary) starts.set(keyOf(syn), (starts.get(keyOf(syn)) ?? 0) + 1);
  }
  return starts;
}
