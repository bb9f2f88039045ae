// The last finding of a scan: what it came to in all, and how complete it was. The same for every engine.
import type { EndFinding } from '../../finding/finding.ts';
import type { PortMeaning } from '../../probe/meaning.ts';
import type { Totals } from './host-end.ts';

/** What an engine knows beside the totals. */
export interface ScanFigures
  extends Pick<
    EndFinding,
    | 'hostsAsked'
    | 'answered'
    | 'retransmitted'
    | 'strays'
    | 'duplicates'
    | 'late'
    | 'kernelDrops'
    | 'interrupted'
    | 'stateless'
    | 'elapsedMs'
    | 'probe'
    | 'engine'
  > {
  /** Null where the probe asks no ports. */
  readonly port: PortMeaning | null;
  /** Hosts that are up beside those of the totals. */
  readonly otherUp: number;
  /** Distinct probes there are, and of these sent. */
  readonly planned: number;
  readonly asked: number;
  /** A scan that was cut short cannot tell silence from an answer that was on its way. */
  readonly cutShort: boolean;
  /** Who stayed silent is known. */
  readonly knowsSilent: boolean;
}

/**
 * Rules:
 *  1. Completeness is of the hosts that are up, what they answered and what they did not: who is not there cannot be
 *     silent, and what routers say of him is no answer. Where nobody is up all is complete that could be asked.
 *  2. `probes` less `unasked` are those that were sent, whenever the scan ended.
 *  3. Where nobody knows what stayed silent, all that can be said is what was asked.
 */
export function endOf(totals: Totals, figures: ScanFigures): EndFinding {
  const { hostsAsked, otherUp, planned, asked, answered, port, cutShort, knowsSilent, ...same } = figures;
  const { retransmitted, strays, duplicates, late, kernelDrops, interrupted, stateless, elapsedMs, probe, engine } =
    same;
  const unlisted = totals.answerAll - totals.answersAll.length;
  return {
    type: 'end',
    hostsAsked,
    hostsUp: totals.hosts + otherUp,
    ...portFigures(port, totals, cutShort),
    probes: planned,
    answered,
    retransmitted,
    silent: knowsSilent ? Math.max(0, asked - answered) : 0,
    completeness: knowsSilent && port !== null ? completenessOf(totals, figures) : shareAsked(figures),
    unasked: planned - asked,
    strays,
    duplicates,
    late,
    limitedHosts: totals.limited,
    answersAllHosts: totals.answersAll,
    ...(unlisted > 0 ? { answersAllUnlisted: unlisted } : {}),
    kernelDrops,
    interrupted,
    ...(cutShort && !interrupted ? { cutShort: true } : {}),
    stateless,
    elapsedMs,
    probe,
    engine,
  };
}

function completenessOf({ answered, missing }: Totals, { cutShort, asked, planned }: ScanFigures): number {
  if (answered + missing > 0) return answered / (answered + missing);
  return !cutShort && asked < planned ? 0 : 1;
}

function shareAsked({ planned, asked }: ScanFigures): number {
  return planned === 0 ? 1 : asked / planned;
}

type PortFigures = Pick<EndFinding, 'openPorts' | 'closedPorts' | 'filteredPorts' | 'openFilteredPorts'>;

function portFigures(port: PortMeaning | null, totals: Totals, cutShort: boolean): PortFigures {
  if (port === null) return { openPorts: 0, closedPorts: 0, filteredPorts: 0 };
  const silent = cutShort ? 0 : totals.silent;
  return {
    openPorts: totals.open,
    closedPorts: totals.closed,
    filteredPorts: totals.filtered + (port.silent === 'filtered' ? silent : 0),
    ...(port.silent === 'open|filtered' ? { openFilteredPorts: silent } : {}),
  };
}
