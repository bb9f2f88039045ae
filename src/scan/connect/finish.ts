// The end of a connect scan, whatever ended it.
import { ScanError } from '../scan-error.ts';
import { IDLE, isCanary } from './flights.ts';
import { type ConnectScan, countRepeats } from './scan.ts';
import { confirmSilence, giveAll } from './silence.ts';
import { writeConnectSummary } from './summary.ts';
import { describeRefused } from './way/way.ts';

/** Says what was found, what is not known, and why. */
export function finish(scan: ConnectScan, interrupted: boolean, elapsed: number): void {
  const { cut } = scan;
  if (cut?.code === 'E_NO_SOCKETS' && scan.answered === 0) throw new ScanError(cut.code, cut.text);
  if (interrupted || cut !== null) landAll(scan);
  const unasked = scan.probes - scan.asked;
  if (cut !== null) {
    const text = `${cut.text}: the scan ends here, ${unasked.toLocaleString('en')} probes were not asked`;
    scan.notice(cut.code === 'E_NO_SOCKETS' ? 'N_NO_SOCKETS' : cut.code, text);
  } else if (scan.refused.length > 0) {
    scan.notice('N_REFUSED_HERE', describeRefused(scan.way, scan.refused.length));
  }
  writeConnectSummary(scan, interrupted, Math.round(elapsed));
}

/** What is under way when a scan ends early was asked and is not answered. */
function landAll(scan: ConnectScan): void {
  const { flights, silence, given } = scan;
  const time = scan.now();
  for (let slot = 0; slot < flights.used; slot++) {
    if (flights.state[slot] === IDLE || isCanary(flights, slot)) continue;
    scan.retransmitted += countRepeats(scan, time - flights.sentAt[slot]);
    given.push(flights.probe[slot]);
  }
  for (const probe of scan.again) given.push(probe);
  confirmSilence(silence);
  for (const list of [silence.silent.probes, silence.later, silence.over]) giveAll(list, given);
}
