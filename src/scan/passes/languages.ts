// Of which ports of a scan a language is known, and which of the turns of an attempt asks them (form-table.ts).
import { turnsOf } from '../../probe/form-table.ts';
import { PROBES } from '../../probe/probes.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { get, OPEN, UNANSWERED } from '../state/ledger.ts';

export interface Languages {
  /** Indices of the ports that are asked in a language of their own, ascending. */
  readonly spoken: Uint16Array;
  /** By turn, the indices of the ports that it asks; of the first, which asks all, those of `spoken`. */
  readonly byTurn: readonly Uint16Array[];
}

export function languagesOf({
  probe,
  forms,
  portNumbers,
}: Pick<EngineSetup, 'probe' | 'forms' | 'portNumbers'>): Languages {
  const { turns } = PROBES[probe];
  const indices = [...portNumbers.keys()];
  // Where each port has one form, that is no language.
  const spoken = turns === 1 ? [] : indices.filter((index) => forms[0][index] !== 0);
  const byTurn = Array.from({ length: turns }, (_, turn) =>
    Uint16Array.from(spoken.filter((index) => turn < turnsOf(forms, turns, index))),
  );
  return { spoken: byTurn[0], byTurn };
}

/** What has become of the ports of which a language is known, and of the others. */
export interface SpokenCounts {
  /** There are such ports. */
  readonly any: boolean;
  spokenSilent(host: number): number;
  unspokenOpen(host: number): number;
  allSpokenOpen(): number;
}

/** `mine`: which probes the shard asks. */
export function createSpokenCounts(
  { state: { hosts, ledger }, portNumbers }: Pick<EngineSetup, 'state' | 'portNumbers'>,
  { spoken }: Languages,
  mine: (host: number, portIndex: number) => boolean,
): SpokenCounts {
  function spokenIn(host: number, state: number): number {
    const first = host * portNumbers.length;
    let count = 0;
    for (const index of spoken) if (get(ledger, first + index) === state && mine(host, index)) count++;
    return count;
  }

  return {
    any: spoken.length > 0,
    spokenSilent: (host) => spokenIn(host, UNANSWERED),
    unspokenOpen: (host) => hosts.open[host] - spokenIn(host, OPEN),
    allSpokenOpen() {
      let sum = 0;
      for (let host = 0; host < hosts.open.length; host++) if (hosts.open[host] > 0) sum += spokenIn(host, OPEN);
      return sum;
    },
  };
}
