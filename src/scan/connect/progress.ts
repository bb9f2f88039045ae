// Where a connect scan is, five times a second.
import type { Finding } from '../../finding/finding.ts';
import type { ConnectScan } from './scan.ts';
import { silentCount } from './silence.ts';

const INTERVAL_MS = 200;
/** How much of the newest rate goes into the one that the time left is told from. */
const SMOOTHING = 0.3;
/** The whole order, and then the repeats, as shares of the bar. */
const FIRST_ROUND_SHARE = 0.95;

export type ConnectProgress = (now: number, scan: ConnectScan) => void;

export function createConnectProgress(emit: (finding: Finding) => void, start: number): ConnectProgress {
  let shownAt = start;
  let shownSent = 0;
  let smoothRate = 0;
  let done = 0;
  return (now, scan) => {
    const elapsed = now - shownAt;
    if (elapsed < INTERVAL_MS) return;
    const { attempt, probes, asked, sent, answered } = scan;
    const rate = ((sent - shownSent) / elapsed) * 1000;
    smoothRate = smoothRate === 0 ? rate : smoothRate + (rate - smoothRate) * SMOOTHING;
    shownAt = now;
    shownSent = sent;
    const first = attempt === 1;
    if (probes > 0) done = Math.max(done, Math.min(0.999, (asked / probes) * FIRST_ROUND_SHARE));
    // The silent ones of this round are asked once more at least.
    const left = first ? probes - asked + silentCount(scan.silence) : null;
    emit({
      type: 'progress',
      phase: first ? 'scan' : 'repeat',
      attempt,
      done,
      rate: Math.round(rate),
      sent,
      answered,
      openPorts: scan.open,
      hostsUp: scan.hosts.up,
      remainingMs: left === null || smoothRate <= 0 ? null : Math.round((left / smoothRate) * 1000),
    });
  };
}
