// What all stages came to, together.
//
//  1. Counters add up. Hosts count once, however many stages met them.
//  2. Completeness is that of the stages, each by how many ports it tells of hosts that are up.
//  3. What was to be asked by a stage that never began was not asked; of one that failed nobody knows how much was, so
//     nothing is said to have been.
import type { End, Line, ScanCounters } from '../finding/finding.ts';
import { parseIpv4 } from '../wire/address.ts';
import { createAddressSet } from './address-set.ts';

type Sums = Omit<End, 'type' | 'time'>;

/** `stages`: how many there will be. */
export function createTotal(stages: number) {
  const parts: ScanCounters[] = [];
  const failed: string[] = [];
  const up = createAddressSet();
  let leftOut = 0;
  let interrupted = false;
  return {
    /** Takes a line of a stage. */
    take(line: Line): void {
      if (line.type === 'host' && stages > 1) up.add(parseIpv4(line.ip) ?? 0);
    },
    add(counters: ScanCounters): void {
      parts.push(counters);
    },
    /** A stage was interrupted before it began. */
    leaveOut(probes: number): void {
      leftOut += probes;
      interrupted = true;
    },
    fail(stage: string, probes: number): void {
      leftOut += probes;
      failed.push(stage);
    },
    sums(): Sums {
      const sums = sumOf(parts);
      return {
        ...sums,
        hostsUp: Math.max(sums.hostsUp, up.size()),
        probes: sums.probes + leftOut,
        unasked: sums.unasked + leftOut,
        interrupted: sums.interrupted || interrupted,
        ...(failed.length > 0 ? { failedStages: failed } : {}),
      };
    },
  };
}

function sumOf(parts: readonly ScanCounters[]): Sums {
  const sum = (of: (part: ScanCounters) => number): number => parts.reduce((all, part) => all + of(part), 0);
  const most = (of: (part: ScanCounters) => number): number => parts.reduce((all, part) => Math.max(all, of(part)), 0);
  const every = (of: (part: ScanCounters) => readonly string[]): string[] => [...new Set(parts.flatMap(of))];
  const openFilteredPorts = sum((part) => part.openFilteredPorts ?? 0);
  const answersAllUnlisted = sum((part) => part.answersAllUnlisted ?? 0);
  return {
    hostsAsked: most((part) => part.hostsAsked),
    hostsUp: most((part) => part.hostsUp),
    openPorts: sum((part) => part.openPorts),
    closedPorts: sum((part) => part.closedPorts),
    filteredPorts: sum((part) => part.filteredPorts),
    ...(parts.some((part) => part.openFilteredPorts !== undefined) ? { openFilteredPorts } : {}),
    probes: sum((part) => part.probes),
    answered: sum((part) => part.answered),
    retransmitted: sum((part) => part.retransmitted),
    silent: sum((part) => part.silent),
    completeness: completenessOf(parts),
    unasked: sum((part) => part.unasked),
    strays: sum((part) => part.strays),
    duplicates: sum((part) => part.duplicates),
    late: sum((part) => part.late),
    limitedHosts: every((part) => part.limitedHosts),
    answersAllHosts: every((part) => part.answersAllHosts),
    ...(answersAllUnlisted > 0 ? { answersAllUnlisted } : {}),
    kernelDrops: sum((part) => part.kernelDrops),
    interrupted: parts.some((part) => part.interrupted),
    stateless: parts.some((part) => part.stateless),
    elapsedMs: sum((part) => part.elapsedMs),
    probe: oneOf(parts.map((part) => part.probe)),
    engine: oneOf(parts.map((part) => part.engine)),
  };
}

function completenessOf(parts: readonly ScanCounters[]): number {
  if (parts.length === 1) return parts[0].completeness;
  const told = parts.map(
    (part) => part.openPorts + part.closedPorts + part.filteredPorts + (part.openFilteredPorts ?? 0),
  );
  const all = told.reduce((sum, ports) => sum + ports, 0);
  if (all === 0) return parts.reduce((least, { completeness }) => Math.min(least, completeness), 1);
  return parts.reduce((sum, { completeness }, at) => sum + (completeness * told[at]) / all, 0);
}

function oneOf<T extends string>(words: readonly T[]): T | 'several' {
  return words.length > 0 && words.every((word) => word === words[0]) ? words[0] : 'several';
}
