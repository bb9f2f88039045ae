// Which silent probes a connect scan asks in its next round.

import { attemptsFor, measuredLoss } from '../passes/rounds.ts';
import type { ConnectHosts } from './hosts.ts';
import { createProbeList, type ProbeList } from './probe-list.ts';
import { createSilentList, pushSilent, type SilentList } from './silence.ts';

/** No loss is so high that more would help: a host that lets one probe in four through is found with this. */
export const ATTEMPTS_MOST = 14;

export interface Repeats {
  /** To be asked again; empty at the end of the scan. */
  readonly list: SilentList;
  /** Probes to hosts that are up which stay silent for good. */
  readonly given: ProbeList;
  /** Whether probes to hosts that are up are asked once more at all. */
  readonly due: boolean;
}

/**
 * `silent`: all that were given up; it is emptied. `elsewhere`: how many more wait for their answers at hosts that never
 * answered. `attempt`: how often the silent probes have been asked. `answered`: answers to the rounds before the last one;
 * `recovered`: answers that only a repeat brought.
 */
export function planRepeats(
  silent: SilentList,
  elsewhere: number,
  ports: number,
  hosts: ConnectHosts,
  attempt: number,
  answered: number,
  recovered: number,
  maxRetries: number | null,
  asksOfStrangers: number,
): Repeats {
  const talking = createSilentList();
  const quiet = createSilentList();
  for (let probe = silent.probes.shift(); probe >= 0; probe = silent.probes.shift()) {
    const talks = hosts.get(Math.floor(probe / ports))?.up === true;
    pushSilent(talks ? talking : quiet, probe, silent.times.shift());
  }
  const loss = measuredLoss(answered, recovered);
  const due = (talks: boolean): boolean => {
    const host = { talks, limited: false };
    // A stranger's socket waits so long that the kernel repeats its SYN more than once.
    const asked = talks || attempt === 1 ? attempt : (attempt - 1) * asksOfStrangers;
    return (
      asked < Math.min(ATTEMPTS_MOST, attemptsFor(host, loss, answered, quiet.probes.length + elsewhere, maxRetries))
    );
  };
  if (!due(true)) return { list: createSilentList(), given: talking.probes, due: false };
  if (due(false)) {
    for (let probe = quiet.probes.shift(); probe >= 0; probe = quiet.probes.shift()) {
      pushSilent(talking, probe, quiet.times.shift());
    }
  }
  return { list: talking, given: createProbeList(), due: true };
}
