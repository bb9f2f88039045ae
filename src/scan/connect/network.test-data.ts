// A network as data, for the simulated sockets of simulation.test-data.ts: who is there, how far, how reliably, and
// when nothing gets through. Always alike for the same seed.
import { constants } from 'node:os';
import type { Reply, Simulation, Syn } from './simulation.test-data.ts';

const { ECONNREFUSED } = constants.errno;

export interface NetworkHost {
  readonly address: number;
  /** Milliseconds there and back. */
  readonly rtt: number;
  /** Up to so much more, each time anew. */
  readonly jitter?: number;
  readonly open: readonly number[];
  /** What happens to the other ports: refused, or dropped by a firewall. Refused unless given. */
  readonly others?: 'refused' | 'dropped';
  /** From then on it does not answer any more. */
  readonly goneAt?: number;
}

/** From and to, milliseconds since the beginning. */
export type Span = readonly [from: number, to: number];

export interface Network {
  readonly seed: number;
  readonly hosts: readonly NetworkHost[];
  /** Chance that a SYN or its answer gets lost. */
  readonly loss?: number;
  /** Nothing gets through. */
  readonly outages?: readonly Span[];
  /** connect(2) is refused with this errno; without an address, for all. */
  readonly refusals?: readonly { readonly span: Span; readonly errno: number; readonly address?: number }[];
}

/** xorshift32: the same numbers in every run, from 0 to 1. */
export function createRandom(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** The network as the simulation wants it. */
export function simulationOf({ seed, hosts, loss = 0, outages = [], refusals = [] }: Network): Simulation {
  const random = createRandom(seed);
  const byAddress = new Map(hosts.map((host) => [host.address, host]));
  const within = (at: number, [from, to]: Span): boolean => at >= from && at < to;
  const cut = (at: number): boolean => outages.some((span) => within(at, span));
  return {
    reply({ at, address, port }: Syn): Reply | null {
      const host = byAddress.get(address);
      if (host === undefined || at >= (host.goneAt ?? Number.POSITIVE_INFINITY)) return null;
      const open = host.open.includes(port);
      if (!open && host.others === 'dropped') return null;
      const after = host.rtt + random() * (host.jitter ?? 0);
      const lost = random() < loss;
      return lost || cut(at + after / 2) || cut(at + after) ? null : { after, error: open ? 0 : ECONNREFUSED };
    },
    refuse(at, _started, address) {
      const found = refusals.find((each) => within(at, each.span) && (each.address ?? address) === address);
      return found?.errno ?? 0;
    },
  };
}
