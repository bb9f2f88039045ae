// The end of a survey from the ends of its stages.
//
// 1. What was asked and answered adds up. Ports too: no two stages ask the same ones, but for those that were open after all (after-all.ts).
// 2. Hosts count once: as many as there were different addresses, and never fewer than one stage alone saw.
// 3. Completeness is the mean of the stages, each by as many probes as it asked: 1 only where it is 1 in all.
//    Where hosts are looked for first, that asks no port: it adds hosts, time, and what happened to packets.
// 4. Interrupted or stateless is the whole where one stage is. What a stage was to ask that never began was not asked.
import { createAfterAll } from './after-all.ts';
import type { End, Line, ScanCounters } from './finding.ts';

/** So many addresses are told apart; of more the most that one stage saw stands for all. */
const HOSTS_MOST = 2 ** 20;
/** As many addresses as one stage lists. */
const LISTED_MOST = 65_536;

export interface Sums {
  /** Takes every line of the survey in; looks at hosts, ends of phases, and what was open after all. */
  take(line: Line): void;
  /** A stage never began, because of an interruption; so many probes it was to send. */
  leaveOut(probes: number): void;
  end(time: Line['time']): End;
}

/** The stage that looks for hosts. */
const LOOKING = 'discover';

type Sum = Omit<End, 'time' | 'failedStages'>;

/** `stages`: how many will be run. */
export function createSums(stages: number): Sums {
  const up = new Set<string>();
  const failed: string[] = [];
  let sum = NOTHING;
  const afterAll = createAfterAll();

  return {
    take(line) {
      // One stage has counted them itself; those that were heard no stage has.
      if (line.type === 'host' && (stages > 1 || line.reason === 'heard') && up.size < HOSTS_MOST) up.add(line.ip);
      afterAll.take(line);
      if (line.type !== 'phase-end') return;
      if (line.error !== undefined) failed.push(line.stage);
      if (line.counters === undefined) return;
      const of = line.stage === LOOKING && stages > 1 ? ofHosts(line.counters) : line.counters;
      sum = sum === NOTHING ? { type: 'end', ...of } : add(sum, of);
    },
    leaveOut(probes) {
      sum = { ...sum, probes: sum.probes + probes, unasked: sum.unasked + probes, interrupted: true };
    },
    end(time) {
      const { openPorts, closedPorts, filteredPorts, openFilteredPorts: undecided } = sum;
      const after = afterAll.sum();
      for (const ip of after.unseen) if (up.size < HOSTS_MOST) up.add(ip);
      const hostsUp = stages > 1 ? Math.max(sum.hostsUp, up.size) : sum.hostsUp + up.size;
      return {
        ...sum,
        hostsUp,
        openPorts: openPorts + after.open,
        closedPorts: Math.max(0, closedPorts - after.closed),
        filteredPorts: Math.max(0, filteredPorts - after.filtered),
        ...(undecided === undefined ? {} : { openFilteredPorts: Math.max(0, undecided - after.openFiltered) }),
        ...(failed.length > 0 ? { failedStages: failed } : {}),
        time,
      };
    },
  };
}

/** Of one survey in parts, each with targets of its own: hosts add up too. */
export function joinEnds(one: End, other: End): End {
  const [{ failedStages: _one, ...sum }, { failedStages: _other, ...more }] = [one, other];
  const failed = [...new Set([...(one.failedStages ?? []), ...(other.failedStages ?? [])])];
  return {
    ...add(sum, more),
    hostsAsked: one.hostsAsked + other.hostsAsked,
    hostsUp: one.hostsUp + other.hostsUp,
    ...(failed.length > 0 ? { failedStages: failed } : {}),
    time: other.time,
  };
}

/** No stage has come to anything. */
const NOTHING: Sum = {
  type: 'end',
  hostsAsked: 0,
  hostsUp: 0,
  openPorts: 0,
  closedPorts: 0,
  filteredPorts: 0,
  probes: 0,
  answered: 0,
  retransmitted: 0,
  silent: 0,
  completeness: 1,
  unasked: 0,
  strays: 0,
  duplicates: 0,
  late: 0,
  limitedHosts: [],
  answersAllHosts: [],
  kernelDrops: 0,
  interrupted: false,
  stateless: false,
  elapsedMs: 0,
  probe: 'several',
  engine: 'several',
};

function ofHosts(counters: ScanCounters): ScanCounters {
  const none = { probes: 0, answered: 0, silent: 0, unasked: 0, completeness: 1 };
  return { ...counters, ...none, openPorts: 0, closedPorts: 0, filteredPorts: 0 };
}

function add(one: Sum, other: ScanCounters | Sum): Sum {
  const [asked, more] = [one.probes, other.probes];
  const all = asked + more;
  const answersAll = [...new Set([...one.answersAllHosts, ...other.answersAllHosts])];
  const unlisted =
    Math.max(0, answersAll.length - LISTED_MOST) + (one.answersAllUnlisted ?? 0) + (other.answersAllUnlisted ?? 0);
  const openFiltered = [one.openFilteredPorts, other.openFilteredPorts].filter((each) => each !== undefined);
  return {
    type: 'end',
    hostsAsked: Math.max(one.hostsAsked, other.hostsAsked),
    hostsUp: Math.max(one.hostsUp, other.hostsUp),
    openPorts: one.openPorts + other.openPorts,
    closedPorts: one.closedPorts + other.closedPorts,
    filteredPorts: one.filteredPorts + other.filteredPorts,
    ...(openFiltered.length > 0 ? { openFilteredPorts: openFiltered.reduce((a, b) => a + b) } : {}),
    probes: all,
    answered: one.answered + other.answered,
    retransmitted: one.retransmitted + other.retransmitted,
    silent: one.silent + other.silent,
    completeness: all === 0 ? 1 : (one.completeness * asked + other.completeness * more) / all,
    unasked: one.unasked + other.unasked,
    strays: one.strays + other.strays,
    duplicates: one.duplicates + other.duplicates,
    late: one.late + other.late,
    limitedHosts: [...new Set([...one.limitedHosts, ...other.limitedHosts])],
    answersAllHosts: answersAll.slice(0, LISTED_MOST),
    ...(unlisted > 0 ? { answersAllUnlisted: unlisted } : {}),
    kernelDrops: one.kernelDrops + other.kernelDrops,
    interrupted: one.interrupted || other.interrupted,
    ...(one.cutShort === true || other.cutShort === true ? { cutShort: true } : {}),
    stateless: one.stateless || other.stateless,
    elapsedMs: one.elapsedMs + other.elapsedMs,
    ...(one.probe === LOOKING ? { probe: other.probe, engine: other.engine } : together(one, other)),
  };
}

function together(one: Sum, other: ScanCounters | Sum): Pick<Sum, 'probe' | 'engine'> {
  return {
    probe: one.probe === other.probe ? one.probe : 'several',
    engine: one.engine === other.engine ? one.engine : 'several',
  };
}
