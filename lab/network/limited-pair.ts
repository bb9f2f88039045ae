// A target that limits its ICMP errors to each who asks, counts whom they went to, and has no UDP port; beside it a scanner of
// several addresses.
import { addressRun } from './addresses.ts';
import { ip, nft, runInside, sysctl } from './namespaces.ts';
import { openPair, type Pair } from './pair.ts';

export const LIMITED_TARGET = '198.18.9.20';
/** So many at once; then one each `limitMs` (Linux's XRLIM_BURST_FACTOR, net.ipv4.icmp_ratelimit). */
export const LIMITED_BURST = 6;

const COUNTS = ['set', 'ip', 'lab-count', 'told'];

export interface LimitedPair extends Pair {
  /** The scanner's addresses, of which the kernel would ask from the first. */
  readonly sources: readonly string[];
  /** How many of the target's errors went to each of them since it was last asked, as its kernel counted. */
  told(): Promise<ReadonlyMap<string, number>>;
}

export async function openLimitedPair(addresses: number, limitMs: number): Promise<LimitedPair> {
  const pair = await openPair([LIMITED_TARGET]);
  const { target, scannerNamespace } = pair;
  const sources = addressRun('198.18.9.1', addresses);
  await sysctl(target, { 'net.ipv4.icmp_ratelimit': limitMs });
  await ip(
    scannerNamespace,
    sources.slice(1).map((address) => `addr add ${address}/24 dev eth0`),
  );
  await nft(
    target,
    `table ip lab-count {
      set told { type ipv4_addr; size 256; flags dynamic; counter; }
      chain out { type filter hook postrouting priority 0; icmp type destination-unreachable add @told { ip daddr }; }
    }`,
  );
  return {
    ...pair,
    sources,
    async told() {
      const text = await runInside(target, 'nft', ['list', ...COUNTS]);
      await runInside(target, 'nft', ['flush', ...COUNTS]);
      const counts = text.matchAll(/([\d.]+) counter packets (\d+)/g);
      return new Map([...counts].map(([, address, packets]) => [address, Number(packets)]));
    },
  };
}
