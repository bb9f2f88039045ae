// The table a person reads: hosts in the order of their addresses, under each the ports worth a line.
import type { HostEnd, Line, PortState } from '../finding/finding.ts';
import type { HostPicture, Picture } from '../finding/fold.ts';
import type { KnownPort } from '../finding/port-set.ts';
import { parseIpv4 } from '../wire/address.ts';
import { escapeText } from './escape.ts';
import { counted, roundTrip, thousands } from './format.ts';
import { hostList, macText } from './host-list.ts';
import { identityText, saysMore } from './identity-text.ts';
import { type PortRow, portRows } from './port-rows.ts';
import type { Registered } from './registered.ts';
import { evidenceLines, productText, serviceName } from './service-text.ts';
import { PLAIN, type Style } from './style.ts';
import { wayList } from './way-list.ts';

export interface TableOptions {
  readonly style?: Style;
  /** Adds reason, TTL and round-trip time to each port. */
  readonly verbose?: boolean;
  /** Hosts were asked and no ports: a line each. */
  readonly hostsAlone?: boolean;
  /** What ports are registered for, shown where nobody knows better. */
  readonly registered?: Registered;
  /** Adds what services said, and every note. */
  readonly evidence?: boolean;
  /** Leaves out ports that are not open, and hosts without an open port. */
  readonly onlyOpen?: boolean;
}

/** All hosts, each block followed by an empty line; the empty string where no host was found. */
export function hostTable(picture: Picture, options: TableOptions = {}): string {
  const hosts = sortedHosts(picture);
  const table = options.hostsAlone ? hostList(hosts, options) : hostBlocks(hosts, options);
  return table + wayList(hosts, options.style);
}

function hostBlocks(hosts: readonly HostPicture[], options: TableOptions): string {
  let text = '';
  let hidden = 0;
  for (const host of hosts) {
    if (options.onlyOpen && !hasOpen(host)) hidden++;
    else text += `${hostBlock(host, options)}\n`;
  }
  if (hidden > 0) text += `${counted(hidden, 'more host is', 'more hosts are')} up without an open port.\n\n`;
  return text;
}

function hostBlock(host: HostPicture, options: TableOptions): string {
  const style = options.style ?? PLAIN;
  const { ip, ends } = host;
  const name = host.host?.names?.map((each) => escapeText(each.name)).join(', ');
  const rtt = host.host?.rttMs;
  const header = [style.bold(ip), name, macText(host.host), rtt === undefined ? '' : roundTrip(rtt), counts(ends)];
  let text = `${header.filter(Boolean).join('  ')}\n`;
  const who = saysMore(host) ? identityText(host.identity) : '';
  if (who !== '') text += `  ${style.bold(who)}\n`;
  if (options.verbose || options.evidence) {
    for (const each of host.identity?.contradictions ?? []) text += `  ${style.yellow(`? ${escapeText(each)}`)}\n`;
  }
  for (const { answersAll, limitedPerSecond: rate } of ends) {
    if (answersAll) {
      text += `  ${style.yellow('answers on every port (SYN proxy or tarpit): its ports are not listed')}\n`;
    } else if (rate !== undefined) {
      text += `  ${style.yellow(`limits its refusals to about ${thousands(rate)} a second`)}\n`;
    }
  }
  const ports = listedPorts(host, options);
  const rows = portRows(host, ports, options.registered, !options.verbose && !options.evidence);
  const labelWidth = widest(rows, ({ label }) => label);
  const stateWidth = widest(rows, ({ state }) => state);
  // What silence may mean is no name: it stands in nobody's way.
  const nameWidth = widest(
    rows.filter(({ state }) => state === 'open'),
    ({ name }) => name,
  );
  const isNamed = rows.some(({ name }) => name !== '');
  for (const row of rows) {
    const isLast = !isNamed && !options.verbose;
    const state = row.state.padEnd(isLast ? 0 : stateWidth);
    const shown = row.state === 'open' ? style.green(state) : style.dim(state);
    const what = `  ${row.name.padEnd(nameWidth)}  ${row.says}`;
    const line = `${shown}${isNamed ? what : ''}${options.verbose ? details(row.port) : ''}`;
    text += `  ${row.label.padStart(labelWidth)}  ${line.trimEnd()}\n`;
    const fact = host.services?.service(row.port);
    if (options.evidence && fact !== undefined) {
      for (const said of evidenceLines(fact)) text += `${' '.repeat(labelWidth + 4)}${style.dim(said)}\n`;
    }
  }
  return text + notesOf(host, style);
}

/** What to act on: a line a kind, with the ports that it is about. */
function notesOf({ services }: HostPicture, style: Style): string {
  const byText = new Map<string, number[]>();
  for (const { text, advice, port } of services?.notes() ?? []) {
    const line = `${escapeText(text)}: ${escapeText(advice)}`;
    byText.set(line, [...(byText.get(line) ?? []), port]);
  }
  return [...byText].map(([line, ports]) => `  ${style.yellow(`! ${someOf(ports)}`)}  ${line}\n`).join('');
}

function someOf(ports: readonly number[]): string {
  return ports.length <= 5 ? ports.join(', ') : `${ports.slice(0, 5).join(', ')} and ${ports.length - 5} more`;
}

/** All but those that say nothing: of a host behind which every port answers, in the stage that saw it. */
function listedPorts({ ports, ends }: HostPicture, { onlyOpen = false }: TableOptions): KnownPort[] {
  const answersAll = ends.filter((end) => end.answersAll).map(({ stage }) => stage);
  const says = ({ stage }: KnownPort): boolean =>
    stage === undefined ? answersAll.length === 0 : !answersAll.includes(stage);
  return [...(ports?.all() ?? [])].filter((port) => says(port) && (!onlyOpen || port.state === 'open'));
}

function widest(rows: readonly PortRow[], text: (row: PortRow) => string): number {
  return rows.reduce((most, row) => Math.max(most, text(row).length), 0);
}

/** A line of the survey as one to be shown at once, without its line end; empty for those that have none. */
export function liveLine(line: Line, options: TableOptions = {}): string {
  const { style = PLAIN, verbose = false, hostsAlone = false } = options;
  if (line.type === 'port' && line.state === 'open') {
    const udp = line.proto === 'udp' ? '/udp' : '';
    return `${style.green('open')} ${line.ip}:${line.port}${udp}${verbose ? details(line) : roundTripOf(line)}`;
  }
  if (line.type === 'service' && line.service !== 'unknown') {
    return `${style.dim('is  ')} ${line.ip}:${line.port}  ${[serviceName(line, undefined), productText(line)].filter(Boolean).join('  ')}`;
  }
  if (line.type === 'identity') {
    const who = identityText(line);
    return who === '' ? '' : `${style.dim('is  ')} ${line.ip}  ${who}`;
  }
  if (line.type === 'host' && (verbose || hostsAlone)) {
    return `${[`up   ${line.ip}`, line.mac, verbose ? line.reason : ''].filter(Boolean).join('  ')}${roundTripOf(line)}`;
  }
  return '';
}

function details(port: KnownPort): string {
  const { reason, ttl } = port;
  return `${reason === undefined ? '' : `  ${reason}`}${ttl === undefined ? '' : `  ttl ${ttl}`}${roundTripOf(port)}`;
}

function roundTripOf({ rttMs }: { readonly rttMs?: number }): string {
  return rttMs === undefined ? '' : `  ${roundTrip(rttMs)}`;
}

/** Of several stages each with its name. */
function counts(ends: readonly HostEnd[]): string {
  return ends
    .filter(({ answersAll }) => !answersAll)
    .map((end) => (ends.length > 1 ? `${end.stage}: ${countsOf(end)}` : countsOf(end)))
    .join('; ');
}

function countsOf(end: HostEnd): string {
  const states: [number, PortState][] = [
    [end.open, 'open'],
    [end.closed, 'closed'],
    [end.openFiltered ?? 0, 'open|filtered'],
    [end.filtered, 'filtered'],
  ];
  return states
    .filter(([count]) => count > 0)
    .map(([count, state]) => `${thousands(count)} ${state}`)
    .join(', ');
}

function hasOpen({ ports, ends }: HostPicture): boolean {
  return ends.some(({ open, answersAll }) => open > 0 || answersAll) || (ports?.count('open') ?? 0) > 0;
}

function sortedHosts({ hosts }: Picture): HostPicture[] {
  return [...hosts.values()]
    .map((host) => ({ host, address: parseIpv4(host.ip) ?? 0 }))
    .sort((a, b) => a.address - b.address)
    .map(({ host }) => host);
}
