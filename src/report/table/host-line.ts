// The line of a host above its ports: address, who it is, what became of its ports, and how it was reached.
import { countedEnds } from '../../finding/after-all.ts';
import type { HostEnd, PortState } from '../../finding/finding.ts';
import type { HostPicture } from '../../finding/fold.ts';
import { roundTrip, thousands } from '../format.ts';
import { macText } from '../host-list.ts';
import { kindText, makerAndModel, namesText, osText } from '../identity-text.ts';
import type { Style } from '../style.ts';

/** What is longer goes on in a line of its own. */
const LINE_MOST = 80;

/** With its line end. `listed`: how many of its ports have rows. */
export function hostLine(host: HostPicture, listed: number, style: Style): string {
  const { ip, identity } = host;
  const maker = identity === null ? '' : makerAndModel(identity);
  const who = [namesText(host), maker, identity && kindText(identity), identity && osText(identity)];
  const first = [...who, countsText(countedEnds(host), listed)].filter(Boolean).join('  ');
  const way = wayText(host, maker !== '');
  const line = [style.bold(ip), first].filter(Boolean).join('  ');
  if (way === '') return `${line}\n`;
  const isShort = ip.length + first.length + way.length + 4 <= LINE_MOST;
  return `${line}${isShort ? '  ' : '\n  '}${style.dim(way)}\n`;
}

function wayText({ host }: HostPicture, isMakerKnown: boolean): string {
  const mac = isMakerKnown ? (host?.mac ?? '') : macText(host);
  const rtt = host?.rttMs === undefined ? '' : roundTrip(host.rttMs);
  return [mac, rtt].filter(Boolean).join('  ');
}

const STAGE_TITLES: Readonly<Record<string, string>> = { syn: 'TCP', udp: 'UDP' };

/** Of several stages each with its name; empty where the rows say it all. */
function countsText(ends: readonly HostEnd[], listed: number): string {
  const counted = ends.filter(({ answersAll }) => !answersAll);
  const all = counted.reduce((sum, end) => sum + end.open + end.closed + end.filtered + (end.openFiltered ?? 0), 0);
  if (all <= listed) return '';
  const title = ({ stage }: HostEnd): string => (ends.length > 1 ? `${STAGE_TITLES[stage] ?? stage} ` : '');
  return counted.map((end) => `${title(end)}${countsOf(end)}`).join('; ');
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
