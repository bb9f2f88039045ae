// Networks as pictures of a survey keep them: one of each, the newest that was said of it.
import type { NetworkFact } from './finding.ts';

/** Strangers name some of them: so many are told, and kept. */
export const NETWORKS_MOST = 256;

/** A network is told apart by its prefix and the interface that leads to it. */
export function networkKey({ network = '', interface: name = '' }: Pick<NetworkFact, 'network' | 'interface'>): string {
  return `${network} ${name}`;
}

/** What is older than what is known of it is left, and so is one more than NETWORKS_MOST. */
export function putNetwork(networks: Map<string, NetworkFact>, line: NetworkFact): void {
  const key = networkKey(line);
  const known = networks.get(key);
  const isNews = known === undefined ? networks.size < NETWORKS_MOST : known.time <= line.time;
  if (isNews) networks.set(key, line);
}

/** Each thing once, with all who say so: `198.18.0.1 (routes, dhcp)`. */
export function bySource(said: readonly (readonly [what: string, source: string])[]): readonly string[] {
  return [...Map.groupBy(said, ([what]) => what)].map(
    ([what, all]) => `${what} (${all.map(([, source]) => source).join(', ')})`,
  );
}
