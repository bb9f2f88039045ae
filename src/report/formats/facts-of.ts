// What several formats say of a host or a port, of all that is known of it.
import { countedEnds } from '../../finding/after-all.ts';
import type { IdentityFact, PortState } from '../../finding/finding.ts';
import type { HostPicture } from '../../finding/fold.ts';
import type { KnownPort } from '../../finding/port-set.ts';
import { OS_TITLES } from '../../finding/titles.ts';
import type { ReportOptions } from './format.ts';

/** All its names, the best first, each once. */
export function namesOf({ host, identity, clues }: HostPicture): string[] {
  const names = [
    identity?.name,
    ...(host?.names?.map(({ name }) => name) ?? []),
    ...(clues?.about('name').map(({ value }) => value) ?? []),
  ];
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** `Debian 12`, else its family. */
export function osName(identity: IdentityFact | null): string | undefined {
  if (identity?.os === undefined) return undefined;
  const { family, name = OS_TITLES[family] ?? family, version = '' } = identity.os;
  return name.includes(version) ? name : `${name} ${version}`;
}

export type Proto = KnownPort['proto'];

/** Those that are worth a row: not what a stage says of a host behind which every port answers. */
export function listedPorts({ ports, ends }: HostPicture, { onlyOpen }: ReportOptions): KnownPort[] {
  const answersAll = ends.filter((end) => end.answersAll).map(({ stage }) => stage);
  const says = ({ stage }: KnownPort): boolean =>
    stage === undefined ? answersAll.length === 0 : !answersAll.includes(stage);
  return [...(ports?.all() ?? [])].filter((port) => says(port) && (!onlyOpen || port.state === 'open'));
}

/** Ports of one protocol in one state. */
export interface CountedPorts {
  readonly proto: Proto;
  readonly state: PortState;
  readonly count: number;
}

/** Ports of a host that are only counted: how many there are beside those that are listed. */
export function countedPorts(host: HostPicture): CountedPorts[] {
  const { ports } = host;
  const left = new Map<string, { proto: Proto; state: PortState; count: number }>();
  for (const end of countedEnds(host)) {
    if (end.answersAll) continue;
    const proto = /udp$/.test(end.stage) ? 'udp' : 'tcp';
    const counts: [PortState, number][] = [
      ['closed', end.closed],
      ['filtered', end.filtered],
      ['open|filtered', end.openFiltered ?? 0],
    ];
    for (const [state, count] of counts) left.set(`${proto} ${state}`, { proto, state, count });
  }
  for (const { proto, state } of ports?.all() ?? []) {
    const counted = left.get(`${proto} ${state}`);
    if (counted !== undefined) counted.count--;
  }
  return [...left.values()].filter(({ count }) => count > 0);
}
