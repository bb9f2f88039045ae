// What the journal of a scan by the planner's passes keeps, whoever sends them.
import type { Finding } from '../../finding/finding.ts';
import type { EngineSetup } from '../engine-setup.ts';
import type { Planner } from '../passes/planner.ts';
import { COMMAND, COUNTER } from '../state/shared-state.ts';
import type { Kept } from './journal.ts';
import { notKept } from './not-kept.ts';
import type { Resumed } from './restore.ts';

interface Parts {
  readonly setup: EngineSetup;
  /** Milliseconds since the start. */
  readonly now: () => number;
  readonly emit: (finding: Finding) => void;
}

export function keptOf({ setup, now, emit }: Parts, planner: Planner, resumed: Resumed | null): Kept {
  const { state, table, portNumbers } = setup;
  const { commands, counters, ledger, hosts } = state;
  const elapsedBefore = resumed?.elapsedMs ?? 0;
  return {
    ...{ table, ports: portNumbers.length, ledger, hosts },
    made: planner.attempts.made,
    whole: planner.attempts.whole,
    figures() {
      const { pass, repeats } = planner.standing();
      const begun = Atomics.load(commands, COMMAND.receiverPass) === pass;
      return {
        ...{ pass, repeats, elapsedMs: elapsedBefore + now(), sent: counters[COUNTER.sent] },
        position: begun ? counters[COUNTER.position] : (resumed?.position ?? 0),
        byPass: Array.from({ length: 16 }, (_, slot) => counters[COUNTER.answeredByPass + slot]),
      };
    },
    failed: (text) => emit(notKept(text)),
  };
}
