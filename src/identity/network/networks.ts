// The network itself: which subnets were seen, and who serves them: gateways, DHCP and DNS servers, VLANs.
//
//   own links, routes, resolvers ─┐
//   DHCP, LLDP, CDP, routers ─────┼─► networks, by their prefix ─► facts `network`
//   services `dhcps` ─────────────┘             └─► roles: what a host is to them, as clues
//
//  1. A network of ours is told of where a host of it was found, or something was heard on its link; one that our routes lead to where a
//     host of it was found. A network that somebody else named (DHCP, a router of IPv6) is told of at once.
//  2. Each word has its source, and is kept beside those of others: nothing is decided here.
//  3. What is said of a link without naming a network is said of all networks that we have there; where we have none, of the link.
//  4. Strangers say most of it: all of it is bounded.
import type { NetworkFact } from '../../finding/finding.ts';
import { NETWORKS_MOST, networkKey } from '../../finding/network-map.ts';
import { formatIpv4, parseIpv4 } from '../../wire/address.ts';
import { type Clue, clueOf } from '../clue.ts';

const SERVERS_MOST = 16;
const VLANS_MOST = 64;
const NAME_MOST = 64;
const DOMAIN_MOST = 253;
/** Who says a network's mask: a host of it, which may be wrong. */
const MASK = 'address-mask';
/** Who hands out addresses, and our own configuration, know; both may be out of date. */
const CONFIDENCE = 0.9;

interface Span {
  /** `198.18.0.0/24` */
  readonly network: string;
  /** Inclusive, both ends. */
  readonly first: number;
  readonly last: number;
}

/** A network of an interface of ours. */
export interface OwnLink extends Span {
  readonly interface: string;
  /** Where the interface is one of a VLAN. */
  readonly vlan: number | null;
}

/** One that a router leads to; `0.0.0.0/0` by default. */
export interface OwnRoute extends Span {
  readonly via: number;
}

/** What this machine knows of its network. */
export interface OwnNetwork {
  readonly links: readonly OwnLink[];
  readonly routes: readonly OwnRoute[];
  /** IPv4 addresses (resolv.conf(5)). */
  readonly nameServers: readonly string[];
}

export const NO_NETWORK: OwnNetwork = { links: [], routes: [], nameServers: [] };

type Vlan = Omit<NetworkFact['vlans'][number], 'source'>;

/** What one source says of a network. */
export interface NetworkSaid {
  readonly source: string;
  /** Null: of the link on which it was heard. */
  readonly network: string | null;
  readonly gateways?: readonly string[];
  readonly dhcpServers?: readonly string[];
  readonly dnsServers?: readonly string[];
  readonly vlans?: readonly Vlan[];
  readonly domain?: string;
}

export type Network = Omit<NetworkFact, 'stage' | 'time'>;

export interface Networks {
  /** A host is there: so is its network, and what our configuration says it is to it. */
  host(ip: string): void;
  /** `interfaceName`: on whose link it was said; null: not on one of ours. */
  said(said: NetworkSaid, interfaceName: string | null): void;
  /** What the DHCP server at this address answered, who was asked what its clients should know (fact `service`, dhcps). */
  dhcp(ip: string, details: Readonly<Record<string, unknown>>): void;
  /** What a host says its mask is (fact `host`): of a network there is, or of another. */
  mask(ip: string, mask: string): void;
  /** What a survey that is gone on with had told of a network: what is said from here on adds to it. */
  before(fact: NetworkFact): void;
  /** What a host is to its network. */
  rolesOf(ip: string): readonly Clue[];
  /** Networks of which there is something new since the last call. */
  news(): readonly Network[];
}

type Servers = 'gateways' | 'dhcpServers' | 'dnsServers';
const ROLES: Readonly<Record<Servers, string>> = {
  gateways: 'gateway',
  dhcpServers: 'DHCP server',
  dnsServers: 'DNS server',
};

export function createNetworks({ links, routes, nameServers }: OwnNetwork): Networks {
  const networks = new Map<string, Network>();
  const changed = new Set<string>();
  const roles = new Map<string, Clue[]>();
  const touched = new Set<Span>();
  // The narrowest first, as routes are chosen.
  const spans = [...links, ...routes].sort((one, other) => one.last - one.first - (other.last - other.first));

  function spanOf(text: string): OwnLink | OwnRoute | undefined {
    const ip = parseIpv4(text);
    if (ip === null) return undefined;
    return spans.find(({ first, last }) => first <= ip && ip <= last);
  }

  function change(where: Pick<Network, 'network' | 'interface' | 'via'>, by: (network: Network) => Network): void {
    const key = networkKey(where);
    const known = networks.get(key);
    if (known === undefined && networks.size >= NETWORKS_MOST) return;
    const before = known ?? { type: 'network', ...where, sources: [], ...NOBODY };
    const after = by(before);
    if (after === known) return;
    networks.set(key, after);
    changed.add(key);
  }

  function take(where: Pick<Network, 'network' | 'interface' | 'via'>, said: Omit<NetworkSaid, 'network'>): void {
    change(where, (network) => withSaid(network, said));
    for (const list of Object.keys(ROLES) as Servers[]) {
      for (const ip of (said[list] ?? []).slice(0, SERVERS_MOST)) addRole(ip, ROLES[list], said.source);
    }
  }

  function addRole(ip: string, value: string, source: string): void {
    const all = roles.get(ip);
    if (all === undefined && roles.size >= NETWORKS_MOST * SERVERS_MOST) return;
    if (all?.some((each) => each.value === value && each.source === source)) return;
    const clue = clueOf({ about: 'role', value, source, confidence: CONFIDENCE });
    roles.set(ip, [...(all ?? []), ...clue]);
  }

  /** Rule 1. */
  function touch(span: OwnLink | OwnRoute): void {
    if (touched.has(span)) return;
    touched.add(span);
    if ('via' in span) {
      const { network, via } = span;
      const link = links.find((each) => each.first <= via && via <= each.last);
      if (span.first !== span.last && network !== EVERYWHERE) {
        take({ network, via: formatIpv4(via) }, { source: 'routes' });
      }
      if (link !== undefined) touch(link);
      return;
    }
    const { network, first, last, interface: name, vlan } = span;
    const isIn = (ip: number | null): boolean => ip !== null && first <= ip && ip <= last;
    const where = { network, interface: name };
    const vlans = vlan === null ? [] : [{ id: vlan, use: 'tagged' } as const];
    take(where, { source: 'interface', vlans });
    const ways = routes.filter(({ via }) => isIn(via));
    if (ways.length > 0) take(where, { source: 'routes', gateways: ways.map(({ via }) => formatIpv4(via)) });
    const isWayOut = ways.some((way) => way.network === EVERYWHERE);
    const isElsewhere = (ip: number | null): boolean =>
      ip !== null && !links.some((each) => each.first <= ip && ip <= each.last);
    const dnsServers = nameServers.filter((each) => {
      const ip = parseIpv4(each);
      return isIn(ip) || (isWayOut && isElsewhere(ip));
    });
    if (dnsServers.length > 0) take(where, { source: 'resolv-conf', dnsServers });
  }

  /** Rule 3. */
  function hear({ network, ...said }: NetworkSaid, interfaceName: string | null): void {
    const own = links.filter((each) => each.interface === interfaceName);
    const all = network === null ? own : own.filter((each) => each.network === network);
    for (const link of all) {
      touch(link);
      take({ network: link.network, interface: link.interface }, said);
    }
    if (all.length > 0) return;
    const on = interfaceName === null ? {} : { interface: interfaceName };
    if (network !== null || interfaceName !== null) take(network === null ? on : { network, ...on }, said);
  }

  return {
    said: hear,
    host(text) {
      const span = spanOf(text);
      if (span !== undefined) touch(span);
    },
    dhcp(ip, details) {
      const span = spanOf(ip);
      hear(saidByDhcp(ip, details), span !== undefined && 'interface' in span ? span.interface : null);
    },
    mask(ip, mask) {
      const network = networkOf(parseIpv4(ip) ?? 0, parseIpv4(mask) ?? 0);
      if (network === null) return;
      const link = links.find((each) => each.network === network);
      const span = spanOf(ip);
      const via = span !== undefined && 'via' in span ? { via: formatIpv4(span.via) } : {};
      take({ network, ...(link === undefined ? via : { interface: link.interface }) }, { source: MASK });
    },
    before({ stage: _, time: __, ...network }) {
      const key = networkKey(network);
      if (!networks.has(key) && networks.size < NETWORKS_MOST) networks.set(key, network);
    },
    rolesOf: (ip) => roles.get(ip) ?? [],
    news() {
      const all = [...changed].map((key) => networks.get(key)!);
      changed.clear();
      return all;
    },
  };
}

const EVERYWHERE = '0.0.0.0/0';
const NOBODY = { gateways: [], dhcpServers: [], dnsServers: [], vlans: [] } as const;

/** The same object where it says nothing new. */
function withSaid(network: Network, { source, vlans = [], domain, ...said }: Omit<NetworkSaid, 'network'>): Network {
  const sources = network.sources.includes(source)
    ? network.sources
    : [...network.sources, source].slice(0, SERVERS_MOST);
  const servers = (list: Servers): Network[Servers] =>
    joined(
      network[list],
      (said[list] ?? []).map((ip) => ({ ip, source })),
      SERVERS_MOST,
    );
  const lines = vlans
    .filter(({ id }) => id >= 1 && id <= VLAN_LAST)
    .map(({ name = '', ...vlan }) => {
      const tidied = clueOf({ about: 'name', value: name.slice(0, NAME_MOST), source, confidence: 1 })[0]?.value;
      return { ...vlan, ...(tidied === undefined ? {} : { name: tidied }), source };
    });
  const named = clueOf({ about: 'domain', value: domain ?? '', source, confidence: 1 })[0]?.value.slice(0, DOMAIN_MOST);
  const after: Network = {
    ...network,
    sources,
    gateways: servers('gateways'),
    dhcpServers: servers('dhcpServers'),
    dnsServers: servers('dnsServers'),
    vlans: joined(network.vlans, lines, VLANS_MOST),
    ...(network.domain === undefined && named !== undefined ? { domain: named } : {}),
  };
  const isSame = (Object.keys(after) as (keyof Network)[]).every((key) => after[key] === network[key]);
  return isSame ? network : after;
}

const VLAN_LAST = 4094;

/** Each once, the first ones; the same list where all are known. */
function joined<T>(known: readonly T[], more: readonly T[], most: number): readonly T[] {
  const texts = new Set(known.map((each) => JSON.stringify(each)));
  const news = more.filter((each) => {
    const text = JSON.stringify(each);
    return !texts.has(text) && texts.add(text);
  });
  return news.length === 0 || known.length >= most ? known : [...known, ...news].slice(0, most);
}

/** `198.18.0.0/24` of an address and a mask; null where the mask is none, or of no network. */
export function networkOf(ip: number, mask: number): string | null {
  const prefixLength = Math.clz32(~mask >>> 0);
  const isMask = prefixLength > 0 && prefixLength < 32 && mask >>> 0 === (-1 << (32 - prefixLength)) >>> 0;
  return isMask && ip !== 0 ? `${formatIpv4((ip & mask) >>> 0)}/${prefixLength}` : null;
}

function saidByDhcp(ip: string, details: Readonly<Record<string, unknown>>): NetworkSaid {
  const addresses = (value: unknown): string[] =>
    (Array.isArray(value) ? value : []).filter((each) => typeof each === 'string' && parseIpv4(each) !== null);
  const [gateways, dnsServers] = [addresses(details.routers), addresses(details.nameServers)];
  const [mask] = addresses([details.mask]);
  const { domain } = details;
  return {
    source: 'dhcp',
    network: mask === undefined ? null : networkOf(parseIpv4(gateways[0] ?? ip)!, parseIpv4(mask)!),
    gateways,
    dhcpServers: [ip],
    dnsServers,
    ...(typeof domain === 'string' ? { domain } : {}),
  };
}
