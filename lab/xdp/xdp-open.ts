// Which of the XDP responder's hosts are there and which ports they have open: what `truth` reports, and the program asks
// by other means.
import { addressNumber, addressRun } from '../network/addresses.ts';
import { seeded } from '../network/random.ts';
import type { XdpResponder } from '../network/scenario.ts';

/** What decides that a port is open where a share of them is: a hash of address, port and key below a limit. */
export interface ShareHash {
  /** 32 bits. */
  readonly key: number;
  /** 0 to 2^32 - 1. */
  readonly limit: number;
}

/** Odd, so that multiplying loses nothing; the program uses the same. */
export const HASH_ADDRESS = 0x9e3779b1;
export const HASH_MIX_1 = 0x85ebca6b;
export const HASH_MIX_2 = 0xc2b2ae35;

export function shareHash(seed: string, share: number): ShareHash {
  return { key: seeded(seed)(), limit: Math.min(2 ** 32 - 1, Math.floor(share * 2 ** 32)) };
}

/** The finalizer of MurmurHash3 over address * constant + port, xor key. Unsigned 32 bits. */
export function hashPort(key: number, address: number, port: number): number {
  let h = ((Math.imul(address, HASH_ADDRESS) + port) ^ key) >>> 0;
  h = Math.imul(h ^ (h >>> 16), HASH_MIX_1);
  h = Math.imul(h ^ (h >>> 13), HASH_MIX_2);
  return (h ^ (h >>> 16)) >>> 0;
}

/** What decides that an address has a host, of its hash with port 0; null: all have. */
export function thereHash({ there }: XdpResponder): ShareHash | null {
  return there === undefined ? null : shareHash(`${there.seed} there`, there.share);
}

/** The addresses that have a host. */
export function hostsThere(plan: XdpResponder): string[] {
  const hash = thereHash(plan);
  return addressRun(plan.first, plan.count).filter(
    (host) => hash === null || hashPort(hash.key, addressNumber(host), 0) < hash.limit,
  );
}

/** Open ports of each host that is there, ascending; of hosts that swallow everything, none. */
export function openPorts(plan: XdpResponder): Record<string, number[]> {
  const { open, dropsAll } = plan;
  const table: Record<string, number[]> = {};
  const hash = open.kind === 'share' ? shareHash(open.seed, open.share) : null;
  for (const host of hostsThere(plan)) {
    const ports: number[] = [];
    table[host] = ports;
    if (dropsAll) continue;
    if (open.kind === 'list') ports.push(...[...(open.ports[host] ?? [])].sort((a, b) => a - b));
    else if (hash !== null) {
      const address = addressNumber(host);
      for (let port = 1; port <= 65_535; port++) if (hashPort(hash.key, address, port) < hash.limit) ports.push(port);
    } else if (open.kind === 'modulus') {
      for (let port = 1; port <= 65_535; port++) if (port % open.modulus === open.remainder) ports.push(port);
    }
  }
  return table;
}
