// What routers on the way say of hosts that are looked for: ICMP errors, which are evidence about the network and not about the host.
//
//  1. Of each host the first error counts; whoever turns out to be there is left out, as the way there is open.
//  2. Told at the end, by router and by what it says: of how many addresses, and where they lie. Strangers send them: all is bounded.
import type { Finding, PortReason } from '../../finding/finding.ts';
import { formatIpv4 } from '../../wire/address.ts';

const HOSTS_MOST = 65_536;
const ROUTERS_MOST = 64;
/** The ones that say so of most addresses. */
const TOLD_MOST = 8;

const WORDS: Partial<Readonly<Record<PortReason, string>>> = {
  'icmp-net-unreachable': 'it knows no way to their network',
  'icmp-host-unreachable': 'nobody is at them',
  'icmp-net-prohibited': 'their network is prohibited',
  'icmp-host-prohibited': 'they are prohibited',
  'icmp-admin-prohibited': 'a filter of its own prohibits it',
  'icmp-time-exceeded': 'packets go round in a circle',
};

export interface Refusals {
  /** An error of type and code `reason`, from `router`, quotes what was sent to `address`. */
  take(address: number, router: number, reason: PortReason): void;
  /** `isUp`: of an address. */
  notices(isUp: (address: number) => boolean): readonly Extract<Finding, { type: 'notice' }>[];
}

interface Saying {
  readonly router: number;
  readonly reason: PortReason;
  readonly addresses: number[];
}

export function createRefusals(): Refusals {
  const sayings = new Map<string, Saying>();
  const seen = new Set<number>();
  return {
    take(address, router, reason) {
      if (seen.size >= HOSTS_MOST || seen.has(address)) return;
      const key = `${router} ${reason}`;
      const saying = sayings.get(key) ?? { router, reason, addresses: [] };
      if (saying.addresses.length === 0 && sayings.size >= ROUTERS_MOST) return;
      seen.add(address);
      sayings.set(key, saying);
      saying.addresses.push(address);
    },
    notices: (isUp) =>
      [...sayings.values()]
        .map((saying) => ({ ...saying, addresses: saying.addresses.filter((each) => !isUp(each)) }))
        .filter(({ addresses }) => addresses.length > 0)
        .sort((one, other) => other.addresses.length - one.addresses.length || one.router - other.router)
        .slice(0, TOLD_MOST)
        .map((saying) => ({ type: 'notice', code: 'N_ROUTER_REFUSES', text: textOf(saying) })),
  };
}

function textOf({ router, reason, addresses }: Saying): string {
  const first = addresses.reduce((least, each) => Math.min(least, each));
  const last = addresses.reduce((most, each) => Math.max(most, each));
  const count = addresses.length.toLocaleString('en');
  const where =
    first === last ? formatIpv4(first) : `${count} addresses from ${formatIpv4(first)} to ${formatIpv4(last)}`;
  const words = WORDS[reason] ?? reason.replace('icmp-', '').replaceAll('-', ' ');
  return `the router ${formatIpv4(router)} says of ${where}: ${words}`;
}
