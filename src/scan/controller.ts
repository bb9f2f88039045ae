// Runs a scan through an engine, whichever it is: pass after pass until nothing is left that another attempt could answer,
// then the verdict.

import type { Finding } from '../finding/finding.ts';
import { PROBES } from '../probe/probes.ts';
import { createEventReader, type EventReader } from './book/event-reader.ts';
import { statelessNotice } from './book/stateless-notice.ts';
import { writeVerdict } from './book/verdict.ts';
import type { EngineDoor } from './engine-door.ts';
import type { EngineSetup } from './engine-setup.ts';
import type { Journal } from './journal/journal.ts';
import { keptOf } from './journal/kept.ts';
import type { Resumed } from './journal/restore.ts';
import { LIST_MAX as XDP_LIST_MAX } from './kernel/layout.ts';
import { type Canaries, createCanaries } from './pace/canaries.ts';
import { createHostWatch, type HostWatch } from './pace/host-watch.ts';
import { createUdpPatience } from './pace/udp-patience.ts';
import { LIST_MAX } from './passes/pass-list.ts';
import { createPassRunner } from './passes/pass-runner.ts';
import { createPlanner, type Plan } from './passes/planner.ts';
import type { Reach } from './reach/found.ts';
import type { ScanReins } from './reins.ts';
import type { ScanSpec } from './spec.ts';
import { COMMAND } from './state/shared-state.ts';

/** A journal, and where the scan goes on by it; null: from its start. */
export interface JournalKept {
  readonly journal: Journal;
  readonly resumed: Resumed | null;
}

export interface ControllerParts {
  readonly spec: ScanSpec;
  readonly setup: EngineSetup;
  readonly reach: Reach;
  readonly door: EngineDoor;
  readonly reins: ScanReins;
  /** Where it is kept, and what of it was before. */
  readonly journal?: JournalKept | null;
  readonly emit: (finding: Finding) => void;
  readonly signal: AbortSignal;
}

/** Ends with an `end` finding. The engine begins meanwhile, if anybody is there to be asked; it is stopped here. */
export async function runController(parts: ControllerParts): Promise<void> {
  const { spec, setup, reach, door, reins, emit, signal } = parts;
  const { setsPace } = PROBES[setup.probe];
  const watch = setsPace ? createHostWatch(setup) : createUdpPatience(setup, spec.decideAll);
  const canaries = createCanaries(setup, door.canaries, reins, watch);
  const reader = createEventReader(setup, reach.neighbours, emit, canaries.learn);
  const known: Known = { ...parts, canaries, reader, watch };
  const isLost = reach.table.hosts > 0 && (await askAll(known)) === 'lost';
  if (isLost) emit(LOST);
  const elapsedMs = Math.round(door.now() + (parts.journal?.resumed?.elapsedMs ?? 0));
  writeVerdict({ ...known, interrupted: signal.aborted, isLost, engine: door.name, elapsedMs });
}

interface Known extends ControllerParts {
  readonly canaries: Canaries;
  readonly reader: EventReader;
  readonly watch: HostWatch;
}

/** Plan by plan: a pass to send, or a time to wait for. */
async function askAll(known: Known): Promise<'asked' | 'lost'> {
  const { spec, setup, door, reader, watch, emit, signal } = known;
  const journal = known.journal ?? null;
  if (setup.state.ledger.length === 0) emit(statelessNotice(setup, spec));
  const planner = createPlanner(
    spec,
    setup,
    watch,
    door.name === 'kernel' ? XDP_LIST_MAX : LIST_MAX,
    known.canaries.lossOf,
    journal?.resumed,
  );
  if (journal !== null && journal.resumed !== null) reader.recall();
  const keeper = journal?.journal.keep(keptOf({ setup, now: door.now, emit }, planner, journal.resumed)) ?? null;
  const runner = createPassRunner({ ...known, excuse: planner.excuse, look: () => keeper?.look(door.now()) });
  abandonWhen(signal, setup);
  // What comes next is not asked once it is over: a pass that was cut short has not gone, and the journal says so.
  const next = (): Plan | null => (runner.isOver() ? null : planner.next(door.now()));
  for (let plan: Plan | null = planner.first(); plan !== null; plan = next()) {
    if ('until' in plan) await runner.waitUntil(plan.until);
    else await runner.send(plan);
  }
  await door.stop();
  await keeper?.end();
  reader.drain();
  reader.ports.release(signal.aborted || runner.isLost());
  return runner.isLost() ? 'lost' : 'asked';
}

/** The pass that runs ends at once. */
function abandonWhen(signal: AbortSignal, { state }: EngineSetup): void {
  const abandon = () => Atomics.store(state.commands, COMMAND.abandon, 1);
  signal.addEventListener('abort', abandon, { once: true });
  if (signal.aborted) abandon();
}

const LOST: Finding = {
  type: 'notice',
  code: 'N_OUTAGE',
  text: 'nobody answers any more, those neither who did before: the scan ends here. Look at the link and the way there, then scan again',
};
