// The end of a connect scan: every host that is up, and how complete it all was.
import type { EndFinding, Finding } from '../finding/finding.ts';
import { formatIpv4 } from '../wire/address.ts';
import { type ConnectHost, type ConnectHosts, TELL_EACH, tellHeld } from './connect-hosts.ts';
import { probesOfAddress } from './order.ts';
import type { ProbeList } from './probe-list.ts';
import type { ScanSpec } from './spec.ts';
import type { TarpitJudge } from './tarpit.ts';

export interface ConnectTotals {
  readonly hostsAsked: number;
  /** Distinct probes there are, and of these asked. */
  readonly probes: number;
  readonly asked: number;
  readonly answered: number;
  readonly closed: number;
  readonly retransmitted: number;
  readonly interrupted: boolean;
  readonly stateless: boolean;
  readonly elapsedMs: number;
}

/** `silent`: probes that stayed silent for good; it is emptied. */
export function writeConnectSummary(
  spec: ScanSpec,
  portNumbers: Uint16Array,
  hosts: ConnectHosts,
  silent: ProbeList,
  judge: TarpitJudge,
  totals: ConnectTotals,
  emit: (finding: Finding) => void,
): void {
  const ports = portNumbers.length;
  const mine = (host: ConnectHost) => probesOfAddress(host.address, ports, spec.shard);
  const answersOf = (host: ConnectHost) => host.open + host.closed + host.filtered;
  // Who was interrupted cannot tell silence from what was not asked yet.
  const silentOf = (host: ConnectHost) => (totals.interrupted ? 0 : mine(host) - answersOf(host));

  let silentUp = 0;
  for (let probe = silent.shift(); probe >= 0; probe = silent.shift()) {
    const number = Math.floor(probe / ports);
    const host = hosts.get(number);
    if (host?.up !== true) continue;
    silentUp++;
    if (totals.interrupted || host.filtered + silentOf(host) > TELL_EACH) continue;
    host.filteredPorts.push({ port: portNumbers[probe - number * ports], reason: 'no-response' });
  }

  const answersAllHosts: string[] = [];
  let openPorts = 0;
  let answeredUp = 0;
  let filteredUp = 0;
  if (!totals.interrupted) silentUp = 0;
  for (const [, host] of [...hosts.all].sort(([a], [b]) => a - b)) {
    if (!host.up) continue;
    const asked = totals.interrupted ? answersOf(host) + host.missedFirst : mine(host);
    const refused = host.closed + host.filtered;
    // Of whom nothing is held back all was told.
    const answersAll = host.held !== null && judge.answersAll(host.open, refused, asked, totals.interrupted);
    filteredUp += host.filtered;
    answeredUp += answersOf(host);
    silentUp += silentOf(host);
    if (answersAll) {
      answersAllHosts.push(formatIpv4(host.address));
    } else {
      openPorts += host.open;
      tellHeld(host, emit);
      tellOthers(host, silentOf(host), emit);
    }
    emit({
      type: 'host-end',
      ip: formatIpv4(host.address),
      open: host.open,
      closed: host.closed,
      filtered: host.filtered + silentOf(host),
      ...(answersAll ? { answersAll } : {}),
    });
  }

  const end: EndFinding = {
    type: 'end',
    hostsAsked: totals.hostsAsked,
    hostsUp: hosts.up,
    openPorts,
    closedPorts: totals.closed,
    filteredPorts: filteredUp + (totals.interrupted ? 0 : silentUp),
    probes: totals.probes,
    answered: totals.answered,
    retransmitted: totals.retransmitted,
    silent: totals.asked - totals.answered,
    completeness: answeredUp + silentUp === 0 ? 1 : answeredUp / (answeredUp + silentUp),
    unasked: totals.probes - totals.asked,
    strays: 0,
    duplicates: 0,
    late: 0,
    limitedHosts: [],
    answersAllHosts,
    kernelDrops: 0,
    interrupted: totals.interrupted,
    stateless: totals.stateless,
    elapsedMs: totals.elapsedMs,
    probe: spec.probe,
    engine: 'connect',
  };
  emit(end);
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
