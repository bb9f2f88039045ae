// Hosts that are up, where nothing was asked of their ports: a line each, in columns.
import type { ClueFact, HostFact } from '../finding/finding.ts';
import type { HostPicture } from '../finding/fold.ts';
import { escapeText } from './escape.ts';
import { counted, roundTrip } from './format.ts';
import { kindText, makerAndModel, namesText, osText } from './identity-text.ts';
import { PLAIN, type Style } from './style.ts';

/** All hosts in the order given, and an empty line; the empty string where there are none. */
export function hostList(hosts: readonly HostPicture[], options: { style?: Style; verbose?: boolean }): string {
  const style = options.style ?? PLAIN;
  const rows = hosts.map((each) => {
    const { ip, host, identity } = each;
    return [
      ip,
      host?.mac ?? '',
      host?.rttMs === undefined ? '' : roundTrip(host.rttMs),
      ...(options.verbose ? whyUp(host) : []),
      namesText(each),
      makerText(each),
      identity === null ? '' : kindText(identity),
      identity === null ? '' : osText(identity),
      othersText(each),
    ];
  });
  if (rows.length === 0) return '';
  // A column that is empty for all takes no room.
  const columns = rows[0].map((_, k) => rows.reduce((most, row) => Math.max(most, row[k].length), 0));
  const shown = columns.flatMap((width, k) => (width > 0 ? [k] : []));
  const line = (row: readonly string[]): string => {
    const text = shown.map((k) => row[k].padEnd(columns[k])).join('  ');
    return style.bold(row[0]) + text.trimEnd().slice(row[0].length);
  };
  return `${rows.map(line).join('\n')}\n\n`;
}

/** What answered, and how far it came. */
function whyUp(host: HostFact | null): readonly string[] {
  const { reason = '', ttl, hops } = host ?? {};
  return [reason, ttl === undefined ? '' : `TTL ${ttl}`, hops === undefined ? '' : counted(hops, 'hop')];
}

/** Of each so many are shown. */
const OTHERS_MOST = 4;

/** What it is to its network, and its other addresses. */
function othersText({ clues }: HostPicture): string {
  const values = (about: ClueFact['about']): string[] =>
    [...new Set((clues?.about(about) ?? []).map(({ value }) => value))].slice(0, OTHERS_MOST);
  return escapeText([...values('role'), ...values('address')].join(', '));
}

/** The MAC address, and whose it is. */
export function macText(host: HostFact | null): string {
  return [host?.mac ?? '', vendorText(host)].filter(Boolean).join('  ');
}

/** What it says of itself; else whose the interface is. */
function makerText({ host, identity }: HostPicture): string {
  const said = identity === null ? '' : makerAndModel(identity);
  return said === '' ? vendorText(host) : said;
}

/** An address that nobody registered says nothing of who made the machine. */
function vendorText(host: HostFact | null): string {
  if (host?.localMac === true) return '(local address)';
  return host?.vendor === undefined ? '' : `(${escapeText(host.vendor)})`;
}
