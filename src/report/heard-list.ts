// What was heard: a line a host, in columns; and lines as it is said.
import type { Line } from '../finding/finding.ts';
import type { Picture } from '../finding/fold.ts';
import { parseIpv4 } from '../wire/address.ts';
import { escapeText } from './escape.ts';
import { counted, duration } from './format.ts';
import { hostList, macText } from './host-list.ts';
import { networkList, networkName, networkText } from './network-list.ts';
import { PLAIN, type Style } from './style.ts';

/** All hosts by address, and what it came to. */
export function heardTable({ hosts, networks, end }: Picture, style: Style = PLAIN): string {
  const heard = [...hosts.values()]
    .filter(({ host }) => host !== null)
    .sort((one, other) => (parseIpv4(one.ip) ?? 0) - (parseIpv4(other.ip) ?? 0));
  const table = hostList(heard, { style }) + networkList(networks.values(), style);
  if (end === null) return table;
  const lost = end.kernelDrops === 0 ? '' : `, ${counted(end.kernelDrops, 'frame')} not read`;
  return `${table}${counted(heard.length, 'host')} heard in ${duration(end.elapsedMs)}${lost}; nothing was sent\n`;
}

/** As it is heard; empty for what has no line. */
export function heardLine(line: Line, style: Style = PLAIN): string {
  if (line.type === 'host') return `${style.green('heard')} ${line.ip}  ${macText(line)}`.trimEnd();
  if (line.type === 'network') return `${style.dim('says ')} ${networkName(line)}  ${networkText(line)}`;
  if (line.type !== 'clue') return '';
  const { ip, about, value, source, text } = line;
  const more = text === undefined ? '' : ` (${text})`;
  return `${style.dim('says ')} ${ip}  ${escapeText(`${about} ${value}${more}, by ${source}`)}`;
}
