// Which questions are put to a port, and in which order. The port decides the order and never the verdict.
//
//  1. What lives on this port, in the registry's order; where it lives there inside TLS, TLS.
//  2. What names most services, HTTP and TLS.
//  3. All others, several at once: the other records with a `yield`, the smallest first, before those that have none. What other
//     ports of this host turned out to be (`seen`), and what often lives beside it (company.ts), comes earlier (ask.ts). Those that
//     are for their own ports alone are left out.
//     An intensity below INTENSITY_REST leaves out those whose `yield` is beyond it, as a rarity is in nmap, unless they were
//     seen; 0 asks 1 alone.
//  4. Where one lives that strange words harm (`nobodyElse`) it alone is asked.
//  What lives inside TLS only is asked only there.
import type { Endpoint, Service } from '../service.ts';

export interface Tries {
  /** One after another. */
  readonly first: readonly Service[];
  /** When nobody has answered these: the others, `WIDE` at a time. */
  readonly rest: readonly Service[];
}

export const WIDE = 6;
/** As nmap counts it: 2 is --version-light, 7 the default, 9 everything. */
export const INTENSITY_DEFAULT = 7;
/** From here on all others are asked, those without a `yield` too. */
export const INTENSITY_REST = 6;

/** Up to this `yield` each is asked in turn. */
const YIELD_FIRST = 2;
const YIELD_NONE = 1000;
const NONE: ReadonlySet<string> = new Set();

/** `insideTls`: TLS is not asked for again, and what lives inside it there comes first. */
export function triesFor(
  registry: readonly Service[],
  { port }: Endpoint,
  insideTls: boolean,
  intensity = INTENSITY_DEFAULT,
  seen = NONE,
): Tries {
  const asked = registry.filter(
    (service) => service.hello !== undefined && !(insideTls ? service.name === 'tls' : livesInTlsOnly(service)),
  );
  const own = asked.filter((service) => livesOn(service, port, insideTls));
  const alone = own.filter(({ nobodyElse }) => nobodyElse);
  if (alone.length > 0) return { first: alone, rest: [] };
  const tlsHere = !insideTls && registry.some(({ tlsPorts }) => tlsPorts?.includes(port));
  const others = asked.filter((service) => !own.includes(service)).sort((one, other) => rankOf(one) - rankOf(other));
  const common = others.filter((service) => rankOf(service) <= YIELD_FIRST);
  if (tlsHere) common.sort((one, other) => Number(other.name === 'tls') - Number(one.name === 'tls'));
  const first = tlsHere ? [...common.slice(0, 1), ...own, ...common.slice(1)] : [...own, ...common];
  if (intensity === 0) return { first: own, rest: [] };
  const most = intensity >= INTENSITY_REST ? YIELD_NONE : intensity;
  const rest = others.filter(
    (service) =>
      !common.includes(service) && service.ownPortsOnly !== true && (rankOf(service) <= most || seen.has(service.name)),
  );
  return { first, rest };
}

/** Whether the port suggests it. */
export function livesOn({ ports, tlsPorts }: Service, port: number, insideTls: boolean): boolean {
  return ports.includes(port) || (insideTls && (tlsPorts?.includes(port) ?? false));
}

const livesInTlsOnly = ({ ports, tlsPorts }: Service): boolean => ports.length === 0 && tlsPorts !== undefined;

const rankOf = ({ yield: rank = YIELD_NONE }: Service): number => rank;
