// The addresses behind the hosts that `portolan identify` is given, checked as the targets of a scan are: once, all together.
import type { Endpoint } from '../../service/endpoint.ts';
import { containsFlat } from '../../target/flat-ranges.ts';
import { count, type Range } from '../../target/ranges.ts';
import { network, parseTarget } from '../../target/target-expression.ts';
import { type ResolvedTargets, type ResolveTargetsOptions, resolveTargets } from '../../target/targets.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { usageError } from '../errors.ts';
import type { NamedPort } from './ports.ts';

/** Addresses that one word may stand for. */
const ADDRESSES_MOST = 65_536;

export interface HostRules {
  readonly exclude?: readonly string[];
  readonly authorized?: boolean;
}

/** `note`: told what a person should know, names without an address among it. Throws what resolveTargets does. */
export async function endpointsOf(
  ports: readonly NamedPort[],
  { exclude = [], authorized }: HostRules,
  options: ResolveTargetsOptions,
  note: (text: string) => void,
): Promise<Endpoint[]> {
  const hosts = [...new Set(ports.map(({ host }) => host))];
  const all = await resolveTargets({ expressions: hosts, exclude, authorized }, options);
  if (all.notFound !== null) note(all.notFound.message);
  for (const notice of all.notices) note(notice);
  const named = addressesByName(all);
  const addresses = new Map(hosts.map((host) => [host, addressesOf(host, all, named)]));
  return ports.flatMap(({ host, port, proto }) =>
    addresses.get(host)!.map((at): Endpoint => {
      // Of a datagram's port nothing is known until it answers.
      return proto === 'udp' ? { ...at, port, proto, isSilent: true } : { ...at, port, proto };
    }),
  );
}

function addressesByName({ names }: ResolvedTargets): Map<string, number[]> {
  const byName = new Map<string, number[]>();
  for (const [address, given] of names) {
    for (const name of given) byName.set(name, [...(byName.get(name) ?? []), address]);
  }
  return byName;
}

/** Those that may be asked; an address of a name has it, for `Host:` and SNI. */
function addressesOf(
  host: string,
  { targets }: ResolvedTargets,
  named: ReadonlyMap<string, readonly number[]>,
): Pick<Endpoint, 'ip' | 'name'>[] {
  const target = parseTarget(host);
  const own = 'name' in target ? (named.get(target.name) ?? []) : [];
  const ranges: readonly Range[] =
    'ranges' in target ? target.ranges : 'name' in target ? own.map((address) => network(address, target.prefix)) : [];
  if (count(ranges) > ADDRESSES_MOST) throw usageError(`"${host}" has too many addresses: give single hosts`);
  return ranges
    .flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, k) => first + k))
    .filter((address) => containsFlat(targets, address))
    .map((address) => ({
      ip: formatIpv4(address),
      ...('name' in target && own.includes(address) ? { name: target.name } : {}),
    }));
}
