// The end of a connect scan: every host that is up, and how complete it all was.
import type { Finding } from '../../finding/finding.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { endOf } from '../book/end.ts';
import { createTotals, endHost, type Few, TELL_EACH } from '../book/host-end.ts';
import { probesOfAddress } from '../order/order.ts';
import type { ConnectHost } from './hosts.ts';
import { type ConnectScan, CONNECT_MEANING as PORT } from './scan.ts';

/**
 * Emits the last findings of a scan.
 *
 * Rules:
 *  1. What was answered, what stayed silent and what was not asked are three things. Ports are called filtered where they
 *     stayed silent; completeness counts what was not asked of hosts that are up as well, except after an interruption,
 *     where it speaks of what was asked.
 *  2. Whatever was sent counts as asked, also what was still under way at the end.
 */
export function writeConnectSummary(scan: ConnectScan, interrupted: boolean, elapsedMs: number): void {
  const { spec, hosts, book, emit } = scan;
  const silentOf = countSilent(scan, interrupted);
  const totals = createTotals();
  book.release(interrupted || scan.cut !== null);
  for (const [number, host] of [...hosts.all].sort(([a], [b]) => a - b)) {
    if (!host.up) continue;
    const { address, open, closed, filtered } = host;
    const silent = silentOf(number, host);
    const answered = answersOf(host);
    totals.hosts++;
    const tally = {
      ...{ address, open, closed, filtered, silent },
      // Who was interrupted cannot tell silence from an answer that was on its way.
      unknown: interrupted ? 0 : silent,
      missing: interrupted ? silent : Math.max(0, mineOf(scan, host) - answered),
      answersAll: book.answersAll(number),
      limit: null,
    };
    endHost(tally, PORT, totals, emit, (few) => tellOthers(host, few, emit));
  }
  const { others } = hosts;
  totals.hosts += others.up;
  totals.open += others.open;
  totals.closed += others.closed;
  totals.filtered += others.filtered;
  const end = endOf(totals, {
    hostsAsked: scan.table.hosts,
    otherUp: 0,
    port: PORT,
    planned: scan.probes,
    asked: scan.asked,
    answered: scan.answered,
    retransmitted: scan.retransmitted,
    cutShort: interrupted,
    knowsSilent: others.up === 0,
    ...{ strays: 0, duplicates: 0, late: 0, kernelDrops: 0 },
    interrupted,
    stateless: scan.stateless,
    elapsedMs,
    probe: spec.probe,
    engine: 'connect',
  });
  emit(end);
}

function answersOf(host: ConnectHost): number {
  return host.open + host.closed + host.filtered;
}

function mineOf({ ports, spec }: ConnectScan, host: ConnectHost): number {
  return probesOfAddress(host.address, ports, spec.shard);
}

/**
 * How many probes to a host stayed silent. Where everything was asked that is all but the answers; a first round that ended
 * early has a list. The silent ports of hosts that have few of them are noted on the way.
 */
function countSilent(scan: ConnectScan, interrupted: boolean): (number: number, host: ConnectHost) => number {
  const { given, hosts, ports, portNumbers, refused } = scan;
  const listed = scan.attempt === 1 && (interrupted || scan.cut !== null);
  const counts = new Map<number, number>();
  const count = (number: number) => counts.set(number, (counts.get(number) ?? 0) + 1);
  const some: number[] = []; // of a host that has few, all are among these
  const told = new Map<number, number>();
  for (let probe = given.shift(); probe >= 0; probe = given.shift()) {
    const number = Math.floor(probe / ports);
    if (hosts.get(number)?.up !== true) continue;
    if (listed) count(number);
    const before = told.get(number) ?? 0;
    told.set(number, before + 1);
    if (before < TELL_EACH && !interrupted) some.push(probe);
  }
  if (!listed) {
    for (let probe = refused.shift(); probe >= 0; probe = refused.shift()) count(Math.floor(probe / ports));
  }
  const silent = (number: number, host: ConnectHost): number => {
    const counted = counts.get(number) ?? 0;
    return listed ? counted : Math.max(0, mineOf(scan, host) - answersOf(host) - counted);
  };
  for (const probe of some) {
    const number = Math.floor(probe / ports);
    const host = hosts.get(number)!;
    if (host.filtered + silent(number, host) > TELL_EACH) continue;
    host.filteredPorts.push({ port: portNumbers[probe - number * ports], reason: 'no-response' });
  }
  return silent;
}

/** The ports that are not open, where the host has few of them. */
function tellOthers(host: ConnectHost, few: Few, emit: (finding: Finding) => void): void {
  const ip = formatIpv4(host.address);
  for (const port of host.closedPorts) {
    if (few.closed) emit({ type: 'port', ip, proto: 'tcp', port, state: 'closed', reason: 'connection-refused' });
  }
  for (const { port, reason } of host.filteredPorts) {
    if (few.filtered) emit({ type: 'port', ip, proto: 'tcp', port, state: 'filtered', reason });
  }
}
