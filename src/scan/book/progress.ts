// Where a scan by the planner’s passes is.
import type { Finding } from '../../finding/finding.ts';
import { attemptOf } from '../../probe/form-table.ts';
import { asksPorts } from '../../probe/meaning.ts';
import { PROBES } from '../../probe/probes.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { countProbes } from '../order/order.ts';
import { COUNTER, type Pass } from '../state/shared-state.ts';
import type { EventReader } from './event-reader.ts';
import { createProgressLine, FIRST_PASS_SHARE } from './progress-line.ts';

/** `reader`: what was told is what is shown, so that a tarpit's ports are not. */
export function createProgress(setup: EngineSetup, reader: EventReader, emit: (finding: Finding) => void) {
  const { counters } = setup.state;
  const places = setup.table.hosts * setup.portNumbers.length;
  const probes = countProbes(setup);
  const line = createProgressLine(emit);
  let shownPass = 0;
  /** What is asked before the whole order (planner.ts, rule 4) is little. */
  let hasBegun = false;
  /** Frames sent before the pass that runs. */
  let sentBefore = 0;

  function left(pass: Pass): number {
    return pass.list === null
      ? (places - counters[COUNTER.position]) / setup.shard.count
      : pass.list.length - (counters[COUNTER.sent] - sentBefore);
  }

  function doneOf(pass: Pass): number {
    if (!hasBegun) return 0;
    return pass.list === null ? (counters[COUNTER.position] / places) * FIRST_PASS_SHARE : FIRST_PASS_SHARE;
  }

  return {
    /** Milliseconds that the rest of the first pass takes at `rate` frames a second. */
    remainingAt: (rate: number) => ((places - counters[COUNTER.position]) / setup.shard.count / rate) * 1000,
    /** True where every probe has its answer. */
    allAnswered: () => counters[COUNTER.answered] >= probes && setup.state.ledger.length > 0,
    /**
     * Called often while a pass runs; speaks up when it is time. `nowMs`: since the scan's start. `decidingMs`: what it takes until all
     * hosts have told all (host-watch.ts); null where that is not wanted.
     */
    show(pass: Pass, nowMs: number, decidingMs: number | null = null): void {
      const sent = counters[COUNTER.sent];
      hasBegun ||= pass.list === null;
      if (pass.number !== shownPass) {
        shownPass = pass.number;
        sentBefore = sent;
      }
      line(nowMs, () => ({
        phase: pass.list === null || !hasBegun ? 'scan' : 'repeat',
        attempt: attemptOf(PROBES[setup.probe], pass.number),
        done: decidingMs === null ? doneOf(pass) : nowMs / (nowMs + decidingMs),
        sent,
        answered: counters[COUNTER.answered],
        openPorts: asksPorts(PROBES[setup.probe]) ? reader.ports.told : null,
        hostsUp: reader.hostsUp(),
        left: left(pass),
        ...(decidingMs === null ? {} : { leftMs: decidingMs }),
      }));
    },
  };
}
