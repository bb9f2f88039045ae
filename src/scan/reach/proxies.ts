// A router that answers ARP for a whole network (proxy ARP) says nothing of who is there: hosts behind it are reached as behind
// a gateway, by one hop, and none of them is up by that. So what a link costs stays bounded, whoever answers on it:
//  1. One MAC address that answers for PROXIED_LEAST addresses or more is such a router.
//  2. One that answers for MANY_LEAST is either that or a machine with many addresses, whose firewall may hide them: all of them count
//     as up, and it is told.
//  3. More than NEIGHBOURS_MOST others are refused: every one has a hop and a line of its own.
import { readU16, readU32 } from '../../wire/bytes.ts';
import { ScanError } from '../scan-error.ts';

/** More addresses than any one machine has: a /15 of a link. */
export const PROXIED_LEAST = 2 ** 17;
/** More addresses than most machines have: a /27. */
const MANY_LEAST = 32;
export const NEIGHBOURS_MOST = 2 ** 20;

type Answers = Iterable<readonly [address: number, answer: { readonly mac: Uint8Array }]>;

/** The address as a number. */
export function macKey(mac: Uint8Array): number {
  return readU16(mac, 0) * 2 ** 32 + readU32(mac, 2);
}

/** By `macKey`. Throws ScanError E_NEIGHBOURS by rule 3. */
export function findProxies(answers: Answers): ReadonlySet<number> {
  const counts = new Map<number, number>();
  for (const [, { mac }] of answers) {
    const key = macKey(mac);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    if (counts.size > NEIGHBOURS_MOST) throw tooMany();
  }
  const proxies = new Set<number>();
  let others = 0;
  for (const [key, count] of counts) {
    if (count >= PROXIED_LEAST) proxies.add(key);
    else others += count;
  }
  if (others > NEIGHBOURS_MOST) throw tooMany();
  return proxies;
}

/** Rule 2: the MAC addresses, and for how many addresses each answers. */
export function findMany(answers: Answers): readonly (readonly [mac: Uint8Array, addresses: number])[] {
  const found = new Map<number, { readonly mac: Uint8Array; addresses: number }>();
  for (const [, { mac }] of answers) {
    const one = found.get(macKey(mac)) ?? { mac, addresses: 0 };
    found.set(macKey(mac), one);
    one.addresses++;
  }
  return [...found.values()]
    .filter(({ addresses }) => addresses >= MANY_LEAST && addresses < PROXIED_LEAST)
    .map(({ mac, addresses }) => [mac, addresses]);
}

function tooMany(): ScanError {
  const most = NEIGHBOURS_MOST.toLocaleString('en');
  return new ScanError(
    'E_NEIGHBOURS',
    `more than ${most} neighbours answer ARP on one link: scan a smaller part of it`,
  );
}

/** What is reached through each proxy; given in ascending order of addresses. */
export function createProxied() {
  const behind = new Map<number, { readonly mac: Uint8Array; readonly first: number; readonly ranges: number[] }>();
  return {
    add(address: number, mac: Uint8Array): void {
      const key = macKey(mac);
      const proxy = behind.get(key);
      if (proxy === undefined) behind.set(key, { mac, first: address, ranges: [address, address] });
      else if (proxy.ranges.at(-1) === address - 1) proxy.ranges[proxy.ranges.length - 1] = address;
      else proxy.ranges.push(address, address);
    },
    values: () => behind.values(),
  };
}
