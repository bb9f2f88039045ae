// A scan by datagrams in its journal: what was answered is there, and who was silent is asked anew.

import type { Journal, Keeper } from '../journal/journal.ts';
import { notKept } from '../journal/not-kept.ts';
import { eachAnswered } from '../journal/restore.ts';
import { recall } from './asking.ts';
import { type DatagramScan, unansweredProbes } from './scan.ts';

/** Takes what the journal has, and begins to keep it; null where there is none. */
export function keepDatagrams(scan: DatagramScan, journal: Journal | null): Keeper | null {
  if (journal === null) return null;
  const start = scan.now();
  const { before } = journal;
  if (before !== null) {
    eachAnswered(before, scan.table, (host, portIndex, verdict) => recall(scan, host, portIndex, verdict));
    scan.source = unansweredProbes(scan);
    scan.sent = Math.max(scan.asked, before.sent);
    scan.elapsedBefore = before.elapsedMs;
  }
  const { table, portNumbers, state } = scan;
  return journal.keep({
    ...{ table, ports: portNumbers.length, ledger: state.ledger, hosts: state.hosts },
    figures: () => ({
      ...{ pass: scan.attempt, position: 0, repeats: false, sent: scan.sent, byPass: [0, scan.answered] },
      elapsedMs: scan.elapsedBefore + scan.now() - start,
    }),
    failed: (text) => scan.emit(notKept(text)),
  });
}
