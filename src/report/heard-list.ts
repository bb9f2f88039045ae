// What was heard: a line a host, in columns, and under it what else it said; lines as it is said.
import type { ClueFact, Line } from '../finding/finding.ts';
import type { HostPicture, Picture } from '../finding/fold.ts';
import { parseIpv4 } from '../wire/address.ts';
import { escapeText } from './escape.ts';
import { counted, duration } from './format.ts';
import { macText } from './host-list.ts';
import { PLAIN, type Style } from './style.ts';

export interface HeardOptions {
  readonly style?: Style;
  /** All that was said, with who says so. */
  readonly verbose?: boolean;
}

const ROLES_MOST = 4;
const ADDRESSES_MOST = 4;

/** All hosts by address, and what it came to. */
export function heardTable(picture: Picture, { style = PLAIN, verbose = false }: HeardOptions = {}): string {
  const hosts = [...picture.hosts.values()]
    .filter(({ host }) => host !== null)
    .sort((one, other) => (parseIpv4(one.ip) ?? 0) - (parseIpv4(other.ip) ?? 0));
  const rows = hosts.map((each) => [each.ip, macText(each.host), nameOf(each), isWhat(each), rolesOf(each)]);
  const widths = (rows[0] ?? []).map((_, k) => rows.reduce((most, row) => Math.max(most, row[k].length), 0));
  let text = '';
  for (const [at, row] of rows.entries()) {
    const cells = row.map((cell, k) => cell.padEnd(widths[k])).filter((cell) => cell !== '');
    text += `${style.bold(row[0])}${cells.join('  ').trimEnd().slice(row[0].length)}\n`;
    if (!verbose) continue;
    for (const clue of hosts[at].clues?.all() ?? []) text += `  ${style.dim(clueText(clue))}\n`;
  }
  const { end } = picture;
  if (end === null) return text;
  const lost = end.kernelDrops === 0 ? '' : `, ${counted(end.kernelDrops, 'frame')} not read`;
  return `${text}${text === '' ? '' : '\n'}${counted(hosts.length, 'host')} heard in ${duration(end.elapsedMs)}${lost}; nothing was sent\n`;
}

/** As it is heard; empty for what has no line. */
export function heardLine(line: Line, { style = PLAIN }: HeardOptions = {}): string {
  if (line.type === 'host') return `${style.green('heard')} ${line.ip}  ${macText(line)}`.trimEnd();
  if (line.type !== 'clue') return '';
  return `${style.dim('says ')} ${line.ip}  ${clueText(line)}`;
}

function clueText({ about, value, source, text }: ClueFact): string {
  return escapeText(`${about} ${value}${text === undefined ? '' : ` (${text})`}, by ${source}`);
}

function nameOf({ identity, clues }: HostPicture): string {
  const name = identity?.name ?? surest(clues?.about('name') ?? [])?.value ?? '';
  return escapeText(name);
}

/** Maker and model, kind, system: what is known of them. */
function isWhat({ identity, clues }: HostPicture): string {
  const said = (about: ClueFact['about']): string => surest(clues?.about(about) ?? [])?.value ?? '';
  const model = identity?.model ?? said('model');
  const kind = identity?.kind?.is ?? said('kind');
  const os = identity?.os?.name ?? identity?.os?.family ?? surest(clues?.about('os') ?? [])?.family ?? '';
  return escapeText([kind, model, os].filter(Boolean).join(', '));
}

/** What it is to its network, and its other addresses. */
function rolesOf({ clues }: HostPicture): string {
  const values = (about: ClueFact['about']): string[] => [
    ...new Set((clues?.about(about) ?? []).map(({ value }) => value)),
  ];
  const [roles, addresses] = [values('role'), values('address')];
  return escapeText([...roles.slice(0, ROLES_MOST), ...addresses.slice(0, ADDRESSES_MOST)].join(', '));
}

function surest(clues: readonly ClueFact[]): ClueFact | undefined {
  return clues.reduce<ClueFact | undefined>(
    (best, clue) => (best === undefined || clue.confidence > best.confidence ? clue : best),
    undefined,
  );
}
