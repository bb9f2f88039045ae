// A connect scan in its journal. What was answered is there; who was silent is asked anew, as nobody knows what its socket still waited for.

import type { Journal, Keeper } from '../journal/journal.ts';
import { notKept } from '../journal/not-kept.ts';
import { eachAnswered } from '../journal/restore.ts';
import { addressOfHost } from '../order/host-table.ts';
import { CLOSED, FILTERED, get, OPEN, UNANSWERED } from '../state/ledger.ts';
import { wholeOrder } from './order.ts';
import { createConnectRound } from './round.ts';
import { CONNECT_MEANING, type ConnectScan } from './scan.ts';
import { learnCanary } from './way/state.ts';

/** Takes what the journal has, and begins to keep it; null where there is none. */
export function keepConnect(scan: ConnectScan, journal: Journal | null): Keeper | null {
  if (journal === null) return null;
  const start = scan.now();
  if (journal.before !== null) goOn(scan, journal.before, start);
  const { table, ports, state } = scan;
  return journal.keep({
    ...{ table, ports, ledger: state.ledger, hosts: state.hosts },
    figures: () => ({
      ...{ pass: scan.attempt, position: 0, repeats: false, sent: scan.sent, byPass: [0, scan.answered] },
      elapsedMs: scan.elapsedBefore + scan.now() - start,
    }),
    failed: (text) => scan.emit(notKept(text)),
  });
}

function goOn(scan: ConnectScan, before: NonNullable<Journal['before']>, now: number): void {
  const { state, ports } = scan;
  if (state.ledger.length > 0) {
    eachAnswered(before, scan.table, (host, index, verdict) => {
      state.hosts.sent[host]++;
      scan.asked++;
      recall(scan, host, index, verdict, now);
    });
    const order = wholeOrder(scan.spec, scan.table, scan.portNumbers);
    scan.round = createConnectRound(unanswered(order, state.ledger), ports, scan.hosts, scan.silentMost);
  }
  scan.sent = Math.max(scan.asked, before.sent);
  scan.elapsedBefore = before.elapsedMs;
}

function recall(scan: ConnectScan, number: number, portIndex: number, verdict: number, now: number): void {
  const { hosts, ports } = scan;
  // Whom an error came from is not kept: it says nothing of the host.
  const itself = verdict !== FILTERED;
  const reason =
    verdict === OPEN ? CONNECT_MEANING.open : verdict === CLOSED ? CONNECT_MEANING.closed : 'icmp-unreachable';
  const host = hosts.meet(number, addressOfHost(scan.table, number), now, itself, reason, 0);
  scan.answered++;
  if (verdict === OPEN) hosts.open(host, portIndex, 0);
  else if (verdict === CLOSED) hosts.closed(host, portIndex);
  else hosts.filtered(host, portIndex, reason);
  if (itself) learnCanary(scan.way, number * ports + portIndex, verdict === OPEN);
}

function unanswered(order: ReturnType<typeof wholeOrder>, ledger: Uint32Array): ReturnType<typeof wholeOrder> {
  return {
    next() {
      let probe = order.next();
      while (probe >= 0 && get(ledger, probe) !== UNANSWERED) probe = order.next();
      return probe;
    },
  };
}
