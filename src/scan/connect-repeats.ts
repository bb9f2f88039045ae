// Which silent probes a connect scan asks in its next round.
import type { ConnectHosts } from './connect-hosts.ts';
import { createProbeList, type ProbeList } from './probe-list.ts';
import { attemptsFor, measuredLoss } from './rounds.ts';

/** No loss is so high that more would help: a host that lets one probe in four through is found with this. */
export const ATTEMPTS_MOST = 10;

export interface Repeats {
  /** To be asked again; empty at the end of the scan. */
  readonly list: ProbeList;
  /** Probes to hosts that are up which stay silent for good. */
  readonly given: ProbeList;
}

/**
 * `attempt`: how often the silent probes have been asked. `answered`: answers to the rounds before the last one;
 * `recovered`: answers that only a repeat brought.
 */
export function planRepeats(
  silent: ProbeList,
  ports: number,
  hosts: ConnectHosts,
  attempt: number,
  answered: number,
  recovered: number,
  maxRetries: number | null,
): Repeats {
  const talking = createProbeList();
  const quiet = createProbeList();
  for (let probe = silent.shift(); probe >= 0; probe = silent.shift()) {
    (hosts.get(Math.floor(probe / ports))?.up === true ? talking : quiet).push(probe);
  }
  const loss = measuredLoss(answered, recovered);
  const due = (talks: boolean): boolean => {
    const host = { talks, limited: false };
    return attempt < Math.min(ATTEMPTS_MOST, attemptsFor(host, loss, answered, quiet.length, maxRetries));
  };
  if (!due(true)) return { list: createProbeList(), given: talking };
  if (due(false)) for (let probe = quiet.shift(); probe >= 0; probe = quiet.shift()) talking.push(probe);
  return { list: talking, given: createProbeList() };
}
