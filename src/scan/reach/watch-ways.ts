// Beside a scan: follows next hops that change, and tells of interfaces that can send no more.

import type { Finding } from '../../finding/finding.ts';
import { createCarrierWatch } from '../../link/interfaces/carrier-watch.ts';
import { bootMillis } from '../../link/time.ts';
import type { EngineSetup } from '../engine-setup.ts';
import type { ScanReins } from '../reins.ts';
import type { FoundReach } from './found.ts';
import { createHopWatch, HOP_WATCH_MS } from './hop-watch.ts';

export interface WaysWatched {
  /** Begins to watch, which takes a millisecond. Throws SystemError. */
  begin(): void;
  /** Findings go through it: nothing may come after the last one. */
  emit(finding: Finding): void;
  stop(): void;
}

export function watchWays(
  reach: FoundReach,
  reins: ScanReins,
  setup: EngineSetup,
  emit: (finding: Finding) => void,
): WaysWatched {
  const hops = createHopWatch({ reach, setup, reins }, bootMillis());
  const carrier = createCarrierWatch(
    reach.interfaces.filter(({ kind }) => kind !== 'loopback'),
    (code, text) => emit({ type: 'notice', code, text }),
  );
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => clearInterval(timer);
  return {
    begin() {
      reach.line?.open();
      timer = setInterval(() => {
        hops.tick(bootMillis());
        carrier.tick(bootMillis());
      }, HOP_WATCH_MS);
    },
    emit(finding) {
      if (finding.type === 'end') {
        stop();
        // What a scan of milliseconds has not looked at yet: a second machine with the same address.
        hops.tick(bootMillis());
      }
      emit(finding);
    },
    stop,
  };
}
