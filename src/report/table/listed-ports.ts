// Which ports of a host the table lists.
//
//  1. What is open always; of a host behind which every port answers nothing of the stage that saw it, as that says nothing.
//  2. What is not open only where it is little: not more than OTHERS_MOST rows over all hosts. Elsewhere it is counted.
//  3. With `verbose` whatever is known of singly, with `onlyOpen` no more than what is open.
import type { HostPicture } from '../../finding/fold.ts';
import type { KnownPort } from '../../finding/port-set.ts';

/** As many as fit on a screen beside what is open. */
const OTHERS_MOST = 20;

export interface ListingOptions {
  readonly onlyOpen?: boolean;
  readonly verbose?: boolean;
}

/** Decides once for all hosts; gives what lists the ports of one. */
export function portListing(
  hosts: readonly HostPicture[],
  { onlyOpen = false, verbose = false }: ListingOptions,
): (host: HostPicture) => KnownPort[] {
  const others = hosts.reduce((sum, { ports }) => sum + (ports === null ? 0 : ports.size - ports.count('open')), 0);
  const openAlone = onlyOpen || (!verbose && others > OTHERS_MOST);
  return ({ ports, ends }) => {
    const answersAll = ends.filter((end) => end.answersAll).map(({ stage }) => stage);
    const says = ({ stage }: KnownPort): boolean =>
      stage === undefined ? answersAll.length === 0 : !answersAll.includes(stage);
    return [...(ports?.all() ?? [])].filter((port) => says(port) && (!openAlone || port.state === 'open'));
  };
}

export function hasOpen({ ports, ends }: HostPicture): boolean {
  return ends.some(({ open, answersAll }) => open > 0 || answersAll) || (ports?.count('open') ?? 0) > 0;
}
