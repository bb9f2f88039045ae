// The table a person reads: hosts in the order of their addresses, under each the ports worth a line.
import type { Finding, HostEndFinding, Line, PortFinding, PortState } from '../finding/finding.ts';
import { parseIpv4 } from '../wire/address.ts';
import type { Collection, HostCollection } from './collection.ts';
import { escapeText } from './escape.ts';
import { counted, roundTrip, thousands } from './format.ts';
import { hostList } from './host-list.ts';
import { PLAIN, type Style } from './style.ts';

export interface TableOptions {
  readonly style?: Style;
  /** Adds reason, TTL and round-trip time to each port. */
  readonly verbose?: boolean;
  /** Hosts were asked and no ports: a line each. */
  readonly hostsAlone?: boolean;
  /** Leaves out ports that are not open, and hosts without an open port. */
  readonly onlyOpen?: boolean;
}

/** All hosts, each block followed by an empty line; the empty string where no host was found. */
export function hostTable(collection: Collection, options: TableOptions = {}): string {
  if (options.hostsAlone) return hostList(sortedHosts(collection), options);
  let text = '';
  let hidden = 0;
  for (const host of sortedHosts(collection)) {
    if (options.onlyOpen && !hasOpen(host)) hidden++;
    else text += `${hostBlock(host, options)}\n`;
  }
  if (hidden > 0) text += `${counted(hidden, 'more host is', 'more hosts are')} up without an open port.\n\n`;
  return text;
}

function hostBlock(host: HostCollection, options: TableOptions): string {
  const style = options.style ?? PLAIN;
  const { ip, hostEnd } = host;
  const name = host.host?.names?.map((each) => escapeText(each.name)).join(', ');
  const rtt = host.host?.rttMs;
  const header = [style.bold(ip), name, host.host?.mac, rtt === undefined ? '' : roundTrip(rtt), counts(hostEnd)];
  let text = `${header.filter(Boolean).join('  ')}\n`;
  if (hostEnd?.answersAll) {
    return `${text}  ${style.yellow('answers on every port (SYN proxy or tarpit): its ports are not listed')}\n`;
  }
  const rate = hostEnd?.limitedPerSecond;
  if (rate !== undefined) text += `  ${style.yellow(`limits its refusals to about ${thousands(rate)} a second`)}\n`;
  const ports = [...host.ports.values()]
    .filter((each) => !options.onlyOpen || each.state === 'open')
    .sort((a, b) => a.port - b.port || a.proto.localeCompare(b.proto));
  const portWidth = Math.max(...ports.map((each) => portName(each).length));
  const stateWidth = Math.max(...ports.map((each) => each.state.length));
  for (const port of ports) {
    const state = port.state.padEnd(options.verbose ? stateWidth : 0);
    const shown = port.state === 'open' ? style.green(state) : style.dim(state);
    text += `  ${portName(port).padStart(portWidth)}  ${shown}${options.verbose ? details(port) : ''}\n`;
  }
  return text;
}

/** A finding as one line to be shown at once, without its line end; empty for those that have none. */
export function liveLine(finding: Finding | Line, options: TableOptions = {}): string {
  const { style = PLAIN, verbose = false, hostsAlone = false } = options;
  if (finding.type === 'port' && finding.state === 'open') {
    const rtt = finding.rttMs === undefined ? '' : `  ${roundTrip(finding.rttMs)}`;
    const udp = finding.proto === 'udp' ? '/udp' : '';
    return `${style.green('open')} ${finding.ip}:${finding.port}${udp}${verbose ? details(finding) : rtt}`;
  }
  if (finding.type === 'host' && (verbose || hostsAlone)) {
    const rtt = finding.rttMs === undefined ? undefined : roundTrip(finding.rttMs);
    return [`up   ${finding.ip}`, finding.mac, verbose ? finding.reason : '', rtt].filter(Boolean).join('  ');
  }
  return '';
}

function details({ reason, ttl, rttMs }: PortFinding): string {
  return `  ${reason}${ttl === undefined ? '' : `  ttl ${ttl}`}${rttMs === undefined ? '' : `  ${roundTrip(rttMs)}`}`;
}

function portName({ port, proto }: PortFinding): string {
  return `${port}/${proto}`;
}

function counts(hostEnd: HostEndFinding | null): string {
  if (hostEnd === null || hostEnd.answersAll) return '';
  const states: [number, PortState][] = [
    [hostEnd.open, 'open'],
    [hostEnd.closed, 'closed'],
    [hostEnd.openFiltered ?? 0, 'open|filtered'],
    [hostEnd.filtered, 'filtered'],
  ];
  return states
    .filter(([count]) => count > 0)
    .map(([count, state]) => `${thousands(count)} ${state}`)
    .join(', ');
}

function hasOpen({ ports, hostEnd }: HostCollection): boolean {
  if (hostEnd !== null && (hostEnd.open > 0 || hostEnd.answersAll)) return true;
  for (const port of ports.values()) if (port.state === 'open') return true;
  return false;
}

function sortedHosts(collection: Collection): HostCollection[] {
  return [...collection.hosts.values()]
    .map((host) => ({ host, address: parseIpv4(host.ip) ?? 0 }))
    .sort((a, b) => a.address - b.address)
    .map(({ host }) => host);
}
