// The end of a connect scan: every host that is up, and how complete it all was.
import type { EndFinding, Finding } from '../finding/finding.ts';
import { formatIpv4 } from '../wire/address.ts';
import { type ConnectHost, type ConnectHosts, TELL_EACH, tellHeld } from './connect-hosts.ts';
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
  readonly filtered: number;
  readonly retransmitted: number;
  readonly interrupted: boolean;
  readonly stateless: boolean;
  readonly elapsedMs: number;
}

/** How many of `ports` blocks a shard asks the host at `address` in (permutation.ts, `inShard`). */
export function probesOfHost(address: number, ports: number, { index, count }: ScanSpec['shard']): number {
  const firstBlock = (((index - 1 - address) % count) + count) % count;
  return firstBlock < ports ? Math.floor((ports - 1 - firstBlock) / count) + 1 : 0;
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
  const mine = (host: ConnectHost) => probesOfHost(host.address, ports, spec.shard);
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
  if (!totals.interrupted) silentUp = 0;
  for (const [, host] of [...hosts.all].sort(([a], [b]) => a - b)) {
    if (!host.up) continue;
    const answersAll = judge.answersAll(host.open, host.closed);
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
    filteredPorts: totals.filtered + (totals.interrupted ? 0 : silentUp),
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
