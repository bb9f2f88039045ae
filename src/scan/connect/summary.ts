// The end of a connect scan: every host that is up, and how complete it all was.
import type { EndFinding, Finding } from '../../finding/finding.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { probesOfAddress } from '../order/order.ts';
import { type ConnectHost, TELL_EACH, tellHeld } from './hosts.ts';
import type { ConnectScan } from './scan.ts';

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
  const { spec, hosts, judge, emit } = scan;
  const silent = countSilent(scan, interrupted);
  const answersAllHosts: string[] = [];
  let openPorts = 0;
  let answeredUp = 0;
  let filteredUp = 0;
  let silentUp = 0;
  let missingUp = 0;
  for (const [number, host] of [...hosts.all].sort(([a], [b]) => a - b)) {
    if (!host.up) continue;
    const silentHere = silent(number, host);
    const asked = answersOf(host) + silentHere;
    // Of whom nothing is held back all was told.
    const cutShort = interrupted || scan.cut !== null;
    const answersAll = host.held !== null && judge.answersAll(host.open, host.closed + host.filtered, asked, cutShort);
    filteredUp += host.filtered;
    answeredUp += answersOf(host);
    silentUp += silentHere;
    missingUp += interrupted ? silentHere : Math.max(0, mineOf(scan, host) - answersOf(host));
    if (answersAll) {
      answersAllHosts.push(formatIpv4(host.address));
    } else {
      openPorts += host.open;
      tellHeld(host, emit);
      tellOthers(host, interrupted ? 0 : silentHere, emit);
    }
    emit({
      type: 'host-end',
      ip: formatIpv4(host.address),
      open: host.open,
      closed: host.closed,
      // Who was interrupted cannot tell silence from an answer that was on its way.
      filtered: host.filtered + (interrupted ? 0 : silentHere),
      ...(answersAll ? { answersAll } : {}),
    });
  }

  const end: EndFinding = {
    type: 'end',
    hostsAsked: scan.table.hosts,
    hostsUp: hosts.up,
    openPorts,
    closedPorts: scan.closed,
    filteredPorts: filteredUp + (interrupted ? 0 : silentUp),
    probes: scan.probes,
    answered: scan.answered,
    retransmitted: scan.retransmitted,
    silent: scan.asked - scan.answered,
    completeness: completenessOf(answeredUp, missingUp, !interrupted && scan.asked < scan.probes),
    unasked: scan.probes - scan.asked,
    strays: 0,
    duplicates: 0,
    late: 0,
    limitedHosts: [],
    answersAllHosts,
    kernelDrops: 0,
    interrupted,
    stateless: scan.stateless,
    elapsedMs,
    probe: spec.probe,
    engine: 'connect',
  };
  emit(end);
}

/** `short`: not everything was asked, for reasons of our own. */
function completenessOf(answered: number, missing: number, short: boolean): number {
  if (answered + missing === 0) return short ? 0 : 1;
  return answered / (answered + missing);
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

/** The ports that are not open, of a host that has few of them. */
function tellOthers(host: ConnectHost, silent: number, emit: (finding: Finding) => void): void {
  const ip = formatIpv4(host.address);
  for (const port of host.closedPorts) {
    emit({ type: 'port', ip, proto: 'tcp', port, state: 'closed', reason: 'connection-refused' });
  }
  if (host.filtered + silent > TELL_EACH) return;
  for (const { port, reason } of host.filteredPorts) {
    emit({ type: 'port', ip, proto: 'tcp', port, state: 'filtered', reason });
  }
}
