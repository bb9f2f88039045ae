// Where most of what is asked is silent anyway, silence does not tell that a queue ran over. Canaries do: woven into the
// stream they meet the same queues, and what becomes of them is what the window over all goes by (connect/window.ts).
//
// Rules:
//  1. None where most is answered: those answers tell as much.
//  2. One for every few probes, so that an epoch of the window has enough of them to be judged by: of EVERY_MOST probes one at
//     the least, of EVERY_LEAST at the most.
//  3. None of what is known is asked more often than once in SAME_MS: a full connection is something a service sees. Under a
//     cap so low that they would take the place of probes none are asked.
import { WOVEN } from '../flights.ts';
import type { ConnectScan } from '../scan.ts';
import { RESULTS_LEAST } from '../window.ts';
import { canaryChoice } from './state.ts';
import { sendCanary } from './way.ts';

const EVERY_LEAST = 8;
const EVERY_MOST = 50;
const SAME_MS = 25;
const LOWEST_CAP = 500;

/** So many connects went out: a canary goes after some of them. */
export function weave(scan: ConnectScan, begun: number, time: number): void {
  const { way, window, reins } = scan;
  if (!window.mostlySilent || (reins.rateCap !== null && reins.rateCap < LOWEST_CAP)) return;
  const every = Math.min(EVERY_MOST, Math.max(EVERY_LEAST, window.size / (2 * RESULTS_LEAST)));
  way.wovenDue = Math.min(way.wovenDue + begun / every, 1);
  if (way.wovenDue < 1 || time - way.wovenAt < SAME_MS / canaryChoice(way)) return;
  way.wovenDue = 0;
  way.wovenAt = time;
  sendCanary(scan, WOVEN, time);
}
