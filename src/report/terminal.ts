// The table a person reads: hosts in the order of their addresses, under each the ports worth a line.
import type { HostPicture, Picture } from '../finding/fold.ts';
import { parseIpv4 } from '../wire/address.ts';
import { hostList } from './host-list.ts';
import { networkList } from './network-list.ts';
import { compactList } from './table/compact-list.ts';
import { hostBlocks } from './table/host-blocks.ts';
import type { TableOptions } from './table/options.ts';
import { wayList } from './way-list.ts';

export type { TableOptions } from './table/options.ts';

/** All hosts, the ways to them, and the network itself, each followed by an empty line; the empty string where nothing was found. */
export function hostTable(picture: Picture, options: TableOptions = {}): string {
  const hosts = sortedHosts(picture);
  const form = options.hostsAlone ? hostList : options.compact ? compactList : hostBlocks;
  return form(hosts, options) + wayList(hosts, options.style) + networkList(picture.networks.values(), options.style);
}

function sortedHosts({ hosts }: Picture): HostPicture[] {
  return [...hosts.values()]
    .map((host) => ({ host, address: parseIpv4(host.ip) ?? 0 }))
    .sort((a, b) => a.address - b.address)
    .map(({ host }) => host);
}
