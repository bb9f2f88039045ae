// The table a person reads: hosts in the order of their addresses, under each the ports worth a line.
import type { HostPicture, Picture } from '../finding/fold.ts';
import { parseIpv4 } from '../wire/address.ts';
import { hostList } from './host-list.ts';
import type { Registered } from './registered.ts';
import type { Style } from './style.ts';
import { compactList } from './table/compact-list.ts';
import { hostBlocks } from './table/host-blocks.ts';
import { wayList } from './way-list.ts';

export interface TableOptions {
  readonly style?: Style;
  /** Adds reason, TTL and round-trip time to each port, and whatever else is known of ports that are not open. */
  readonly verbose?: boolean;
  /** Hosts were asked and no ports: a line each. */
  readonly hostsAlone?: boolean;
  /** A line a host, with its open ports. */
  readonly compact?: boolean;
  /** Characters that a line has room for; without it as many as there are. */
  readonly columns?: number;
  /** What ports are registered for, shown where nobody knows better. */
  readonly registered?: Registered;
  /** Adds what services said, and every note. */
  readonly evidence?: boolean;
  /** Leaves out ports that are not open, and hosts without an open port. */
  readonly onlyOpen?: boolean;
}

/** All hosts, followed by an empty line; the empty string where no host was found. */
export function hostTable(picture: Picture, options: TableOptions = {}): string {
  const hosts = sortedHosts(picture);
  const form = options.hostsAlone ? hostList : options.compact ? compactList : hostBlocks;
  return form(hosts, options) + wayList(hosts, options.style);
}

function sortedHosts({ hosts }: Picture): HostPicture[] {
  return [...hosts.values()]
    .map((host) => ({ host, address: parseIpv4(host.ip) ?? 0 }))
    .sort((a, b) => a.address - b.address)
    .map(({ host }) => host);
}
