// Where the scan is, five times a second.
import type { Finding } from '../../finding/finding.ts';
import { asksPorts } from '../../probe/meaning.ts';
import { PROBES } from '../../probe/probes.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { countProbes } from '../order/order.ts';
import { COUNTER, type Pass } from '../state/shared-state.ts';
import type { EventReader } from './event-reader.ts';

const INTERVAL_MS = 200;
/** The first pass is most of the way; what is left for the repeats is not known before they come. */
const FIRST_PASS_SHARE = 0.95;

/** `reader`: what was told is what is shown, so that a tarpit's ports are not. */
export function createProgress(setup: EngineSetup, reader: EventReader, emit: (finding: Finding) => void) {
  const { counters } = setup.state;
  const places = setup.table.hosts * setup.portNumbers.length;
  const probes = countProbes(setup);
  let shownAt = -1;
  let shownSent = 0;
  let shownPass = 0;
  /** Frames sent before the pass that runs. */
  let sentBefore = 0;
  let done = 0;

  function remaining(pass: Pass, perSecond: number): number | null {
    if (perSecond <= 0) return null;
    const left =
      pass.list === null
        ? (places - counters[COUNTER.position]) / setup.shard.count
        : pass.list.length - (counters[COUNTER.sent] - sentBefore);
    return (Math.max(0, left) / perSecond) * 1000;
  }

  return {
    /** Milliseconds that the rest of the first pass takes at `rate` frames a second. */
    remainingAt: (rate: number) => ((places - counters[COUNTER.position]) / setup.shard.count / rate) * 1000,
    /** True where every probe has its answer. */
    allAnswered: () => counters[COUNTER.answered] >= probes && setup.state.ledger.length > 0,
    /** Called often while a pass runs; speaks up when it is time. `nowMs`: since the scan's start. */
    show(pass: Pass, nowMs: number): void {
      const sent = counters[COUNTER.sent];
      if (pass.number !== shownPass) {
        shownPass = pass.number;
        sentBefore = sent;
      }
      // The first call only begins the count: before it neighbours were looked for, and nothing was sent.
      if (shownAt < 0) shownAt = nowMs;
      if (nowMs - shownAt < INTERVAL_MS) return;
      const rate = ((sent - shownSent) / (nowMs - shownAt)) * 1000;
      shownAt = nowMs;
      shownSent = sent;
      const walked = pass.list === null ? (counters[COUNTER.position] / places) * FIRST_PASS_SHARE : FIRST_PASS_SHARE;
      done = Math.max(done, Math.min(0.999, walked));
      emit({
        type: 'progress',
        phase: pass.list === null ? 'scan' : 'repeat',
        attempt: pass.number,
        done,
        rate: Math.round(rate),
        sent,
        answered: counters[COUNTER.answered],
        openPorts: asksPorts(PROBES[setup.probe]) ? reader.ports.told : null,
        hostsUp: reader.hostsUp(),
        remainingMs: remaining(pass, rate),
      });
    },
  };
}
