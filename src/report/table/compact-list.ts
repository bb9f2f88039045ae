// A host a line, with its open ports by what they are: `198.18.0.3  files.example  NAS  ssh 22  http 80,8080`.
//
//  1. Ports of one service stand together, in the order of the first of each; those that nobody recognised last.
//  2. On a screen a line is no wider than that: what does not fit is counted.
import type { HostPicture } from '../../finding/fold.ts';
import { counted } from '../format.ts';
import { kindText, namesText, osText } from '../identity-text.ts';
import { portRows, rangesOf } from '../port-rows.ts';
import { PLAIN } from '../style.ts';
import { createColumns } from './columns.ts';
import { hasOpen, portListing } from './listed-ports.ts';
import type { TableOptions } from './options.ts';

const NAME_MOST = 24;
const PORTS = 4;

export function compactList(hosts: readonly HostPicture[], options: TableOptions): string {
  const style = options.style ?? PLAIN;
  const shown = options.onlyOpen ? hosts.filter(hasOpen) : hosts;
  const listing = portListing(shown, { onlyOpen: true });
  const columns = createColumns([
    { title: 'HOST' },
    { title: 'NAME' },
    { title: 'KIND' },
    { title: 'SYSTEM' },
    { title: 'OPEN PORTS' },
  ]);
  const who = (host: HostPicture): string[] => {
    const { ip, identity } = host;
    const name = shortened(namesText(host), NAME_MOST);
    return identity === null ? [ip, name, '', ''] : [ip, name, kindText(identity), osText(identity)];
  };
  for (const host of shown) columns.measure([...who(host), hasOpen(host) ? '-' : '']);
  if (shown.length === 0) return hiddenText(hosts.length);
  const before = columns.line(['', '', '', '', '-']).length - 1;
  const room = options.columns === undefined ? Number.POSITIVE_INFINITY : options.columns - before;
  let text = `${style.dim(columns.header())}\n`;
  for (const host of shown) {
    const ports = portsText(host, listing(host), room, options);
    const paint = (cell: string, column: number): string => (column === 0 ? style.bold(cell) : cell);
    text += `${columns.line([...who(host), ports], (cell, column) => (column === PORTS ? cell : paint(cell, column)))}\n`;
  }
  return `${text}\n${hiddenText(hosts.length - shown.length)}`;
}

function hiddenText(hidden: number): string {
  return hidden > 0 ? `${counted(hidden, 'more host is', 'more hosts are')} up without an open port.\n\n` : '';
}

/** Rules 1 and 2. */
function portsText(
  host: HostPicture,
  ports: ReturnType<ReturnType<typeof portListing>>,
  room: number,
  { registered }: TableOptions,
): string {
  if (host.ends.some(({ answersAll }) => answersAll)) return 'answers on every port (SYN proxy or tarpit)';
  const groups = new Map<string, number[]>();
  for (const { port, name } of portRows(host, ports, registered, false)) {
    const udp = port.proto === 'udp' ? '/udp' : '';
    const key = `${name.startsWith('unknown ') ? 'unknown' : name}${udp}`;
    groups.set(key, [...(groups.get(key) ?? []), port.port]);
  }
  const isVague = (name: string): number => (/^(unknown|\(|\/|$)/.test(name) ? 1 : 0);
  const all = [...groups].sort(([one], [other]) => isVague(one) - isVague(other));
  let text = '';
  let told = 0;
  for (const [name, numbers] of all) {
    const next = [text, `${name} ${rangesOf(numbers).replaceAll(', ', ',')}`.trim()].filter(Boolean).join('  ');
    const more = `  +${ports.length - told}`;
    if (next.length + (told + numbers.length < ports.length ? more.length : 0) > room) {
      return text === '' ? shortened(next, Math.max(1, room)) : `${text}${more}`;
    }
    text = next;
    told += numbers.length;
  }
  return text;
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
