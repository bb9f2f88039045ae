// What this machine knows of the network it is in: the networks of its interfaces, where its routes lead, whom it asks for names. Sends
// nothing, and needs no rights.
import { getServers } from 'node:dns';
import { readFileSync } from 'node:fs';
import type { OwnNetwork } from '../../identity/network/networks.ts';
import { kindOf } from '../../link/interfaces/interfaces.ts';
import { type InterfaceAddress, type NetworkInterface, type Route, withNetlink } from '../../native/netlink/netlink.ts';
import { formatIpv4, parseIpv4 } from '../../wire/address.ts';

const MAIN_TABLE = 254;
const HOST_PREFIX = 32;
/** Whoever has the routes of the internet has a million of them. */
const ROUTES_MOST = 1024;
const SERVERS_MOST = 8;
/** What systemd-resolved answers at, and where those stand that it asks (systemd-resolved.service(8)). */
const STUB = '127.0.0.53';
const BEHIND_STUB = '/run/systemd/resolve/resolv.conf';

export interface OwnView {
  readonly interfaces: readonly NetworkInterface[];
  readonly addresses: readonly InterfaceAddress[];
  readonly routes: readonly Route[];
  /** As resolv.conf(5) has them. */
  readonly nameServers: readonly string[];
}

export function readOwnNetwork(): OwnNetwork {
  const view = withNetlink((netlink) => ({
    interfaces: netlink.interfaces(),
    addresses: netlink.addresses(),
    routes: netlink.routes(),
  }));
  return ownNetworkFrom({ ...view, nameServers: nameServers() });
}

/** From values. What leads to this machine alone is left out. */
export function ownNetworkFrom({ interfaces, addresses, routes, nameServers }: OwnView): OwnNetwork {
  const used = interfaces.filter((each) => each.up && kindOf(each) !== 'loopback');
  const links = used.flatMap(({ index, name, vlan }) =>
    addresses
      .filter(({ interfaceIndex, prefixLength }) => interfaceIndex === index && prefixLength < HOST_PREFIX)
      .map(({ peer, prefixLength }) => ({ ...span(peer, prefixLength), interface: name, vlan })),
  );
  const ways = routes
    .filter(({ table, type }) => table === MAIN_TABLE && type === 'unicast')
    .sort((one, other) => one.prefixLength - other.prefixLength)
    .flatMap(({ destination, prefixLength, gateway, multipath }) => {
      const hops = multipath.length > 0 ? multipath : [{ gateway }];
      return hops.flatMap((hop) =>
        hop.gateway === null ? [] : [{ ...span(destination, prefixLength), via: hop.gateway }],
      );
    });
  return {
    links,
    routes: ways.slice(0, ROUTES_MOST),
    nameServers: nameServers.filter((each) => parseIpv4(each) !== null).slice(0, SERVERS_MOST),
  };
}

function span(address: number, prefixLength: number): { network: string; first: number; last: number } {
  const size = 2 ** (HOST_PREFIX - prefixLength);
  const first = Math.floor(address / size) * size;
  return { network: `${formatIpv4(first)}/${prefixLength}`, first, last: first + size - 1 };
}

function nameServers(): readonly string[] {
  const servers = getServers();
  return servers.includes(STUB) ? [...serversIn(BEHIND_STUB), ...servers.filter((each) => each !== STUB)] : servers;
}

function serversIn(file: string): readonly string[] {
  try {
    return [...readFileSync(file, 'utf8').matchAll(/^\s*nameserver\s+(\S+)/gm)].map(([, server]) => server);
  } catch {
    return [];
  }
}
