// Which ports emulated hosts have, for whoever asks all of them at once.
import type { Place } from './host.ts';
import { hostNamed } from './hosts/hosts.ts';

/** TCP ports that are open somewhere, ascending. */
export function tcpPortsOf(places: readonly Place[]): number[] {
  const ports = places.flatMap(({ host, address }) =>
    Object.keys(hostNamed(host).ports?.({ address, mac: '02:00:00:00:00:01' }).tcp ?? {}).map(Number),
  );
  return [...new Set(ports)].sort((a, b) => a - b);
}
