// When a round is over, and what the next one asks.
import { floatStranded } from './launch.ts';
import { planRepeats } from './repeats.ts';
import { createConnectRound } from './round.ts';
import { strangerAsks } from './round-trip.ts';
import type { ConnectScan } from './scan.ts';
import { giveAll, OVER, silentSource, turnSilence } from './silence.ts';
import { staySilent } from './sweep.ts';
import { bearsNow, hasCanaries } from './way/state.ts';

/** What our own system would not begin is tried once more so long after. */
const STRANDED_MS = 1000;

/** Nothing of this round is to be begun or waited for. */
export function isIdle({ round, window, flights, attempt, spec }: ConnectScan): boolean {
  if (!round.isEmpty() || window.flying > 0) return false;
  return flights.lingering === 0 || (attempt === 1 && spec.maxRetries !== 0);
}

/** The round is over once nothing is left of it, and it is sure that its silence was silence. */
export function isRoundOver(scan: ConnectScan, time: number): boolean {
  if (!isIdle(scan) || !bearsNow(scan.way) || scan.silence.unsure.probes.length > 0) return false;
  if (scan.stranded.length === 0) return true;
  if (scan.floatedIn < scan.attempt) {
    const { way, strandedAt } = scan;
    if (time - strandedAt < STRANDED_MS || way.pending > 0) return false;
    if (hasCanaries(way) && way.canaryAt < strandedAt) return false;
    scan.floatedIn = scan.attempt;
    floatStranded(scan);
    return false;
  }
  for (let probe = scan.stranded.shift(); probe >= 0; probe = scan.stranded.shift()) {
    if (scan.again.delete(probe) || scan.attempt > 1) staySilent(scan, probe, OVER);
    else scan.refused.push(probe);
  }
  return scan.silence.unsure.probes.length === 0;
}

/** Begins the next round; false where the scan is over. */
export function nextRound(scan: ConnectScan): boolean {
  const { silence, hosts, ports, attempt, answeredBefore, recovered, flights } = scan;
  const elsewhere = flights.lingering;
  const asks = strangerAsks(scan.sockets.synRepeats);
  const plan = planRepeats(
    silence.silent,
    elsewhere,
    ports,
    hosts,
    attempt,
    answeredBefore,
    recovered,
    scan.spec.maxRetries,
    asks,
  );
  scan.given = plan.given;
  const waiting = silence.later.length + flights.lingering;
  if (!plan.due || (plan.list.probes.length === 0 && waiting === 0)) {
    giveAll(silence.later, scan.given);
    giveAll(silence.over, scan.given);
    return false;
  }
  turnSilence(silence);
  scan.answeredBefore = scan.answered;
  scan.attempt++;
  scan.round = createConnectRound(silentSource(plan.list, scan.now), ports, hosts, scan.silentMost);
  return true;
}
